"""What is found of an objection when a round under rough consensus is declared adopted. Source: RFC 7282, section 3: objections
are addressed, not necessarily accommodated."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from council import text_rules
from council.errors import Refused


class Finding(StrEnum):
    """What is found of an objection. `WITHDRAWN` is what its owner did, and nobody else finds."""

    ACCOMMODATED = "accommodated"
    WITHDRAWN = "withdrawn"
    OUT_OF_SCOPE = "out of scope"
    OUTWEIGHED = "outweighed"


OFFERED = (Finding.ACCOMMODATED, Finding.OUT_OF_SCOPE, Finding.OUTWEIGHED)
"""What can be found of an objection that stands."""

NEEDS_WORDS = frozenset({Finding.OUT_OF_SCOPE, Finding.OUTWEIGHED})

WORDS_LIMIT = 1000
"""The most that may be said with a finding, in UTF-16 code units."""


class FindingWanted(Refused):
    """An objection stands of which nothing is found, or for which words are missing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, with its words where it needs any."""

    finding: Finding
    words: str = ""


def check_findings(standing: Collection[int], given: Mapping[int, Found]) -> dict[int, Found]:
    """The findings on the objections that stand, by id, as they are kept; of others, as those withdrawn meanwhile, none. Raises
    `FindingWanted` unless each has one that fits, and `TooLong`."""
    found: dict[int, Found] = {}
    for id_ in standing:
        one = given.get(id_)
        needs = one is not None and one.finding in NEEDS_WORDS
        if one is None or one.finding not in OFFERED or (needs and not one.words.strip()):
            raise FindingWanted
        found[id_] = Found(one.finding, text_rules.body(one.words, WORDS_LIMIT) if needs else "")
    return found
