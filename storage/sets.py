"""Many numbers, or many rows, as one parameter of a statement: however many they are, it is the same statement, and SQLite
executes it in one call. JSON on SQLite and, for rows, on PostgreSQL."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from storage.tables.columns import utc_text


class _Numbers(sa.types.TypeDecorator[Collection[int]]):
    """A parameter that holds many numbers."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        impl: TypeEngine[Any] = postgresql.ARRAY(sa.BigInteger()) if dialect.name == "postgresql" else sa.Text()
        return dialect.type_descriptor(impl)

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> object:
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _EachNumber(FunctionElement[int]):
    """The rows of one column, `value`, that such a parameter holds."""

    inherit_cache = True


@compiles(_EachNumber, "postgresql")
def _each_number_on_postgresql(element: _EachNumber, compiler: SQLCompiler, **options: object) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}) AS value)"


def among(column: sa.ColumnElement[int] | sa.Column[int], numbers: Collection[int] | str) -> sa.ColumnElement[bool]:
    """The condition that a column is one of many numbers: of these, or of those of the statement's parameter of this name."""
    if isinstance(numbers, str):
        given = sa.bindparam(numbers, type_=_Numbers())
    else:
        given = sa.bindparam(None, numbers, type_=_Numbers(), unique=True)
    return column.in_(sa.select(_EachNumber(given).table_valued("value", name="numbers").c.value))


class _EachRow(FunctionElement[object]):
    """The rows that a parameter holds, each as a value that is JSON."""

    inherit_cache = True


@compiles(_EachNumber)
@compiles(_EachRow)
def _each_on_sqlite(element: _EachNumber | _EachRow, compiler: SQLCompiler, **options: object) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_EachRow, "postgresql")
def _each_row_on_postgresql(element: _EachRow, compiler: SQLCompiler, **options: object) -> str:
    return f"jsonb_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSONB))"


class _Item(FunctionElement[object]):
    """One column of a row that is a JSON array."""

    inherit_cache = True

    def __init__(self, row: sa.ColumnElement[object], at: int, type_: TypeEngine[Any]) -> None:
        super().__init__(row, sa.literal_column(str(at)))
        self.type = type_


@compiles(_Item, "sqlite")
def _item_on_sqlite(element: _Item, compiler: SQLCompiler, **options: object) -> str:
    row, at = (compiler.process(clause, **options) for clause in element.clauses)
    return f"json_extract({row}, '$[{at}]')"


@compiles(_Item, "postgresql")
def _item_on_postgresql(element: _Item, compiler: SQLCompiler, **options: object) -> str:
    row, at = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST({row} ->> {at} AS {element.type.compile(compiler.dialect)})"


class _Rows(sa.types.TypeDecorator[Sequence[Sequence[object]]]):
    """A parameter that holds many rows."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Sequence[object]] | None, dialect: Dialect) -> str:
        return json.dumps(value or (), default=utc_text if dialect.name == "sqlite" else datetime.isoformat)


class GivenRows:
    """Rows that a statement is given as its parameter of this name: sequences of numbers, texts and instants. `c`: their
    columns, in this order, each of a type."""

    def __init__(self, name: str, **columns: TypeEngine[Any]) -> None:
        value = _EachRow(sa.bindparam(name, type_=_Rows())).table_valued("value", name="given").c.value
        self.c = {column: _Item(value, at, type_) for at, (column, type_) in enumerate(columns.items())}
