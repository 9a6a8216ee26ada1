"""The statements that the program sent, to be sent again by a bare driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event

from desk_app.models.engine import Store

Statement = tuple[str, Any, bool]
"""Text, values, whether the values are a list of rows."""


@contextmanager
def statements_of(store: Store) -> Iterator[list[Statement]]:
    """Everything that is sent to ``store`` while the block runs, as the driver gets it."""
    heard: list[Statement] = []

    def hear(_c: Any, _u: Any, text: str, values: Any, _x: Any, many: bool) -> None:
        heard.append((text, values, many))

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def written_in(heard: list[Statement]) -> list[Statement]:
    """What was sent between the first ``BEGIN IMMEDIATE`` and its commit.

    The commit itself is the driver's; a reader's statements before it are left out.
    """
    began = next(n for n, (text, _, _) in enumerate(heard) if text == "BEGIN IMMEDIATE")
    rest = heard[began + 1 :]
    ended = next((n for n, (text, _, _) in enumerate(rest) if text.startswith("BEGIN")), len(rest))
    return rest[:ended]


def sender(connection: Any) -> Callable[[list[Statement]], None]:
    """A function that commits statements in one transaction."""

    def send(statements: list[Statement]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for text, values, many in statements:
            if many:
                connection.executemany(text, values)
            else:
                connection.execute(text, values).fetchall()
        connection.execute("COMMIT")

    return send


def open_bare(driver: ModuleType, file: Path, key: bytes | None) -> Any:
    """A connection of a bare driver with the same promises: WAL, ``synchronous=FULL``."""
    connection = driver.connect(str(file), isolation_level=None, cached_statements=256)
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for said in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        "temp_store = MEMORY",
        "cache_size = -16000",
    ):
        connection.execute(f"PRAGMA {said}").fetchall()
    return connection


def copy_plain(source: Any, file: Path) -> Any:
    """The database behind the connection ``source``, copied row by row into a new unencrypted
    one of the standard library's SQLite; the search index begins empty."""
    plain = open_bare(sqlite3, file, None)
    shape = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL"
    every = source.execute(shape).fetchall()
    indexes = tuple(f"{name}_" for name, _, text in every if "VIRTUAL" in text)
    entries = [row for row in every if not row[0].startswith(indexes)]  # they make their own
    plain.execute("PRAGMA foreign_keys = OFF")
    plain.execute("BEGIN")
    for kind in ("table", "index"):
        for _, found, text in entries:
            if found == kind and not text.startswith("CREATE TABLE sqlite_"):
                plain.execute(_for_older(text))
    for name, found, text in entries:
        if found == "table" and "VIRTUAL" not in text and not name.startswith("sqlite_"):
            rows = source.execute(f'SELECT * FROM "{name}"').fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                plain.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
    for _, found, text in entries:
        if found == "trigger":
            plain.execute(text)
    plain.execute("COMMIT")
    plain.execute("PRAGMA foreign_keys = ON")
    plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return plain


def _for_older(text: str) -> str:
    """SQLite before 3.43 knows no contentless_delete; an insert does the same work without it."""
    if sqlite3.sqlite_version_info < (3, 43):
        return text.replace("contentless_delete=1,", "")
    return text


__all__ = ["copy_plain", "open_bare", "sender", "sqlcipher", "statements_of", "written_in"]
