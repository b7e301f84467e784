"""Minority opinions: what somebody who did not simply agree says of an adopted text, and the record of them."""

from dataclasses import dataclass
from datetime import datetime

FORM = 1
"""The number of the form of such a record, as in `council.records`."""


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
