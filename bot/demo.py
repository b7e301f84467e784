"""The rehearsal: the whole product against the stand-in for Telegram, with people to act as and a clock to move."""

from dataclasses import dataclass

from council.charter import Council
from council.people import Role

TOKEN = "100000001:rehearsal-without-an-account"  # noqa: S105 - no one's: the stand-in takes any
SECRETARY = 1001


@dataclass(frozen=True, slots=True)
class Part:
    """Someone to act as: a role, never an invented person."""

    label: str
    country: str
    seats: tuple[tuple[str, Role], ...]
    language: str = "en"


def cast_of(council: Council) -> list[Part]:
    """A few people for each of the council's groups, and observers."""
    states = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")
    first, *rest = council.codes
    busiest = rest[1] if len(rest) > 1 else first
    parts = [Part(f"Chair, group {busiest}", states[4], ((busiest, Role.CHAIR), (first, Role.MEMBER)))]
    parts += [
        Part(f"Expert, {state}, group {busiest}", state, ((busiest, Role.MEMBER),), "ru" if at % 2 else "en")
        for at, state in enumerate(states)
    ]
    others = [code for code in council.codes if code != busiest]
    parts += [
        Part(f"Expert, {states[at % 5]}, group {code}", states[at % 5], ((code, Role.MEMBER),))
        for at, code in enumerate(others)
    ]
    parts.append(Part(f"Observer, group {busiest}", "Austria", ((busiest, Role.OBSERVER),)))
    return parts
