"""Statements that were put together for one database are known to all others of this process."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

MOST = 5_000
_Shared = tuple[Any, Any]
_first: dict[tuple[Any, ...], _Shared] = {}


def share_compiled() -> None:
    """From now on engines of one kind share what SQLAlchemy made of their statements, however many
    databases a process opens: the program opens one, a process of tests hundreds, and each would
    begin to put the same statements together. Statements and rows are the same."""
    if not event.contains(Engine, "engine_connect", _share):
        event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    engine = connection.engine
    dialect: Any = engine.dialect
    if dialect.name != "sqlite" or type(engine) is not Engine:
        return
    kind = (type(dialect), dialect.dbapi, dialect._json_serializer, dialect._json_deserializer)
    known = _first.setdefault(kind, (dialect, LRUCache(MOST)))
    if engine.dialect is not known[0]:
        engine.dialect, engine._compiled_cache = known  # type: ignore[attr-defined]
