"""Statements that are put together once, for those few that the counter waits for.

SQLAlchemy's own road looks each statement up in its cache of compiled ones and lays out its
values anew: most of what a small insert costs. Here that is done when the module loads. Text and
order of values still come from SQLAlchemy, how a value is stored from the type of its column, and
everything goes through its connection, so that who listens there hears it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import Column, Connection, CursorResult, Table, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ClauseElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Transaction = Session | Connection
"""The caller's unit of work or look, with objects or without."""

Values = dict[str, Any]
_Change = Callable[[Any], Any]
_DIALECT = sqlite.dialect()


class Prepared:
    """A statement ready to be sent.

    Args:
        statement: of SQLAlchemy; its bound parameters without a value are asked for.
        columns: of an insert: what is given for each row.
        usual: what stands for values that are not given.
    """

    def __init__(
        self,
        statement: ClauseElement,
        columns: Sequence[str] | None = None,
        *,
        usual: Values | None = None,
    ) -> None:
        compiled = cast(
            SQLCompiler,
            statement.compile(dialect=_DIALECT, column_keys=columns),
        )
        self.text = str(compiled)
        places = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        self._fixed = {name: bound.value for name, bound in places if not bound.required}
        self._fixed |= usual or {}
        self._places = [(name, _change(bound)) for name, bound in places]

    def run(self, work: Transaction, values: Values | list[Values]) -> CursorResult[Any]:
        """Sends it with ``values``, or once for each of several (at least one).

        Rows come back as the driver gives them: moments and JSON as text.

        Raises:
            KeyError: a value is missing.
        """
        connection = work.connection() if isinstance(work, Session) else work
        if isinstance(values, dict):
            return connection.exec_driver_sql(self.text, self.in_order(values))
        return connection.exec_driver_sql(self.text, [self.in_order(row) for row in values])

    def in_order(self, values: Values) -> tuple[Any, ...]:
        """``values`` as the driver gets them.

        Raises:
            KeyError: one is missing.
        """
        given = {**self._fixed, **values} if self._fixed else values
        return tuple(
            [
                given[name] if change is None else change(given[name])
                for name, change in self._places
            ]
        )


def inserted(table: Table, *, instead: str = "") -> Prepared:
    """An insert into ``table`` of all columns but a key that the database counts up by itself.
    What is not given gets the default of its column, or is empty where that may be.

    ``instead``: what to do with a row that is there already ("OR IGNORE"); else it is an error.
    """
    counted = table.autoincrement_column
    columns = [column for column in table.c if column is not counted]
    usual = {column.key: _usual(column) for column in columns if _has_usual(column)}
    statement = insert(table).prefix_with(instead) if instead else insert(table)
    return Prepared(statement, [column.key for column in columns], usual=usual)


def _has_usual(column: Column[Any]) -> bool:
    return column.nullable or isinstance(column.default, ScalarElementColumnDefault)


def _usual(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None


def _change(bound: BindParameter[Any]) -> _Change | None:
    """What the type of a parameter makes of its value; None: nothing."""
    kind = bound.type.dialect_impl(_DIALECT)
    return cast(_Change | None, kind.bind_processor(_DIALECT))
