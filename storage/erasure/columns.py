"""Columns that link a row to a person, and what /forget and /mydata do with such rows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from storage.tables import people
from storage.transaction import Transaction

Do = Callable[[Transaction, "Tie", Person, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stays:
    """/forget leaves the row as it is, for this reason."""

    why: str


@dataclass(frozen=True, slots=True)
class Blank:
    """/forget empties these columns."""

    columns: tuple[str, ...]


ERASE, CLEAR = "erase", "clear"


@dataclass(frozen=True, slots=True)
class Tie:
    """A column that says whose a row is. `forget`: what /forget does with the row; `kept_back`: why /mydata leaves it
    out; `hidden`: columns that /mydata leaves out."""

    column: sa.Column[int]
    forget: str | Stays | Blank | Do
    kept_back: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def table(self) -> sa.Table:
        table = self.column.table
        assert isinstance(table, sa.Table)  # noqa: S101 - columns of the schema are in tables
        return table

    def theirs(self, person: Person) -> sa.ColumnElement[bool]:
        """The condition for this person's rows."""
        by_id = any(key.column is people.c.id for key in self.column.foreign_keys) or self.column is people.c.id
        return self.column == (person.id if by_id else person.telegram_id)
