"""The three centres that keep one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from desk_app.central import administration, changes, enrolment, epochs, put_back
from desk_app.central.changes import NewChange
from desk_app.central.engine import CentreStore
from desk_app.central.http import make_app
from desk_app.central.page_store import LocalPageStore
from desk_app.central.tables import NumberBlock
from desk_app.clock import TickingClock
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.central_in_memory import CentrePort, InMemoryCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.protocol import UnitV1
from tests.builders.centres import (
    TEMPLATE,
    postgres_shared,
    prepare,
    small_resources,
    sqlite_copy,
)
from tests.builders.messages import COUNTER, NOW, UNIT
from tests.builders.postgres import make_database, postgres_server
from tests.builders.served import served

Port = HttpCentre | CentrePort


@dataclass
class CentreUnderTest:
    """A centre, and what its administration can do to it."""

    clock: TickingClock
    port: Callable[[DeskIdentity | None], Port]
    make_code: Callable[[], str]
    publish: Callable[[str, dict[str, Any], str | None], None]
    revoke: Callable[[str], None]
    keep: Callable[[str], None]
    put_back: Callable[[set[str]], None]


@contextmanager
def in_memory() -> Iterator[CentreUnderTest]:
    """The one for demonstrations."""
    clock = TickingClock(NOW)
    centre = InMemoryCentre(clock, training=True)
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    yield CentreUnderTest(
        clock,
        centre.connect,
        lambda: centre.make_code(unit, COUNTER),
        centre.publish,
        centre.revoke,
        centre.keep,
        centre.put_back,
    )


@contextmanager
def over_http(store: CentreStore, folder: Path) -> Iterator[CentreUnderTest]:
    """The reference centre, served on loopback; ``folder`` is for archive copies."""
    clock = TickingClock(NOW)
    opened: list[HttpCentre] = []

    def publish(kind: str, payload: dict[str, Any], unit: str | None) -> None:
        with store.writing() as session:
            changes.append(session, [NewChange(kind, payload, unit)], NOW)

    with served(make_app(store, clock, files=LocalPageStore(folder))) as url:

        def port(identity: DeskIdentity | None) -> HttpCentre:
            opened.append(HttpCentre(url, identity))
            return opened[-1]

        yield CentreUnderTest(
            clock,
            port,
            lambda: enrolment.make_code(store, clock, UNIT, COUNTER).code,
            publish,
            lambda desk: administration.revoke_desk(store, clock, desk),
            lambda desk: epochs.keep_desk(store, desk),
            lambda forgotten: _put_back(store, clock, forgotten),
        )
        for connection in opened:
            connection.close()


def _put_back(store: CentreStore, clock: TickingClock, forgotten: set[str]) -> None:
    """It knows nothing of these blocks any more, and IT says so."""
    with store.writing() as session:
        session.execute(delete(NumberBlock).where(NumberBlock.id.in_(forgotten)))
    put_back.note(store, clock)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared SQLite file."""
    folder = tmp_path_factory.mktemp("contract")
    prepare(str(folder / "centre.db"), small_resources(folder / "r"))
    return folder / "centre.db"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a prepared database on it."""
    with postgres_server() as server:
        resources = small_resources(tmp_path_factory.mktemp("contract") / "r")
        prepare(make_database(server, TEMPLATE), resources)
        yield server


@pytest.fixture(params=["in_memory", "http_sqlite", "http_postgresql"])
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentreUnderTest]:
    """Each of the three in turn."""
    if request.param == "in_memory":
        with in_memory() as ready:
            yield ready
    elif request.param == "http_sqlite":
        template = request.getfixturevalue("sqlite_template")
        with (
            sqlite_copy(template, tmp_path) as store,
            over_http(store, tmp_path / "pages") as ready,
        ):
            yield ready
    else:
        server = request.getfixturevalue("postgres_template")
        with postgres_shared(server) as store, over_http(store, tmp_path / "pages") as ready:
            yield ready
