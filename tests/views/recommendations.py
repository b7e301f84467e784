"""Shared by tests: values that the views of recommendations are drawn from."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from council.people import Person
from council.rounds import Elector, Position, Round, RoundState, tally
from council.rules import Choice, Circumstances, Terms, judge
from handlers.common.presses import encode
from handlers.common.view import Button, View

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 12, 2, 13, 0, tzinfo=UTC)
ZONE = "Asia/Tashkent"
ROUND = Round(
    3, "B-2026-03", 1, "B", "Early schooling of returned children",
    "Children return to school within thirty days of arrival, whether or not <b>papers & transcripts</b> are complete.",
    "https://example.org/text.pdf", 1, Terms(), datetime(2026, 11, 24, 9, tzinfo=UTC), DEADLINE, RoundState.OPEN,
)  # fmt: skip


def shown(view: View) -> str:
    """A message as one reads it in a snapshot: its text, and its buttons with what they carry."""
    rows = ["  ".join(_shown(button) for button in row) for row in view.rows]
    plain = [str(view.text), *(f"(and then)\n{text}" for text in view.more)]
    return "\n".join([*plain, *rich_lines(view), *rows, "(protected)" if view.protect else ""])


def rich_lines(view: View) -> list[str]:
    """Its rich form, a block on each line; nothing where there is none."""
    parted = re.sub(r"(</(p|h\d|details|summary|table|tr|ul|ol|li)>)", r"\1\n", view.rich)
    return ["(rich)", *parted.split("\n")] if parted else []


def _shown(one: Button) -> str:
    does = encode(one.press) if one.press else one.url or f"copies {one.copies}"
    return f"[{one.text} -> {does}, {one.style}]" if one.style else f"[{one.text} -> {does}]"


def electors(*choices: Choice | None) -> list[Elector]:
    made = []
    for at, choice in enumerate(choices, 1):
        person = Person(at, 1000 + at, f"Expert {at}, group B", "", "", "en", ZONE)
        reason = f"Reason <{at}>" if choice in {Choice.OBJECT, Choice.RESERVATIONS} else ""
        remedy = "“as far as places allow”" if choice is Choice.OBJECT else ""
        position = Position(at, choice, reason, NOW - timedelta(hours=at), remedy) if choice else None
        made.append(Elector(person, position))
    return made


def closed_round(asked: list[Elector], terms: Terms) -> Round:
    verdict = judge(terms, tally(asked), Circumstances(declared=True))
    return replace(
        ROUND, state=RoundState.CLOSED, outcome=verdict.outcome, ground=verdict.ground, closed_at=DEADLINE, terms=terms
    )
