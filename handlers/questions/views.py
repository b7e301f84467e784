"""What a quick question looks like: its card, its result, and what its asker is told."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.questions import Counted, Place, Question, bar, in_mask
from council.text_rules import beginning
from handlers.common.dates import moment
from handlers.common.pictures.bars import Bar, Bars
from handlers.common.texts import Texts, plain
from handlers.common.view import Rows, Style, View, bold, button, glance, in_rows, lines, titled
from handlers.questions.presses import Choose, CloseQuestion, SendTicked, Tick

NAMES_LIMIT = 160
"""The most characters for the names of one option in a card; the picture has more."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is known of the reader's own answer: what they chose (named), or that they did answer. Empty in a group."""

    chosen: tuple[int, ...] = ()
    answered: bool = False


def card(question: Question, counted: Counted, own: Own, now: datetime, zone: str, t: Texts, *, mask: int = 0) -> View:
    """The living card. Of a question without names, the numbers are shown only once it has closed."""
    open_ = question.open(now)
    shown = range(len(question.options)) if question.named or not open_ else ()
    first = (
        bold(t("Quick question, not binding")),
        question.text,
        _answered(counted, t),
        t("You have answered.") if own.answered and not question.named else None,
        t("Open until {when}", when=moment(question.closes_at, zone, t)) if open_ else _closed_at(question, zone, t),
        t("Several can be chosen.") if open_ and question.several else None,
        _answering(question, t) if open_ else None,
    )
    options = [_option_line(question, counted, place, t) for place in shown]
    return View(glance(first, ["", *options] if options else []), _buttons(question, own, mask, t) if open_ else ())


def _option_line(question: Question, counted: Counted, place: int, t: Texts) -> Markup:
    n = counted.chosen[place]
    line = t("{bar} {n} · {option}", bar=bar(n, counted.answered), n=n, option=question.options[place])
    names = [name or plain(t("somebody")) for name in counted.names[place]] if counted.names else []
    if not names or question.closed_at is None:
        return line
    return lines(line, t("– {names}", names=beginning("; ".join(names), NAMES_LIMIT)))


def _answered(counted: Counted, t: Texts) -> Markup:
    return t("{answered} of {all} answered", answered=counted.answered, all=counted.asked)


def _closed_at(question: Question, zone: str, t: Texts) -> Markup:
    return t("Closed {when}", when=moment(question.closed_at or question.closes_at, zone, t))


def _answering(question: Question, t: Texts) -> Markup:
    if question.named:
        return t("With names: the group sees who chose what after closing. You can change your answer until then.")
    return t("Without names: who answered and what was chosen are kept apart. An answer cannot be changed.")


def _buttons(question: Question, own: Own, mask: int, t: Texts) -> Rows:
    if not question.named and own.answered:
        return ()
    ticks = question.several and not question.named  # they are sent all at once
    chosen = in_mask(mask, question.options) if ticks else own.chosen
    rows = []
    for place, option in enumerate(question.options):
        label = plain(t("✓ {option}", option=option)) if place in chosen else option
        press = Tick(question.id, place, mask) if ticks else Choose(question.id, place)
        rows.append(button(label, press))
    if ticks and chosen:
        rows.append(button(t("Send"), SendTicked(question.id, mask), Style.PRIMARY))
    return in_rows(rows, 1)


def _to_people(n: int, t: Texts) -> Markup:
    return t.plural("It will be sent privately to {n} person.", "It will be sent privately to {n} people.", n)


def preview(question: Question, asked: int, now: datetime, zone: str, t: Texts) -> View:
    """The card as it will look, with its options, and where it goes."""
    to_chat = question.place is Place.CHAT
    in_chat = t("It will be posted in the chat of {group}.", group=_group(question, t))
    where = in_chat if to_chat else _to_people(asked, t)
    counted = Counted(0, asked, (0,) * len(question.options))
    options = [t("· {option}", option=option) for option in question.options]
    return View(lines(card(question, counted, Own(), now, zone, t).text, "", *options, "", where))


def _group(question: Question, t: Texts) -> str:
    return plain(t("group {group}", group=question.group))


def asked(question: Question, chats: int, zone: str, t: Texts) -> View:
    in_chats = t.plural("It is in {n} chat.", "It is in {n} chats.", chats)
    where = in_chats if question.place is Place.CHAT else _to_people(chats, t)
    closes = t("It closes {when}; you will get the result.", when=moment(question.closes_at, zone, t))
    rows = [[button(t("Close it now"), CloseQuestion(question.id))]]
    return titled(t("Asked: a quick question, not binding"), question.text, where, closes, rows=rows)


def closed(question: Question, t: Texts) -> View:
    return titled(t("Closed: a quick question"), question.text, t("The result will be sent separately."))


def under_result(question: Question, counted: Counted, t: Texts) -> View:
    title = t("Quick question, closed: not binding")
    return titled(title, beginning(question.text, 300), _answered(counted, t), protect=True)


def picture(question: Question, counted: Counted, zone: str, t: Texts) -> Bars:
    names = counted.names or ((),) * len(question.options)
    bars = [
        Bar(option, counted.chosen[place], [name or plain(t("somebody")) for name in names[place]])
        for place, option in enumerate(question.options)
    ]
    notes = [
        plain(t("{answered} of {all} answered, {group}", answered=counted.answered, all=counted.asked,
                group=_group(question, t))),
        plain(_closed_at(question, zone, t)),
        plain(t("A straw poll: it decides nothing.")),
    ]  # fmt: skip
    return Bars(plain(t("Quick question, not binding")), question.text, bars, notes)
