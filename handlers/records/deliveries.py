"""Records' deliveries: the picture of a result, a record as a file, the register. What its reader may see of it is asked
when each is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from council.authority import Action, anywhere
from council.chain import Heads
from council.openness import Reader as Sees, sight
from council.records import Edition, edition_for
from handlers.common.documents.blocks import Document
from handlers.common.documents.pdf import pdf
from handlers.common.pictures.result import result_picture
from handlers.common.proofs import heads_told, proof_sheet
from handlers.common.texts import plain
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, one_by_one
from handlers.records import actions
from handlers.records.presses import FileForm, ListForm
from handlers.records.views import page as views
from handlers.records.views.document import document
from storage import chat_links, records
from storage.outbox import Delivery
from storage.records import Kept, Listed


@dataclass(frozen=True, slots=True)
class Loaded:
    """Records by their rounds, the chats that are linked to each group, and the heads of the chains."""

    records: Mapping[int, Kept]
    chats: Mapping[str, frozenset[int]]
    heads: Heads

    def visible(self, delivery: Delivery, reader: Reader) -> tuple[Kept, Edition]:
        """The record of a delivery, and how much its reader, or a chat, gets of it now. Dropped where that is nothing."""
        kept = self.records.get(delivery.subject_id)
        edition: Edition | None = None
        if kept is not None and reader.person is not None:
            edition = actions.edition_of(reader.council, kept, reader.actor)
        elif kept is not None and delivery.chat in self.chats[kept.record.group]:
            edition = edition_for(sight(kept.record.openness, Sees.CHAT, closed=True))
        if kept is None or edition is None:
            raise Drop("no longer in the group")
        return kept, edition


async def _load(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    found = await records.of_rounds(read.tx, {one.subject_id for one in claimed})
    groups = {kept.record.group for kept in found.values()}
    return Loaded(found, await chat_links.chats_by_group(read.tx, groups), await records.heads(read.tx))


def _result_picture(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    kept, edition = found.visible(delivery, reader)
    draw = partial(result_picture, views.picture(kept, edition, reader.zone, reader.t))
    words = views.under_picture(kept, reader.t, private=reader.person is not None)
    return Paper(f"{kept.record.number}.png", words, draw, picture=True)


def _record(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """A record as the file that was asked for."""
    form = FileForm(str(delivery.data[actions.FORM]))
    if form is FileForm.PICTURE:
        return _result_picture(found, delivery, reader)
    kept, edition = found.visible(delivery, reader)
    made = document(kept, edition, found.heads, reader.council, reader.zone, reader.t)
    draw = partial(pdf if form is FileForm.PDF else _word, made)
    return Paper(f"{kept.record.number}.{form.value}", views.under_file(kept, edition, reader.t), draw)


def _word(made: Document) -> bytes:
    from handlers.common.documents.word import word

    return word(made)


async def _load_register(read: Read, delivery: Delivery, reader: Reader) -> tuple[list[Listed], Heads]:
    public = delivery.data[actions.FORM] != ListForm.FULL.value
    if reader.person is None or (public and not reader.actor.is_secretariat):
        raise Drop("no longer in the secretariat")
    groups = anywhere(reader.actor, Action.SEE_ROUND)
    return await records.listed(read.tx, groups, read.council.committee), await records.heads(read.tx)


def _register(found: tuple[list[Listed], Heads], delivery: Delivery, reader: Reader) -> Sendable:
    """The register, or a list of it that can be published."""
    listed, heads = found
    form, t = ListForm(str(delivery.data[actions.FORM])), reader.t
    told = (listed, reader.council, reader.zone, t)
    name = plain(t("register") if form is ListForm.FULL else t("public list"))
    words = views.under_register(form, str(heads.records), t)
    if form is ListForm.TEXT:
        lines = [plain(line) for line in heads_told(heads, t)]
        text = "\n".join([views.public_text(*told), *lines, ""])
        return Paper(f"{name}.txt", words, text.encode)
    sheet = views.register_worksheet(*told) if form is ListForm.FULL else views.public_worksheet(*told)
    return Paper(f"{name}.xlsx", words, partial(workbook, sheet, proof_sheet(heads, reader.now, reader.zone, t)))


DELIVERIES = (
    Delivers(actions.RESULT_PICTURE, _load, _result_picture),
    Delivers(actions.RECORD, _load, _record),
    one_by_one(actions.REGISTER, _load_register, _register),
)
