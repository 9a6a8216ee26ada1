"""Figures for monitoring, in the text format of Prometheus. Counts, sizes, seconds: never a name,
a number of a dossier, an id of a desk or anything else about people.

A process counts what passes through it; several processes count in files that they share, and
whoever is asked adds them up. What only the database knows is looked up when somebody asks, at most
once in :data:`FRESH_SECONDS`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    multiprocess,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.pool import QueuePool

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.clock import Clock
from desk_app.errors import DeskError, EnvironmentFault, Refusal

# prometheus_client looks for the folder of several processes under this name.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
FRESH_SECONDS = 15.0
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS = {"GET", "HEAD", "POST", "PATCH"}


@dataclass(frozen=True)
class Passed:
    """A request that is over. ``received``: bytes of its body."""

    method: str
    route: str
    status: int
    seconds: float
    received: int


class Figures:
    """What a server process counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "desk_centre_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "desk_centre_request_seconds",
            "How long answers took.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._received = Counter(
            "desk_centre_received_bytes",
            "Bytes of bodies that came in.",
            ["route"],
            registry=self.registry,
        )
        self._entries = Counter(
            "desk_centre_entries",
            "Entries looked at, by what became of them.",
            ["outcome"],
            registry=self.registry,
        )
        self._at_work = _gauge(self, "round_trips_at_work", "Round trips that run now.")
        self._in_line = _gauge(self, "round_trips_waiting", "Round trips that wait for a turn.")
        self._in_use = _gauge(
            self, "database_connections_in_use", "Connections to the database that are used now."
        )
        self._open = _gauge(
            self, "database_connections_open", "Connections to the database that are open."
        )

    def passed(self, one: Passed) -> None:
        """A request is over."""
        method = one.method if one.method in METHODS else "-"
        self._requests.labels(method, one.route, str(one.status)).inc()
        self._seconds.labels(one.route).observe(one.seconds)
        self._received.labels(one.route).inc(one.received)

    def judged(self, outcomes: Collection[str]) -> None:
        """So many entries were looked at."""
        for outcome in outcomes:
            self._entries.labels(outcome).inc()

    def load(self, at_work: int, waiting: int, store: CentreStore) -> None:
        """How much is going on in this process."""
        self._at_work.set(at_work)
        self._in_line.set(waiting)
        pool = store.engine.pool
        if isinstance(pool, QueuePool):
            self._in_use.set(pool.checkedout())
            self._open.set(pool.checkedout() + pool.checkedin())


def _gauge(figures: Figures, name: str, about: str) -> Gauge:
    return Gauge(
        f"desk_centre_{name}", about, multiprocess_mode="livesum", registry=figures.registry
    )


Family = tuple[str, str, float]


class StoreFigures(Collector):
    """What database and page store know, in few cheap looks."""

    def __init__(
        self,
        store: CentreStore,
        clock: Clock,
        folder: Path | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """``folder``: of the archive copies, if they lie on a disk of this machine."""
        self._store, self._clock, self._folder = store, clock, folder
        self._seconds = seconds
        self._known: list[Family] = []
        self._until = float("-inf")
        self._lock = Lock()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families."""
        with self._lock:
            if self._seconds() >= self._until:
                self._known = self._look()
                self._until = self._seconds() + FRESH_SECONDS
            known = list(self._known)
        for name, about, value in known:
            yield GaugeMetricFamily(f"desk_centre_{name}", about, value=value)

    def _look(self) -> list[Family]:
        try:
            found = self._in_database(self._clock.now())
        except DeskError:
            return [("database_up", "Whether the database answers.", 0.0), *self._on_disk()]
        return [("database_up", "Whether the database answers.", 1.0), *found, *self._on_disk()]

    def _in_database(self, now: datetime) -> list[Family]:
        desk, day = tables.Desk, tables.NumberDay
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        with self._store.reading() as session:
            enrolled, waiting, with_some = session.execute(
                select(
                    func.count(), func.sum(desk.waiting), func.count().filter(desk.waiting > 0)
                ).where(desk.revoked_at.is_(None))
            ).one()
            seen = session.scalar(
                select(func.count()).where(desk.revoked_at.is_(None), desk.last_seen_at >= midnight)
            )
            leased = session.scalar(select(func.sum(day.last)).where(day.day == now.date()))
            news = session.scalar(select(tables.ChangeHead.last_seq))
            size = session.scalar(text(_SIZE_OF_DATABASE[self._store.on_postgresql]))
        return [
            ("desks", "Desks that are enrolled and not revoked.", float(enrolled)),
            ("desks_seen_today", "Desks that were heard of today.", float(seen or 0)),
            ("desks_with_waiting_entries", "Desks that said entries wait.", float(with_some)),
            ("waiting_entries", "Entries that wait at desks, as last heard.", float(waiting or 0)),
            ("numbers_leased_today", "Numbers leased for today.", float(leased or 0)),
            ("changes", "Changes published so far.", float(news or 0)),
            ("database_bytes", "Size of the database.", float(size or 0)),
        ]

    def _on_disk(self) -> list[Family]:
        if self._folder is None or not self._folder.is_dir():
            return []
        disk = shutil.disk_usage(self._folder)
        return [
            ("files_free_bytes", "Room on the disk of the archive copies.", float(disk.free)),
            ("files_disk_bytes", "Size of that disk.", float(disk.total)),
        ]


_SIZE_OF_DATABASE = {
    True: "SELECT pg_database_size(current_database())",
    False: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
}


def of_one_process(figures: Figures, store: StoreFigures) -> CollectorRegistry:
    """All figures of a centre of one process."""
    figures.registry.register(store)
    return figures.registry


def of_all_processes(folder: Path, store: StoreFigures) -> CollectorRegistry:
    """All figures of processes that count in ``folder``."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    registry.register(store)
    return registry


def process_ended(folder: Path, process: int) -> None:
    """What the process with this id does now is nothing; what it counted stays counted."""
    multiprocess.mark_process_dead(process, path=str(folder))  # type: ignore[no-untyped-call]


@contextmanager
def told(registry: CollectorRegistry, where: str) -> Iterator[str]:
    """Tells the figures at ``HOST:PORT`` (``GET /metrics``) until the block ends; yields the URL.

    Raises:
        Refusal: not HOST:PORT.
        EnvironmentFault: the port cannot be opened.
    """
    host, _, port = where.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or int(port) > 65535:
        raise Refusal("central.listen_where", where=where)
    try:
        server, thread = start_http_server(int(port), host, registry)
    except OSError as fault:
        raise EnvironmentFault("central.cannot_listen", where=where) from fault
    assert isinstance(server, WSGIServer)
    try:
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
