"""Minutes as they stand in a document of a word processor: a heading for each item, and below it what was said, what was agreed,
and who does what by when."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from council.errors import Refused
from council.folding import fold
from council.minutes import MOST_ACTIONS, ActionsTooMany, Ground, Item, cleaned, read_action_rows

_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_BULLET = re.compile(r"^\s*[-–—•*]\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and what stands below it: paragraphs, and tables as their rows."""

    heading: str
    blocks: tuple[str | tuple[tuple[str, ...], ...], ...] = ()


class NotADocument(Refused):
    """Not a DOCX, or a broken one."""


class Label(StrEnum):
    """What parts of an item are called, and which headings are not items."""

    SAID = "said"
    AGREED = "agreed"
    ACTIONS = "actions"
    OTHER = "other"


@dataclass(slots=True)
class _Read:
    said: list[str] = field(default_factory=list)
    agreed: list[str] = field(default_factory=list)
    rows: list[Sequence[str]] = field(default_factory=list)


def read_document(parts: Sequence[Part], labels: Mapping[Label, Collection[str]], ground: Ground) -> tuple[Item, ...]:
    """The items of a document. `labels`: what each is called, in whatever languages. Raises `WrongLines` for action items, which
    are counted through the document, and what `cleaned` does: `Empty` for a document without headings."""
    known = {fold(word): label for label, words in labels.items() for word in words}
    found = [(title, _read(part, known)) for part in parts if (title := _title(part, known))]
    actions = iter(read_action_rows([row for _, read in found for row in read.rows], ground))
    if any(len(read.rows) > MOST_ACTIONS for _, read in found):
        raise ActionsTooMany(MOST_ACTIONS)
    return cleaned(
        Item(title, "\n\n".join(read.said), "\n\n".join(read.agreed), tuple(islice(actions, len(read.rows))))
        for title, read in found
    )


def _title(part: Part, known: Mapping[str, Label]) -> str:
    """The title of the item; "" for a heading that is of no item."""
    title = _NUMBER.sub("", part.heading, count=1).strip()
    return "" if known.get(fold(title)) is Label.OTHER else title


def _read(part: Part, known: dict[str, Label]) -> _Read:
    read, label = _Read(), Label.SAID
    for block in part.blocks:
        if isinstance(block, tuple):
            _read_table(block, known, read)
            continue
        text = block.strip()
        before, colon, after = text.partition(":")
        if colon and (found := known.get(fold(before.strip()))) in {Label.SAID, Label.AGREED, Label.ACTIONS}:
            label, text = found, after.strip()
        if text:
            _put(read, label, text)
    return read


def _put(read: _Read, label: Label, text: str) -> None:
    if label is Label.ACTIONS:
        read.rows += [_BULLET.sub("", line, count=1).split(";") for line in text.splitlines() if line.strip()]
    elif label is Label.AGREED:
        read.agreed.append(text)
    else:
        read.said.append(text)


def _read_table(rows: Sequence[Sequence[str]], known: dict[str, Label], read: _Read) -> None:
    """A table of two columns names parts of the item; one of three has action items below its head."""
    for at, row in enumerate(rows):
        if len(row) == 2 and (label := known.get(fold(row[0].strip(" :")))) is not None and row[1].strip():
            _put(read, label, row[1].strip())
        elif len(row) == 3 and at and any(cell.strip() for cell in row):
            read.rows.append(row)
