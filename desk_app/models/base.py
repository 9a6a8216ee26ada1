"""The ground of all tables: names of constraints, plain tables, JSON."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of all tables of the desk."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(kind: type[Base]) -> Table:
    """The plain table of a class, for statements that need no objects."""
    return cast(Table, kind.__table__)


_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode  # made once, not for each value


class Json(TypeDecorator[Any]):
    """Plain JSON as text, Vietnamese kept readable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To text."""
        return None if value is None else _WRITTEN(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Back to lists and dictionaries."""
        return None if value is None else json.loads(value)
