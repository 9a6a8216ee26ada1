"""Whether the centre can work: told by name, in time, and looked up once however many ask."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from desk_app.central.engine import CentreStore
from desk_app.central.page_store import LocalPageStore
from desk_app.central.readiness import FRESH_SECONDS, Readiness
from desk_app.errors import EnvironmentFault


class FullFolder(LocalPageStore):
    """Has no room; notes how often it was asked."""

    asked = 0

    def check(self) -> None:
        self.asked += 1
        raise EnvironmentFault("store.disk_full")


class SilentFolder(LocalPageStore):
    """Never answers, as a network drive does."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.end = threading.Event()

    def check(self) -> None:
        assert self.end.wait(60)


def test_nothing_is_lacking(sqlite_store: CentreStore, tmp_path: Path) -> None:
    ready = Readiness(sqlite_store, LocalPageStore(tmp_path / "pages"))
    assert asyncio.run(ready.lacking()) == []


def test_a_database_and_a_disk_that_say_no_are_named(
    sqlite_store: CentreStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> object:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(sqlite_store.engine, "connect", unreachable)
    ready = Readiness(sqlite_store, FullFolder(tmp_path))
    assert asyncio.run(ready.lacking()) == ["database", "files"]


def test_what_never_answers_is_lacking(sqlite_store: CentreStore, tmp_path: Path) -> None:
    files = SilentFolder(tmp_path)

    async def ask() -> list[str]:
        try:
            return await Readiness(sqlite_store, files, patience=0.2).lacking()
        finally:
            files.end.set()

    assert "files" in asyncio.run(ask())


def test_many_who_ask_share_one_look(sqlite_store: CentreStore, tmp_path: Path) -> None:
    files, now = FullFolder(tmp_path), [0.0]
    ready = Readiness(sqlite_store, files, seconds=lambda: now[0])

    async def ask() -> list[int]:
        asked = []
        for later in (0.0, 0.0, FRESH_SECONDS):
            now[0] += later
            await asyncio.gather(*(ready.lacking() for _ in range(50)))
            asked.append(files.asked)
        return asked

    assert asyncio.run(ask()) == [1, 1, 2]
