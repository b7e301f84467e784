"""Minority opinions: what somebody who did not simply agree says of an adopted text, and the record of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from council.errors import Refused
from council.records import Edition
from council.rounds import Elector, Round
from council.rules import Choice

FORM = 1
"""The number of the form of such a record, as in `council.records`."""

LIMIT = 4000
"""The longest opinion, in UTF-16 code units."""

MINORITY = frozenset({Choice.OBJECT, Choice.ASIDE, Choice.RESERVATIONS})
"""Whoever ended with one of these may hand in an opinion."""


class NoMinority(Refused):
    """Only those who ended with an objection or reservations, or stood aside, hand in a minority opinion."""


class OpinionsOver(Refused):
    """The time to hand in minority opinions is over, or there is none."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion as it is shown. `name`: "" where none is shown, None for who is forgotten; `at`: when it was handed in, or last
    replaced (UTC), None where that is not shown."""

    name: str | None
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SealedOpinion:
    """One opinion in a record. `who`: a mark; `at`: when it was handed in, or last replaced."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OpinionsRecord:
    """The minority opinions on what a round has adopted, sealed when their time was over. `number` and `title`: those of the
    recommendation; `about`: the hash of the round's own record."""

    serial: int
    number: str
    title: str
    about: str
    opinions: tuple[SealedOpinion, ...]
    form: int = FORM

    @property
    def marks(self) -> frozenset[str]:
        """Everyone who stands in the record, as their marks."""
        return frozenset(opinion.who for opinion in self.opinions)


def is_minority(round_: Round, elector: Elector | None) -> bool:
    """Whether this one of the electorate may hand in an opinion as long as there is time."""
    took = elector.position if elector is not None and elector.counts else None
    return not round_.detached and took is not None and took.choice in MINORITY


def check_hand_in(round_: Round, elector: Elector | None, now: datetime) -> None:
    """Whether they may hand in an opinion now. Raises `OpinionsOver`, `NoMinority`."""
    if round_.opinions_until is None or now >= round_.opinions_until:
        raise OpinionsOver
    if not is_minority(round_, elector):
        raise NoMinority


def shown_in(edition: Edition | None, opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """The opinions as this edition of the record (None: no part of it) shows them. Without names they come in the order of their
    words, and without their times: neither tells whose they are."""
    if edition is Edition.FULL:
        return tuple(opinions)
    if edition is None or edition is Edition.TOTALS:
        return ()
    return tuple(sorted((replace(one, name="", at=None) for one in opinions), key=lambda one: one.text))
