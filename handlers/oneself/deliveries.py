"""Deliveries about oneself: everything that is stored, as a file; and to the secretariat, that somebody is gone."""

from functools import partial

from council.people import Person
from handlers.common.audit_details import thing_name
from handlers.common.audit_phrases import action_phrase
from handlers.common.texts import plain
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, load_nothing, one_by_one, spent_former
from handlers.oneself import actions
from handlers.oneself.views import consent, profile as views
from handlers.oneself.views.data_file import Holdings, page
from storage import audit, consents, members, records
from storage.consents import Consent
from storage.erasure import personal_data
from storage.outbox import Delivery

MOST_ENTRIES = 2000
"""How many of the log's entries the file has, the latest."""


async def _load_holdings(read: Read, _delivery: Delivery, reader: Reader) -> Holdings:
    person, t = reader.person, reader.t
    if person is None or person.forgotten:
        raise Drop("nobody to send it to")
    tables, me = list(await personal_data.everything(read.tx, person)), f"person:{person.id}"
    rows: list[dict[str, object]] = [
        {
            "number": one.number, "at": one.at, "action": plain(action_phrase(one.action, t)),
            "who": plain(t("you")) if one.actor == me else "",
            "about": plain(t("you")) if one.subject == me else
            "" if one.subject.startswith("person:") else plain(thing_name(one.subject, t)),
        }
        for one in await audit.page(read.tx, None, (), person.id, 0, MOST_ENTRIES)
    ]  # fmt: skip
    if rows:
        tables.append(("audit", rows))
    return Holdings(person, tables, await records.heads(read.tx), read.now)


def _data(held: Holdings, _delivery: Delivery, reader: Reader) -> Sendable:
    return Paper("my-data.html", views.data_words(reader.t), partial(page, held, reader.council, reader.t))


def _left(_none: None, delivery: Delivery, reader: Reader) -> Sendable:
    """Somebody is gone for good: to the secretariat."""
    if not reader.actor.is_secretariat:
        raise Drop("no longer the secretariat")
    return views.left(reader.council, str(delivery.data[actions.GROUPS]).split(), reader.t)


async def _load_consent(read: Read, delivery: Delivery, _reader: Reader) -> Consent | None:
    return await consents.find(read.tx, delivery.subject_id, str(delivery.data["version"]))


def _notice(found: Consent | None, delivery: Delivery, reader: Reader) -> Sendable:
    """The privacy notice, to someone who is asked to agree to it."""
    if delivery.data["version"] != reader.council.notice:
        raise Drop("there is another notice")
    if found is not None and found.stands and delivery.message is None:
        raise Drop("agreed already")
    return consent.notice(reader.council, found, reader.zone, reader.t, seated=True)


async def _load_who(read: Read, delivery: Delivery, _reader: Reader) -> Person:
    who = await members.find(read.tx, delivery.subject_id)
    if who is None or who.forgotten:
        raise Drop("erased meanwhile")
    return who


def _taken_back(who: Person, _delivery: Delivery, reader: Reader) -> Sendable:
    if not reader.actor.is_secretariat:
        raise Drop("no longer the secretariat")
    return consent.taken_back_by(who, reader.t)


DELIVERIES = (
    one_by_one(actions.MYDATA, _load_holdings, _data), Delivers(actions.LEFT, load_nothing, _left),
    one_by_one(actions.NOTICE, _load_consent, _notice), spent_former(actions.NOTICE),
    one_by_one(actions.TAKEN_BACK, _load_who, _taken_back),
)  # fmt: skip
