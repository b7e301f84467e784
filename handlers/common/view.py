"""What a message looks like: a text and its buttons. Views are values, and are made without I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from markupsafe import Markup

from council.button_rows import row_sizes
from council.message_length import fitted
from council.text_rules import MESSAGE_LIMIT, length
from handlers.common.presses import Press


class Style(StrEnum):
    """A button's colour, as the Bot API names it: the main step of a card (blue), of which a card has one at most; support or
    approval (green); objection, or what cannot be undone (red)."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


COPIED_LIMIT = 256
"""Telegram's limit of what a button copies; in UTF-16 code units, to be safe."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button to press (`press`), to open a link (`url`) or to copy a text to the clipboard (`copies`). Its text is plain,
    never markup."""

    text: str
    press: Press | None = None
    url: str | None = None
    copies: str | None = None
    style: Style | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """A message: `text` in Telegram's HTML, and rows of buttons. `protect`: no forwarding or saving; `silent`: no sound.

    A text that would be too long for Telegram is `fitted`: a message that it refuses is lost. `rich`: the same in the HTML of
    rich messages; where that cannot be shown, the text is sent, and what is left of it (`more`) in further messages."""

    text: Markup
    rows: Rows = ()
    protect: bool = False
    silent: bool = False
    more: tuple[Markup, ...] = ()
    rich: str = ""

    def __post_init__(self) -> None:
        if len(self.text) * 2 > MESSAGE_LIMIT:  # no character is more than two units
            object.__setattr__(self, "text", Markup(fitted(str(self.text))))  # noqa: S704 - it was markup before

    def with_rows(self, *rows: Sequence[Button]) -> "View":
        """The same view with these rows added below."""
        return replace(self, rows=self.rows + tuple(tuple(row) for row in rows if row))


def button(text: str, press: Press, style: Style | None = None) -> Button:
    """A button to press. Markup in its text is unescaped."""
    return Button(_plain(text), press=press, style=style)


def link(text: str, url: str) -> Button:
    """A button that opens a link."""
    return Button(_plain(text), url=url)


def copying(text: str, copies: str) -> tuple[Button, ...]:
    """A row with a button that copies this to the clipboard; an empty one where it is longer than Telegram copies."""
    return (Button(_plain(text), copies=copies),) if 0 < length(copies) <= COPIED_LIMIT else ()


def _plain(text: str) -> str:
    return text.unescape() if isinstance(text, Markup) else text


def lines(*parts: Markup | str | None) -> Markup:
    """The parts that are not None, one on each line. Plain strings are escaped; "" makes an empty line."""
    return Markup("\n").join(part for part in parts if part is not None)


GLANCE = 12
"""Lines that a card has at most above its buttons: it is read at a glance on a phone."""

_UNFOLDED, _QUOTE = 3, re.compile(r"</?blockquote[^>]*>")
"""Lines of a folded quotation that Telegram shows."""

Lines = Iterable[Markup | str | None]


def folded(text: Markup | str) -> Markup:
    """A quotation of which the first lines are shown; a press unfolds it."""
    return Markup("<blockquote expandable>{}</blockquote>").format(text)


def height(text: str) -> int:
    """How many lines a text has while its quotations are folded."""
    outside, *quoted = re.split(r"<blockquote[^>]*>", text)
    told = outside.count("\n") + 1
    for part in quoted:
        inside, _, after = part.partition("</blockquote>")
        told += min(inside.count("\n"), _UNFOLDED - 1) + after.count("\n")
    return told


def glance(first: Lines, rest: Lines, quote: Markup | str | None = None) -> Markup:
    """What is needed first, then the rest, and a text that is quoted, folded. Where that is more than can be taken in at a
    glance, all but what is first is folded."""
    head, more = [part for part in first if part is not None], [part for part in rest if part is not None]
    whole = lines(*head, *more, folded(quote) if quote else None)
    if height(whole) <= GLANCE or not (more or quote):
        return whole
    words = Markup(_QUOTE.sub("", lines(quote, "" if quote and more else None, *more))).strip()  # noqa: S704 - it was before
    return lines(*(part for part in head if part), folded(words))


def bold(text: Markup | str) -> Markup:
    """Bold text, as in a message's first line."""
    return Markup("<b>{}</b>").format(text)


def in_rows(buttons: Iterable[Button | None], width: int = 2, *, ticks: bool = False) -> Rows:
    """The buttons that are not None, in rows of `width`, or of fewer where a phone would cut their words. `ticks`: one of them
    is or will be ticked."""
    listed = [one for one in buttons if one is not None]
    left = iter(listed)
    return tuple(tuple(islice(left, size)) for size in row_sizes([one.text for one in listed], width, ticks=ticks))


def titled(title: Markup | str, *parts: Markup | str | None, rows: Iterable[Sequence[Button]] = (), protect: bool = False,
           silent: bool = False) -> View:  # fmt: skip
    """A message with a bold title, then its parts as `lines` puts them, and rows of buttons; empty rows are left out."""
    return View(lines(bold(title), *parts), tuple(tuple(row) for row in rows if row), protect, silent)


def offered(*ways: tuple[object, str, Press] | tuple[object, str, Press, Style]) -> list[Button]:
    """Buttons for those of the ways (condition, label, press, style) whose condition is true."""
    return [button(label, press, *style) for condition, label, press, *style in ways if condition]
