"""Reports' deliveries: pictures, the table and a year's report. What its reader may see of it is asked when each is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from council.authority import Action
from council.chain import Heads
from council.reports import Edition, Followed, Given
from handlers.common.documents.blocks import Document
from handlers.common.documents.pdf import pdf
from handlers.common.names import language_name
from handlers.common.pictures.followup import MOST_ROWS, followup_picture
from handlers.common.proofs import proof_sheet
from handlers.common.texts import Texts
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Drop, Paper, Read, Reader, Sendable, one_by_one
from handlers.reports import actions, reads
from handlers.reports.presses import FileForm
from handlers.reports.views import page, picture, spreadsheets
from handlers.reports.views.document import document
from storage import records, reports
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was asked for, as its reader sees it now. `history`: every answer, where it is shown."""

    followed: Followed
    heads: Heads
    history: Sequence[Given] = ()


async def _load(read: Read, delivery: Delivery, reader: Reader) -> Loaded:
    group, year = str(delivery.data.get(actions.GROUP, "")), int(delivery.data[actions.YEAR])
    followed = await reads.visible_followed(read.tx, read.council, reader.actor, group, year, read.now)
    return Loaded(followed, await records.heads(read.tx))


async def _load_table(read: Read, delivery: Delivery, reader: Reader) -> Loaded:
    found = await _load(read, delivery, reader)
    history = await reports.history(read.tx, [one.recommendation for one in found.followed.found])
    return Loaded(found.followed, found.heads, history)


def _picture(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    followed, at = found.followed, int(delivery.data[actions.PAGE])
    if at >= picture.pages(followed.found):
        raise Drop("nothing any more")
    told = (reader.council, followed.group, followed.year)
    head = page.picture_head(*told, reader.t)
    chart = picture.charts(reader.council, head, followed.found, followed.known, followed.day, reader.t)[at]
    last = at == actions.MOST_PICTURES - 1
    words = page.under_picture(*told, followed.found, len(followed.found) - MOST_ROWS * (at + 1) if last else 0, reader.t)
    return Paper(f"recommendations-{at + 1}.png", words, partial(followup_picture, chart), picture=True)


def _table(found: Loaded, _delivery: Delivery, reader: Reader) -> Sendable:
    followed, t = found.followed, reader.t
    sheets = spreadsheets.sheets(reader.council, followed, found.history, reader.zone, t)
    words = page.under_table(reader.council, followed.group, followed.year, followed.found, t)
    proof = proof_sheet(found.heads, reader.now, reader.zone, t)
    return Paper(_name(followed.year, "", "xlsx"), words, partial(workbook, *sheets, proof))


def _report(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    edition, form = Edition(str(delivery.data[actions.EDITION])), FileForm(str(delivery.data[actions.FORM]))
    if edition is Edition.PUBLIC:
        reader.require_secretariat(Action.PUBLISH_NEWS)
    followed = found.followed
    words = page.under_report(reader.council, followed.group, followed.year, edition, reader.t)
    draw = _drawing(found, edition, reader, reader.t, pdf if form is FileForm.PDF else _word)
    return Paper(_name(followed.year, "-public" if edition is Edition.PUBLIC else "", form.value), words, draw)


def _preview(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The very file that is posted: the communiqué copies this message."""
    reader.require_secretariat(Action.PUBLISH_NEWS)
    language = str(delivery.data[actions.LANGUAGE])
    words = page.under_preview(found.followed.year, language_name(language, reader.t), reader.t)
    draw = _drawing(found, Edition.PUBLIC, reader, reader.texts(language), pdf)
    return Paper(_name(found.followed.year, "-public", "pdf"), words, draw)


def _drawing(
    found: Loaded, edition: Edition, reader: Reader, t: Texts, write: Callable[[Document], bytes]
) -> Callable[[], bytes]:
    """Draws the report, off the event loop: its pictures take most of the time."""
    made = partial(document, reader.council, found.followed, edition, found.heads, reader.council.today(reader.now), t)
    return lambda: write(made())


def _word(made: Document) -> bytes:
    from handlers.common.documents.word import word

    return word(made)


def _name(year: int, edition: str, form: str) -> str:
    return f"recommendations-{year}{edition}.{form}" if year else f"recommendations{edition}.{form}"


DELIVERIES = (
    one_by_one(actions.PICTURE, _load, _picture), one_by_one(actions.TABLE, _load_table, _table),
    one_by_one(actions.REPORT, _load, _report), one_by_one(actions.PREVIEW, _load, _preview),
)  # fmt: skip
