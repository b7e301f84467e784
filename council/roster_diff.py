"""What the rows of a table would change: which entry of the roster each of them is, and how it differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from council.folding import fold, name_key
from council.people import Person, Seat
from council.roster_rows import Column, Entry, Mistake, Why
from council.tables import DETAIL_LIMIT


@dataclass(frozen=True, slots=True)
class Known:
    """Someone who has, or had, a seat, for comparison with a row. `seats` are those on the roster now."""

    person: Person
    seats: Sequence[Seat]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in a column, or (`group`) in the role in a group, from `was` ("": nothing) to `now`."""

    what: str
    was: str
    now: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing a row would do: make a new entry (`person` None), change one, or (no `changes`) nothing."""

    entry: Entry
    person: int | None
    changes: Sequence[Change] = ()

    @property
    def same(self) -> bool:
        return self.person is not None and not self.changes


class Register:
    """The entries with which rows are compared, found by e-mail, by name and organisation, or by name."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by: dict[tuple[str, ...], list[Known]] = {}
        for one in known:
            name = fold(one.person.name)
            keys: list[tuple[str, ...]] = [("name", name_key(one.person.name)), ("person", name, fold(one.person.organisation))]
            if one.person.email:
                keys.append(("email", fold(one.person.email)))
            for key in keys:
                self._by.setdefault(key, []).append(one)

    def plan(self, entry: Entry) -> tuple[Plan | None, Mistake | None]:
        """What this row would do, and the mistake or note about it, if any. No plan: it fits more than one entry."""
        by_email = self._by.get(("email", fold(entry.email)), []) if entry.email else []
        by_person = self._by.get(("person", fold(entry.name), fold(entry.organisation)), [])
        # Whoever has another e-mail than the row has is somebody else of the same name.
        by_person = [k for k in by_person if not (entry.email and k.person.email) or k in by_email]
        found = {known.person.id: known for known in (*by_email, *by_person)}
        if len(found) > 1:
            return None, Mistake(entry.row, entry.column, Why.TWO_ENTRIES, entry.name[:DETAIL_LIMIT])
        if found:
            [known] = found.values()
            return Plan(entry, known.person.id, changes(entry, known)), None
        namesakes = self._by.get(("name", name_key(entry.name)), [])
        if not namesakes:
            return Plan(entry, None), None
        who = namesakes[0].person
        told = ", ".join(filter(None, (who.name if who.name != entry.name else "", who.organisation)))[:DETAIL_LIMIT]
        return Plan(entry, None), Mistake(entry.row, entry.column, Why.SAME_NAME, told)


def changes(entry: Entry, known: Known) -> tuple[Change, ...]:
    """How the row differs from the entry. A language that people chose themselves stays."""
    told = {
        Column.NAME: (known.person.name, entry.name),
        Column.ORGANISATION: (known.person.organisation, entry.organisation),
        Column.COUNTRY: (known.person.country, entry.country),
        Column.EMAIL: (known.person.email, entry.email),
    }
    if not known.person.language_chosen:
        told[Column.LANGUAGE] = (known.person.language, entry.language)
    have = {seat.group: seat.role for seat in known.seats}
    return (
        *(Change(column.value, was, now) for column, (was, now) in told.items() if now and fold(now) != fold(was)),
        *(
            Change("role", have[group].value if group in have else "", role.value, group)
            for group, role in entry.seats.items()
            if have.get(group) is not role
        ),
    )
