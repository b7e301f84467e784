"""The only writers of the data that people give of themselves, of what they agree to, and of its erasure."""

from datetime import UTC, datetime, timedelta

from council import quiet_hours, text_rules
from council.clock import zone
from council.errors import Forbidden, LastSecretary, Stale
from council.events import SeatsChanged
from handlers.common.scripts import parts
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import consents, meetings, members, outbox, redraws, rounds
from storage.erasure import personal_data

MYDATA = Kind("oneself.data", outsiders=True)
LEFT = Kind("oneself.left")
NOTICE = Kind("oneself.notice", card=True, spends=True)
TAKEN_BACK = Kind("oneself.consent")

GROUPS = "groups"
"""In the word that somebody has left: the codes of their groups, with blanks between."""

LAST_CARDS = 20
"""How many of the last cards that somebody got are drawn again when they read another language."""

ASKED_FOR = timedelta(days=1)
"""How long the question whether to erase everything can be answered."""


async def change(work: UnitOfWork, field: str, value: str) -> None:
    """Change one of one's own data. Raises `Forbidden` for a field that is none of them, and the refusals of its rule."""
    given: dict[str, str | bool] = {field: value}
    match field:
        case "name" | "organisation" | "country":
            given[field] = text_rules.name(value)
        case "email":
            given[field] = text_rules.email(value) if value else ""
        case "language" if parts(value)[0] in work.council.languages:
            language, script = parts(value)
            given = {"language": language, "script": script, "language_chosen": True}
        case "second_language" if value in {"", *work.council.languages}:
            pass
        case "zone":
            zone(value)
        case "quiet":
            given[field] = quiet_hours.written(quiet_hours.read(value)) if value else ""
        case _:
            raise Forbidden("set profile")
    await members.change(work.tx, work.person.id, **given)
    await work.record("profile changed", f"person:{work.person.id}", {"field": field})
    if field in {"language", "second_language"} and work.person.telegram_id is not None:
        await redraws.queue_last(work.tx, work.person.telegram_id, LAST_CARDS, work.now)


async def toggle_reminder(work: UnitOfWork, minutes: int) -> None:
    """Want the reminder so many minutes before a meeting or, if it is wanted, want it no more. Raises `Stale` where the
    council sends no such one."""
    offsets = sorted(offset // timedelta(minutes=1) for offset in work.council.reminders)
    if minutes not in offsets:
        raise Stale
    unwanted = [one for one in offsets if work.person.wants(timedelta(minutes=one)) is (one == minutes)]
    await members.change(work.tx, work.person.id, unwanted=unwanted, reminded=len(unwanted) < len(offsets))
    await work.record("profile changed", f"person:{work.person.id}", {"field": "reminders"})


async def ask_data(work: UnitOfWork, update: int) -> None:
    """Have everything that is stored about oneself sent as a file, once for each `update`."""
    subject = f"person:{work.person.id}"
    await work.record("data asked for", subject)
    await work.tell([work.person], MYDATA, subject, str(update))


ASKED_AT_ONCE = 100


async def ask_consent(work: UnitOfWork) -> bool:
    """Ask some of those with a role who were not asked yet about the present privacy notice, after their quiet hours; whether
    there were any."""
    version = work.council.notice
    found = await consents.unasked(work.tx, version, work.now, ASKED_AT_ONCE) if version else []
    await consents.note_asked(work.tx, found, version, work.now)
    for person in found:
        await work.tell([person], NOTICE, f"person:{person.id}", version, {"version": version}, due=work.after_quiet_hours)
    return bool(found)


async def follow_seats(work: UnitOfWork, _changed: SeatsChanged) -> None:
    """Whoever has got a role now is asked, too."""
    await ask_consent(work)


async def ask_whoever_came(work: UnitOfWork) -> None:
    """The one who acts has never written before, or could not be reached until now: if they have a role and have said nothing
    to the present notice, they get it at last."""
    version = work.council.notice
    if not version or not work.actor.seats:
        return
    person, subject = work.person, f"person:{work.person.id}"
    found = await consents.find(work.tx, person.id, version)
    if (found and found.given_at) or await outbox.waiting(work.tx, subject, NOTICE.name):
        return
    await consents.note_asked(work.tx, [person], version, work.now)
    await work.tell([person], NOTICE, subject, f"{version}:{work.now.isoformat()}", {"version": version})


async def agree(work: UnitOfWork, person: int) -> None:
    """Somebody, who is the one who acts or has just been joined to them, agrees to the privacy notice, if there is one."""
    who, version = await members.find(work.tx, person), work.council.notice
    if who is None or not version:
        return
    await consents.give(work.tx, who, version, work.now)
    await work.record("privacy notice: agreed", f"person:{person}", {"version": version, "language": who.language})
    await work.redraw(f"person:{person}", NOTICE, but=work.actor.chat)


async def take_consent_back(work: UnitOfWork) -> None:
    """Take back what one has agreed to; the secretariat is told. Raises `Stale` where there is nothing."""
    person = work.person
    if not await consents.withdraw(work.tx, person.id, work.now):
        raise Stale
    subject = f"person:{person.id}"
    await work.record("privacy notice: taken back", subject)
    await work.tell_secretariat(TAKEN_BACK, subject, work.now.isoformat())


async def check_not_last(work: UnitOfWork) -> None:
    """Raises `LastSecretary` when the one who acts is alone in the secretariat."""
    if work.actor.is_secretariat and len(await members.secretariat(work.tx, work.now, lock=True)) < 2:
        raise LastSecretary


async def forget(work: UnitOfWork, asked: datetime) -> None:
    """Erase everything about oneself; what the council decided stays, without the name. `asked`: when it was asked whether to
    (UTC). Raises `LastSecretary`, and `Stale` when that was too long ago."""
    if not timedelta(0) <= work.now - asked + timedelta(minutes=1) <= ASKED_FOR:
        raise Stale
    await check_not_last(work)
    person, groups = work.person, work.actor.groups
    shown = await personal_data.shown_in(work.tx, person)
    shown += [round_.subject for round_ in await rounds.open_in(work.tx, groups, work.now)]
    shown += [meeting.subject for meeting in await meetings.ahead(work.tx, groups, work.now)]
    await personal_data.forget(work.tx, person, work.now)
    for subject in dict.fromkeys(shown):
        await work.redraw(subject)
    if groups:
        await work.tell_secretariat(LEFT, f"person:{person.id}", data={GROUPS: " ".join(groups)})


def asked_at(minutes: int) -> datetime:
    """The instant (UTC) so many minutes after 1970 began. Raises `Stale` for one that cannot be represented."""
    try:
        return datetime.fromtimestamp(minutes * 60, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Stale from error
