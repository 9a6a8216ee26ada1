"""Statements that are put together once, for those few that many wait for: the counter for its
receipt, desks for the centre.

SQLAlchemy's own road looks each statement up in its cache of compiled ones and lays out its
values anew: most of what a small insert costs. Here that is done once for each kind of database.
Text and order of values still come from SQLAlchemy, how a value is stored from the type of its
column, and everything goes through its connection, so that who listens there hears it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from sqlalchemy import ARRAY, Column, Connection, CursorResult, Table, Text, bindparam, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ClauseElement, ColumnElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine

Transaction = Session | Connection
"""The caller's unit of work or look, with objects or without."""

Values = dict[str, Any]
_Change = Callable[[Any], Any]
_DIALECT = sqlite.dialect()


@dataclass(frozen=True)
class _Form:
    """A statement as one kind of database gets it. ``changes``: what the types of parameters make
    of their values; ``readers``: what the types of columns make of what comes back."""

    text: str
    changes: list[tuple[str, _Change | None]]
    readers: list[_Change | None]
    in_places: bool

    def laid_out(self, given: Values) -> tuple[Any, ...] | Values:
        """Values as the driver gets them.

        Raises:
            KeyError: one is missing.
        """
        if self.in_places:
            return tuple(
                [
                    given[name] if change is None else change(given[name])
                    for name, change in self.changes
                ]
            )
        return {
            name: given[name] if change is None else change(given[name])
            for name, change in self.changes
        }


class Prepared:
    """A statement ready to be sent.

    Args:
        statement: of SQLAlchemy; its bound parameters without a value are asked for.
        columns: of an insert: what is given for each row.
        usual: what stands for values that are not given.
        written: names of values that are given as JSON text already.
    """

    def __init__(
        self,
        statement: ClauseElement,
        columns: Sequence[str] | None = None,
        *,
        usual: Values | None = None,
        written: Collection[str] = (),
    ) -> None:
        self._statement, self._columns, self._written = statement, columns, frozenset(written)
        self._forms: dict[str, _Form] = {}
        compiled = self._compiled(_DIALECT)
        fixed = ((name, compiled.binds[name]) for name in compiled.positiontup or ())
        self._fixed = {name: bound.value for name, bound in fixed if not bound.required}
        self._fixed |= usual or {}
        self.text = self._form(_DIALECT).text

    def run(self, work: Transaction, values: Values | list[Values]) -> CursorResult[Any]:
        """Sends it with ``values``, or once for each of several (at least one).

        Rows come back as the driver gives them: on SQLite moments and JSON as text.

        Raises:
            KeyError: a value is missing.
        """
        connection = work.connection() if isinstance(work, Session) else work
        form = self._form(connection.dialect)
        if isinstance(values, dict):
            return connection.exec_driver_sql(form.text, form.laid_out(self._whole(values)))
        rows = [form.laid_out(self._whole(row)) for row in values]
        return connection.exec_driver_sql(form.text, rows)

    def read(self, work: Transaction, values: Values | None = None) -> list[tuple[Any, ...]]:
        """The rows it finds, values as the types of their columns have them.

        Raises:
            KeyError: a value is missing.
        """
        found = self.run(work, values or {})
        readers = self._form(found.connection.dialect).readers
        if not any(readers):
            return [tuple(row) for row in found]
        return [
            tuple(
                [
                    value if reader is None else reader(value)
                    for value, reader in zip(row, readers, strict=True)
                ]
            )
            for row in found
        ]

    def in_order(self, values: Values) -> tuple[Any, ...]:
        """``values`` as the driver of SQLite gets them.

        Raises:
            KeyError: one is missing.
        """
        return cast(tuple[Any, ...], self._form(_DIALECT).laid_out(self._whole(values)))

    def _whole(self, values: Values) -> Values:
        return {**self._fixed, **values} if self._fixed else values

    def _form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._made(dialect)
        return form

    def _made(self, dialect: Dialect) -> _Form:
        compiled = self._compiled(dialect)
        in_places = compiled.positiontup is not None
        names = compiled.positiontup if in_places else list(compiled.bind_names.values())
        changes = [
            (name, None if name in self._written else _change(compiled.binds[name], dialect))
            for name in names or ()
        ]
        columns = getattr(compiled, "_result_columns", None) or ()
        readers = [_reader(column.type, dialect) for column in columns]
        return _Form(str(compiled), changes, readers, in_places)

    def _compiled(self, dialect: Dialect) -> SQLCompiler:
        return cast(
            SQLCompiler, self._statement.compile(dialect=dialect, column_keys=self._columns)
        )


def inserted(table: Table, *, instead: str = "", written: Collection[str] = ()) -> Prepared:
    """An insert into ``table`` of all columns but a key that the database counts up by itself.
    What is not given gets the default of its column, or is empty where that may be.

    Args:
        instead: what to do with a row that is there already ("OR IGNORE", SQLite only); else it
            is an error.
        written: columns whose values are given as JSON text already.
    """
    counted = table.autoincrement_column
    columns = [column for column in table.c if column is not counted]
    usual = {column.key: _usual(column) for column in columns if _has_usual(column)}
    statement = insert(table).prefix_with(instead) if instead else insert(table)
    keys = [column.key for column in columns]
    return Prepared(statement, keys, usual=usual, written=written)


class OneOf(ColumnElement[bool]):
    """Whether ``column`` is one of the values given as ``name``: a list of any length in one
    parameter, so that the text of the statement is always the same."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str) -> None:
        self.column = cast(ColumnElement[Any], column)
        self.values = bindparam(name, type_=_Several(column.type))

    def self_group(self, against: Any = None) -> Self:
        """As it is: compared with 1, no index would be used."""
        return self


@compiles(OneOf)
def _in_json(element: OneOf, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(one, **kw) for one in (element.column, element.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(OneOf, "postgresql")
def _in_array(element: OneOf, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(one, **kw) for one in (element.column, element.values))
    return f"{column} = ANY ({values})"


class _Several(TypeDecorator[Any]):
    """Values of one type: an array, or JSON text where the database has no arrays."""

    impl = Text
    cache_ok = True

    def __init__(self, one: TypeEngine[Any]) -> None:
        super().__init__()
        self.one = one

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array on PostgreSQL."""
        kind: TypeEngine[Any] = Text()
        if dialect.name == "postgresql":
            of = self.one.impl_instance if isinstance(self.one, TypeDecorator) else self.one
            kind = ARRAY(of)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The list as its database takes it."""
        change = cast(_Change | None, self.one.dialect_impl(dialect).bind_processor(dialect))
        many = [one if change is None else change(one) for one in value]
        return many if dialect.name == "postgresql" else json.dumps(many)


def _has_usual(column: Column[Any]) -> bool:
    return column.nullable or isinstance(column.default, ScalarElementColumnDefault)


def _usual(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None


def _change(bound: BindParameter[Any], dialect: Dialect) -> _Change | None:
    """What the type of a parameter makes of its value; None: nothing."""
    kind = bound.type.dialect_impl(dialect)
    return cast(_Change | None, kind.bind_processor(dialect))


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    """What the type of a column makes of what the driver gives; None: nothing."""
    return cast(_Change | None, kind.dialect_impl(dialect).result_processor(dialect, None))
