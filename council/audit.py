"""The audit log's entries: who did what to whom, and when. People are named by our ids until an entry is sealed; the
hash chain contains a salted commitment ("mark") instead."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from council.chain import Content

Detail = Mapping[str, str | int | list[str]]

PEOPLE_IN_DETAILS = frozenset({"person", "other"})
"""The keys of a detail whose value is a person's id."""

REFUSED = "refused: "
"""Prefix of the action of a refused attempt; the attempted action follows."""

FORGOTTEN = "forgotten"
"""The action recorded when all data about a person was erased."""

EMPTIED = "names"
"""The key in its detail: in how many records the person's name was emptied."""

HEADS_EVERY = timedelta(days=7)
"""How often the heads of both chains, of this log and of the records, are sent to the secretariat."""

_PERSON = re.compile(r"person:(\d+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry before sealing. `actor` and `subject` are words or "person:17"; `at` is UTC."""

    at: datetime
    actor: str
    action: str
    subject: str = ""
    detail: Detail = field(default_factory=dict)

    @property
    def people(self) -> set[int]:
        """The ids of everyone it names."""
        named = {int(match[1]) for text in (self.actor, self.subject) if (match := _PERSON.fullmatch(text))}
        return named | {value for key, value in self.detail.items() if key in PEOPLE_IN_DETAILS and isinstance(value, int)}


def sealed(entry: Entry, marks: Mapping[int, str]) -> Content:
    """The entry as the chain contains it: each person replaced by their mark."""
    return {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": _marked(entry.actor, marks),
        "action": entry.action,
        "subject": _marked(entry.subject, marks),
        "detail": {
            key: marked(marks[value]) if key in PEOPLE_IN_DETAILS and isinstance(value, int) and value in marks else value
            for key, value in entry.detail.items()
        },
    }


def marked(mark: str) -> str:
    """How the chain names the person with this mark."""
    return f"person:{mark}"


def mark_in(text: str) -> str:
    """The mark in a text written by `marked`; "" if it contains none."""
    kind, _, mark = text.partition(":")
    return mark if kind == "person" and len(mark) == 64 else ""


def _marked(text: str, marks: Mapping[int, str]) -> str:
    match = _PERSON.fullmatch(text)
    mark = marks.get(int(match[1])) if match else None
    return marked(mark) if mark else text


def all_marks(contents: Iterable[Content]) -> set[str]:
    """Every mark that occurs in these contents."""
    found: set[str] = set()
    for content in contents:
        detail = content.get("detail")
        values = [content.get("actor"), content.get("subject"), *(detail.values() if isinstance(detail, Mapping) else ())]
        found.update(mark_in(value) for value in values if isinstance(value, str))
    return found - {""}
