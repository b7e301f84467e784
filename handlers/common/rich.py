"""Rich texts: one description as blocks, of which a rich message is made (`sendRichMessage` of the Bot API 10.1), and the plain
messages that say the same. So nothing is ever in the rich one only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from council.message_length import parted
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.view import Button, View

TEXT_LIMIT, BLOCK_LIMIT, COLUMN_LIMIT = 32_768, 500, 20
"""The Bot API's limits of a rich message: characters, here counted as UTF-16 code units; blocks, with the items of lists and the
rows of tables; and columns of a table."""

WIDE = 3
"""In a plain message the rows of tables with more columns than this take two lines each, as a phone is narrow."""

Text = Markup | str
"""Words of a block: plain, or with Telegram's inline tags."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`size`: from 1, the largest, to 6."""

    text: Text
    size: int = 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list with a mark before each item, or a number."""

    items: Sequence[Text]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below their heads."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[Text]]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that are folded below their summary. In a plain message they are a quotation that can be unfolded."""

    summary: Text
    blocks: Sequence["Flat"]


Flat = Heading | Paragraph | Items | Table
Block = Flat | Details


def rich_view(blocks: Iterable[Block | None], rows: Iterable[Sequence[Button]] = (), *, protect: bool = False) -> View:
    """The message: rich where its limits allow it, and as plain ones, of which there are as many as it takes; the buttons stand
    below the last. Blocks that are None are left out."""
    listed = [block for block in blocks if block is not None]
    first, *more = plain(listed)
    fits = size(listed) <= BLOCK_LIMIT and length(bare(html := rich(listed))) <= TEXT_LIMIT and _columns(listed) <= COLUMN_LIMIT
    return View(first, tuple(tuple(row) for row in rows if row), protect, more=tuple(more), rich=html if fits else "")


def paragraphs(text: str) -> list[Block]:
    """A text that somebody typed: an empty line parts its paragraphs."""
    return [Paragraph(part) for one in text.split("\n\n") if (part := one.strip("\n"))]


def rich(blocks: Sequence[Block]) -> str:
    """The blocks in the HTML of rich messages."""
    return "".join(map(_rich, blocks))


def _rich(block: Block) -> str:
    match block:
        case Heading(text, of):
            return f"<h{of}>{_inline(text)}</h{of}>"
        case Paragraph(text):
            return f"<p>{_inline(text)}</p>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</{tag}>"
        case Table(heads, rows):
            told = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
            return f"<table bordered striped><tr>{''.join(f'<th>{_inline(head)}</th>' for head in heads)}</tr>{told}</table>"
        case Details(summary, inside):
            return f"<details><summary>{_inline(summary)}</summary>{rich(inside)}</details>"


def _inline(text: Text) -> str:
    """The words of a block: what would break a line there is white space in HTML."""
    return str(escape(text)).replace("\n", "<br>")


def size(blocks: Sequence[Block]) -> int:
    """How many blocks Telegram counts."""
    return sum(_size(block) for block in blocks)


def _size(block: Block) -> int:
    match block:
        case Items(items, _):
            return 1 + 2 * len(items)
        case Table(_, rows):
            return 2 + len(rows)
        case Details(_, inside):
            return 1 + size(inside)
    return 1


def _columns(blocks: Sequence[Block]) -> int:
    tables = [one for block in blocks for one in (block.blocks if isinstance(block, Details) else [block])]
    return max((len(one.heads) for one in tables if isinstance(one, Table)), default=0)


def plain(blocks: Sequence[Block]) -> list[Markup]:
    """The same as plain messages: at least one."""
    told: list[str] = []
    for at, block in enumerate(blocks):
        below = bool(at) and isinstance(blocks[at - 1], Heading)
        gap, words = "\n" if below else "\n\n", str(_plain(block))
        room = MESSAGE_LIMIT - length(bare(told[-1] + gap)) if told else 0
        parts = parted(words, room) if below and room > MESSAGE_LIMIT // 2 else [words]  # no heading stands there alone
        if told and len(parted(joined := told[-1] + gap + parts[0])) == 1:
            told[-1:] = [joined, *parts[1:]]
        else:
            told += parted(words)
    return [Markup(one) for one in told] or [Markup()]  # noqa: S704 - parts of what was markup before


def _plain(block: Block) -> Markup:
    match block:
        case Heading(text):
            return Markup("<b>{}</b>").format(text)
        case Paragraph(text):
            return escape(text)
        case Items(items, numbered):
            marks = (f"{at}." if numbered else "·" for at in range(1, len(items) + 1))
            return Markup("\n").join(Markup("{} {}").format(mark, item) for mark, item in zip(marks, items, strict=True))
        case Table(heads, rows):
            wide = len(heads) > WIDE
            told = [Markup("<i>{}</i>").format(_row(heads)), *(_row(row, 2 if wide else len(row)) for row in rows)]
            return Markup("\n").join([told[0], *((Markup("\n") + row) if wide else row for row in told[1:])])
        case Details(summary, inside):
            words = Markup("\n").join(map(_plain, inside))
            return Markup("<b>{}</b>\n<blockquote expandable>{}</blockquote>").format(summary, words)


def _row(cells: Sequence[Text], most: int = COLUMN_LIMIT) -> Markup:
    """The cells on a line, the first `most` of them; on a second line the others."""
    told = [Markup(" · ").join(cell for cell in part if cell) for part in (cells[:most], cells[most:])]
    return Markup("\n").join(line for line in told if line)
