"""Records' deliveries: a record as a file, the picture of a result, the register. What each holds is asked when it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from council.authority import Action, anywhere
from council.openness import Reader, sight
from council.people import Actor
from council.records import Edition, edition_for
from handlers.common.documents.pdf import pdf
from handlers.common.documents.word import word
from handlers.common.pictures.result import result_picture
from handlers.common.proofs import heads_of, heads_told, proof_sheet
from handlers.common.texts import plain
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from handlers.records import actions
from handlers.records.presses import ListForm, PaperForm
from handlers.records.views import page as views
from handlers.records.views.document import document
from storage import chat_links, members, records
from storage.outbox import Delivery
from storage.records import Kept


async def _actor(desk: Desk) -> Actor | None:
    if desk.person is None:
        return None
    return Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))


async def _found(desk: Desk, delivery: Delivery) -> tuple[Kept, Edition] | None:
    """The record, and what its reader may see of it now; None where that is nothing."""
    kept = await records.of_round(desk.tx, delivery.subject_id)
    if kept is None:
        return None
    actor = await _actor(desk)
    if actor is not None:
        edition = await actions.edition_of(desk.tx, desk.council, kept, actor)
    else:
        linked = await chat_links.of_groups(desk.tx, [kept.record.group])
        there = delivery.chat in {link.chat for link in linked}
        edition = edition_for(sight(kept.record.openness, Reader.CHAT, closed=True)) if there else None
    return (kept, edition) if edition is not None else None


def _picture(kept: Kept, edition: Edition, desk: Desk) -> Paper:
    draw = partial(result_picture, views.picture(kept, edition, desk.zone, desk.t))
    return Paper(
        f"{kept.record.number}.png",
        views.under_picture(kept, desk.t, private=desk.person is not None),
        draw,
        picture=True,
    )


@dataclass(frozen=True, slots=True)
class ResultPicture:
    """The picture under the notice that a round has closed."""

    name: str = actions.RESULT_PICTURE.name
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _found(desk, delivery)
        return Drop("no longer in the group") if found is None else _picture(*found, desk)


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """A record as the file that was asked for."""

    name: str = actions.PAPER
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _found(desk, delivery)
        if found is None:
            return Drop("no longer in the group")
        kept, edition = found
        form = PaperForm(str(delivery.data[actions.FORM]))
        if form is PaperForm.PICTURE:
            return _picture(kept, edition, desk)
        heads = await heads_of(desk.tx)
        made = document(kept, edition, heads, desk.council, desk.zone, desk.t)
        draw = partial(pdf if form is PaperForm.PDF else word, made)
        return Paper(f"{kept.record.number}.{form.value}", views.under_paper(kept, edition, desk.t), draw)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """The register, or a list of it that can be published."""

    name: str = actions.REGISTER
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        actor, form = await _actor(desk), ListForm(str(delivery.data[actions.FORM]))
        if actor is None or (form is not ListForm.FULL and not actor.is_secretariat):
            return Drop("no longer in the secretariat")
        council = desk.council
        found = await records.listed(desk.tx, anywhere(actor, Action.SEE_ROUND), council.committee)
        heads = await heads_of(desk.tx)
        t = desk.t
        draw: Callable[[], bytes]
        if form is ListForm.TEXT:
            text = views.public_text(found, council, desk.zone, t)
            text += "\n" + "".join(f"{plain(line)}\n" for line in heads_told(heads, t))
            draw, ending = partial(str.encode, text), "txt"
        else:
            made = views.register_sheet if form is ListForm.FULL else views.public_sheet
            draw, ending = (
                partial(workbook, made(found, council, desk.zone, t), proof_sheet(heads, desk.now, desk.zone, t)),
                "xlsx",
            )
        name = t("register") if form is ListForm.FULL else t("public list")
        return Paper(f"{plain(name)}.{ending}", views.under_register(form, str(heads.records), t), draw)


KINDS = (ResultPicture(), RecordPaper(), RegisterFile())
