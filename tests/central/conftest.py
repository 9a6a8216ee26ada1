"""The centre's database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.central.engine import CentreStore
from desk_app.clock import TickingClock
from tests.builders.centres import (
    TEMPLATE,
    postgres_shared,
    prepare,
    small_resources,
    sqlite_copy,
)
from tests.builders.messages import NOW
from tests.builders.object_storage import ObjectStorage, storage
from tests.builders.postgres import make_database, postgres_server


@pytest.fixture
def clock() -> TickingClock:
    """Stands at 20/11/2026 09:30."""
    return TickingClock(NOW)


@pytest.fixture(scope="session")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small catalogue."""
    return small_resources(tmp_path_factory.mktemp("resources") / "r")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, resources: Path) -> Path:
    """A prepared SQLite file."""
    file = tmp_path_factory.mktemp("template") / "centre.db"
    prepare(str(file), resources)
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """An empty server of our own."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str, resources: Path) -> str:
    """The server with a prepared database on it."""
    prepare(make_database(postgres, TEMPLATE), resources)
    return postgres


@pytest.fixture(scope="session")
def object_storage() -> Iterator[ObjectStorage]:
    """S3-compatible storage of our own."""
    with storage() as ready:
        yield ready


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentreStore]:
    """A training centre of its own for each test."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        with sqlite_copy(template, tmp_path) as opened:
            yield opened
        return
    server = request.getfixturevalue("postgres_template")
    with postgres_shared(server) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[CentreStore]:
    """A training centre on SQLite, where the kind of database does not matter."""
    with sqlite_copy(sqlite_template, tmp_path) as opened:
        yield opened
