"""Building blocks of the tables: constraint names, instants, ids."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def utc_text(value: datetime | None) -> str | None:
    """An instant as SQLite stores it: text in UTC that sorts by time."""
    return _utc(value).replace(tzinfo=None).isoformat(" ", "microseconds") if value is not None else None


def _from_utc_text(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text is not None else None


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        message = "an instant must be aware"
        raise ValueError(message)
    return value.astimezone(UTC)


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant: aware on both sides, stored in UTC. SQLite has no such type and stores text; what it makes of one there is
    made in one step, as there are some in every row."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        return utc_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        return _from_utc_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return _utc(value) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value is not None else None


class FixedCount(sa.types.TypeDecorator[int]):
    """A number from 0 to 2 ** 30 that takes four bytes whatever it is: SQLite stores smaller ones in fewer, and would
    move the row when it grows, so that its place would tell when that was. What is stored there is the number plus
    2 ** 24."""

    impl = sa.Integer
    cache_ok = True

    _BASE = 2**24

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return value + self._BASE if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        return value - self._BASE if value is not None and dialect.name == "sqlite" else value


# SQLite assigns ids only in a column of type INTEGER.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def id_column() -> sa.Column[int]:
    """An id assigned by the database."""
    return sa.Column("id", BigId, primary_key=True, autoincrement=True)


def person_column(name: str = "person_id", *, nullable: bool = False, primary_key: bool = False) -> sa.Column[int]:
    """A reference to a row of `people`."""
    return sa.Column(name, BigId, sa.ForeignKey("people.id"), nullable=nullable, primary_key=primary_key)
