"""What ties a row to a person: the column that tells whose it is, and what /forget and /mydata do with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from storage.store import Transaction
from storage.tables import people

Do = Callable[[Transaction, "Tie", Person, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stays:
    """Nothing is done: why."""

    why: str


@dataclass(frozen=True, slots=True)
class Blank:
    """What stands in these columns is emptied."""

    columns: tuple[str, ...]


ERASE, CLEAR = "erase", "clear"


@dataclass(frozen=True, slots=True)
class Tie:
    """A column that tells whose a row is, and what that means for /forget and for /mydata."""

    column: sa.Column[int]
    forget: str | Stays | Blank | Do
    kept_back: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def table(self) -> sa.Table:
        table = self.column.table
        assert isinstance(table, sa.Table)  # noqa: S101 - columns of the schema are
        return table

    def theirs(self, person: Person) -> sa.ColumnElement[bool]:
        """The rows that are this person's."""
        by_id = any(key.column is people.c.id for key in self.column.foreign_keys) or self.column is people.c.id
        return self.column == (person.id if by_id else person.telegram_id)
