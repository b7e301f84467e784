"""Asking for records and registers: what is asked for is drawn and sent by the outbox, for the one who asked."""

from council.authority import Action, anywhere
from council.config import Council
from council.errors import Forbidden
from council.openness import reader_of, sight
from council.people import Actor
from council.records import Edition, edition_for
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.records.presses import ListForm, PaperForm
from storage import outbox, recommendations, records, rounds
from storage.outbox import Lane, Order
from storage.records import Kept
from storage.store import Transaction

RESULT_PICTURE = Kind("records.picture", lane=Lane.ROUNDS)
"""The picture of a round's result, which is queued with the notice that it has closed."""

PAPER, REGISTER = "records.paper", "records.register"
"""Kinds of deliveries."""

FORM = "form"
"""In a delivery's data: as what it was asked for."""


async def edition_of(tx: Transaction, council: Council, kept: Kept, actor: Actor) -> Edition | None:
    """How much of the record this person gets, by the seats they hold now; None: they may not see it.

    What was forwarded the Executive Committee sees as well.
    """
    round_ = await rounds.find(tx, kept.round_id)
    sent = (
        round_ is not None
        and (await recommendations.many(tx, [round_.recommendation]))[round_.recommendation].forwarded
    )
    reader = reader_of(actor, kept.record.group, kept.author, council.committee if sent else "")
    return edition_for(sight(kept.record.openness, reader, closed=True)) if reader is not None else None


async def look(work: UnitOfWork, round_id: int) -> tuple[Kept, Edition]:
    """The record of a round, and as much of it as they get, for someone who may see it.

    Raises `Forbidden` alike for one that is not there.
    """
    kept = await records.of_round(work.tx, round_id)
    edition = await edition_of(work.tx, work.council, kept, work.actor) if kept else None
    if kept is None or edition is None:
        raise Forbidden(Action.SEE_ROUND, f"round:{round_id}")
    return kept, edition


async def ask_paper(work: UnitOfWork, round_id: int, form: PaperForm, serial: int) -> Kept:
    """Have the record sent to the person who asks. `serial` tells one asking from another. Raises `Forbidden`."""
    kept, _ = await look(work, round_id)
    await _order(work, f"round:{round_id}", PAPER, form.value, serial)
    return kept


async def ask_register(work: UnitOfWork, form: ListForm, serial: int) -> None:
    """Have the register sent to the person who asks. Lists to be published are the secretariat's. Raises `Forbidden`."""
    groups = anywhere(work.actor, Action.SEE_ROUND)
    if groups == () or (form is not ListForm.FULL and not work.actor.is_secretariat):
        raise Forbidden(Action.SEE_ROUND, "register")
    await _order(work, "register:0", REGISTER, form.value, serial)


async def _order(work: UnitOfWork, subject: str, kind: str, form: str, serial: int) -> None:
    person = work.person
    if person.telegram_id is not None:
        key = f"{subject}:{kind}:{form}:{person.id}:{serial}"
        order = Order(key, kind, subject, Lane.RECEIPTS, person.telegram_id, person.id, {FORM: form})
        await outbox.queue(work.tx, [order], work.now)
