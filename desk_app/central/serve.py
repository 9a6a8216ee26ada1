"""``central serve``: brings the database up to date, opens the port and serves, with one process or
several."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry

from desk_app.central import figures, serving, tables
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.http import make_app
from desk_app.central.page_stores import folder_of, open_page_store
from desk_app.central.setup import set_up
from desk_app.central.workers import Crew
from desk_app.clock import Clock, SystemClock
from desk_app.errors import Refusal

log = logging.getLogger(__name__)
MOST_PROCESSES = 64


@dataclass(frozen=True)
class Order:
    """How to serve. ``files``: folder or ``s3://…``, None beside the database. ``metrics``:
    ``HOST:PORT`` for the figures, None: they are not told."""

    database: str | None
    listen: str
    files: str | None
    processes: int = 1
    metrics: str | None = None
    log: bool = True


def serve(
    order: Order, clock: Clock, ready: Callable[[str], None], until_closed: int | None = None
) -> None:
    """Runs until SIGTERM or SIGINT, or until the other end of the pipe ``until_closed`` closes.
    Calls ``ready`` once with the line ``listening on URL``, when all processes serve. Brings the
    tables up to date first; makes an empty centre if there is none.

    Raises:
        Refusal, EnvironmentFault: the database, the files or an address cannot be used.
    """
    if order.log:
        serving.log_to_stderr()
    _must_be_possible(order.processes)
    store = open_centre(order.database)
    try:
        set_up(store, clock)
        files = open_page_store(order.files, store.files_folder)
        with contextlib.closing(serving.listen(order.listen)) as opened:
            url = serving.url_of(opened)
            _point_training_here(store, url)
            looks = figures.StoreFigures(store, clock, folder_of(files))

            def told() -> None:
                ready(f"listening on {url}")

            if order.processes > 1:
                store.engine.dispose()
                _together(order, opened, looks, told, until_closed)
                return
            counts = figures.Figures()
            app = make_app(store, clock, files=files, figures=counts)
            with _figures_told(order.metrics, lambda: figures.of_one_process(counts, looks)):
                serving.run(app, opened, told, until_closed)
    finally:
        store.close()


def _must_be_possible(processes: int) -> None:
    if not 1 <= processes <= MOST_PROCESSES:
        raise Refusal("central.processes_range", most=MOST_PROCESSES, found=processes)
    if processes > 1 and sys.platform == "win32":
        raise Refusal("central.processes_on_windows")


def _together(
    order: Order,
    opened: socket.socket,
    looks: figures.StoreFigures,
    told: Callable[[], None],
    until_closed: int | None,
) -> None:
    with ExitStack() as until_the_end:
        died: Callable[[int], None] = _not_counted
        if order.metrics is not None:
            folder = Path(until_the_end.enter_context(_shared_folder()))
            registry = figures.of_all_processes(folder, looks)
            until_the_end.enter_context(_figures_told(order.metrics, lambda: registry))
            died = partial(figures.process_ended, folder)
        # The parent has the port; what was asked of it is not asked of the workers again.
        mine = replace(order, processes=1, metrics=None)
        Crew(work, mine, opened, order.processes, died=died).run(told, until_closed)


def _not_counted(_: int) -> None:
    """Nobody asked for figures."""


def work(
    order: Order, opened: socket.socket, ready: Callable[[], None], until_closed: int | None
) -> None:
    """What one of several processes does: everything is ready, it only serves."""
    if order.log:
        serving.log_to_stderr()
    store = open_centre(order.database)
    try:
        files = open_page_store(order.files, store.files_folder)
        app = make_app(store, SystemClock(), files=files)
        serving.run(app, opened, ready, until_closed)
    finally:
        store.close()


@contextlib.contextmanager
def _shared_folder() -> Iterator[str]:
    """Where the processes count. They learn of it from their surroundings, before they load what
    counts."""
    with tempfile.TemporaryDirectory(prefix="desk-centre-figures-") as folder:
        os.environ[figures.FOLDER_VARIABLE] = folder
        try:
            yield folder
        finally:
            del os.environ[figures.FOLDER_VARIABLE]


@contextlib.contextmanager
def _figures_told(where: str | None, registry: Callable[[], CollectorRegistry]) -> Iterator[None]:
    if where is None:
        yield
        return
    with figures.told(registry(), where) as url:
        log.info("figures told", extra={"facts": {"url": url}})
        yield


def _point_training_here(store: CentreStore, url: str) -> None:
    # Receipts of a training centre are looked up where it happens to listen.
    with store.writing() as session:
        about = session.get_one(tables.About, 1)
        if about.training:
            about.public_url = url
