"""Building blocks of the tables: constraint names, instants, ids."""

from datetime import UTC, datetime

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


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant: aware on both sides, stored in UTC. SQLite has no such type and stores sortable text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant must be aware"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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
