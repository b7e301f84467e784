"""Deliveries about the texts of this bot: a remark to the secretariat, and what became of it to its reader."""

from dataclasses import replace

from council.authority import Action
from handlers.framework.deliveries import Drop, Read, Reader, Sendable, one_by_one
from handlers.translations import actions, views
from handlers.translations.reads import shown
from handlers.translations.views import ShownRemark
from storage import members, translations
from storage.outbox import Delivery


async def _load(read: Read, delivery: Delivery, _reader: Reader) -> ShownRemark:
    found = await translations.find_remark(read.tx, delivery.subject_id)
    if found is None:
        raise Drop("no such remark")
    people = await members.many(read.tx, [found.person] if found.person is not None else [])
    corrected = [one for one in await translations.valid(read.tx, found.language) if one.key == found.key]
    told = shown(read.catalogs, found, people)
    # This process may not have read the correction yet.
    return replace(told, text=replace(told.text, now=corrected[0].forms)) if corrected and told.text else told


def _remark(found: ShownRemark, delivery: Delivery, reader: Reader) -> Sendable:
    reader.require_secretariat(Action.CORRECT_TEXTS)
    if found.remark.decided_at is not None and delivery.card is None:
        raise Drop("decided already")
    return views.remark(found, reader.t)


def _decided(found: ShownRemark, _delivery: Delivery, reader: Reader) -> Sendable:
    if found.remark.decided_at is None:
        raise Drop("not decided")
    return views.decided(found, reader.t)


DELIVERIES = (one_by_one(actions.REMARK, _load, _remark), one_by_one(actions.DECIDED, _load, _decided))
