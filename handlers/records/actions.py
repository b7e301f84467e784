"""Asking for records and the register: what is asked for is drawn and sent by the outbox, to the one who asked."""

from council.authority import Action, anywhere
from council.config import Council
from council.errors import Forbidden
from council.events import RoundClosed
from council.openness import reader_of, sight
from council.people import Actor
from council.records import Edition, edition_for
from council.rules import Outcome
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.records.presses import FileForm, ListForm
from storage import electorates, records
from storage.outbox import Lane
from storage.records import Kept

RESULT_PICTURE = Kind("records.picture", Lane.ROUNDS)
RECORD, REGISTER = Kind("records.paper"), Kind("records.register")

FORM = "form"
"""In a delivery's data: as what it was asked for."""


def edition_of(council: Council, kept: Kept, actor: Actor) -> Edition | None:
    """How much of the record this person gets, by the seats that they hold now; None where they may not see it.
    The Executive Committee sees the one as well by which a group adopted what was forwarded to it, and no more of it."""
    committee = council.committee if kept.forwarded and kept.record.outcome == Outcome.ADOPTED else ""
    reader = reader_of(actor, kept.record.group, kept.author, committee)
    return edition_for(sight(kept.record.openness, reader, closed=True), reader) if reader is not None else None


async def visible_record(work: UnitOfWork, round_id: int) -> tuple[Kept, Edition]:
    """The record of a round, and how much of it this person gets. Raises `Forbidden`, alike for one that is not there."""
    kept = await records.of_round(work.tx, round_id)
    edition = edition_of(work.council, kept, work.actor) if kept else None
    if kept is None or edition is None:
        raise Forbidden(Action.SEE_ROUND, f"round:{round_id}")
    return kept, edition


async def send_result_picture(work: UnitOfWork, event: RoundClosed) -> None:
    """Send the picture of the result to everyone who was shown the round, and to its group's chats."""
    await work.tell(await electorates.shown_to(work.tx, event.round.id), RESULT_PICTURE, event.round.subject)
    await work.tell_chats([event.round.group], RESULT_PICTURE, event.round.subject)


async def request_record(work: UnitOfWork, round_id: int, form: FileForm, serial: int) -> None:
    """Have the record sent to the person who asks. `serial` tells one asking from another. Raises `Forbidden`."""
    await visible_record(work, round_id)
    await work.tell([work.person], RECORD, f"round:{round_id}", f"{form.value}:{serial}", {FORM: form.value})


async def request_register(work: UnitOfWork, form: ListForm, serial: int) -> None:
    """Have the register sent to the person who asks. Lists to be published are the secretariat's. Raises `Forbidden`."""
    groups = anywhere(work.actor, Action.SEE_ROUND)
    if groups == () or (form is not ListForm.FULL and not work.actor.is_secretariat):
        raise Forbidden(Action.SEE_ROUND, "register")
    await work.tell([work.person], REGISTER, "register:0", f"{form.value}:{serial}", {FORM: form.value})
