"""Runs the centre until it is told to stop."""

from __future__ import annotations

import ctypes
import gc
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from types import FrameType

import uvicorn
from fastapi import FastAPI

from desk_app.central.wire import MOST_HEAD, Wire
from desk_app.errors import EnvironmentFault, Refusal

GRACE_SECONDS = 10
# How many desks may stand in line for a connection; how many of them a process takes at a time, so
# that of several processes none takes all.
LINE = 1024
ACCEPTED_AT_ONCE = 8
# What was freed stays with the process for the next body, up to so many bytes a thread: asking the
# system for new pages takes longer than filling them. The numbers are those of glibc's ``mallopt``.
KEPT_BYTES, LARGEST_KEPT = 16 * 1024 * 1024, 4 * 1024 * 1024
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
OURS = "desk_app"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn that tells when it is ready."""

    def __init__(self, app: FastAPI, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
                backlog=ACCEPTED_AT_ONCE,
                http=Wire,
                ws="none",
                h11_max_incomplete_event_size=MOST_HEAD,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens, then tells."""
        await super().startup(sockets)
        if self.started:
            for opened in sockets or ():
                opened.listen(LINE)
            self._ready()


def keep_memory() -> None:
    """Has the C library keep what is freed, where it is one that can be told so."""
    if sys.platform == "linux":
        tell = getattr(ctypes.CDLL(None), "mallopt", None)
        if tell is not None:
            tell(M_MMAP_THRESHOLD, LARGEST_KEPT)
            tell(M_TRIM_THRESHOLD, KEPT_BYTES)


def listen(where: str) -> socket.socket:
    """A listening socket for ``HOST:PORT`` (port 0: any free one; IPv6 as ``[::1]:8000``).

    Raises:
        Refusal: not HOST:PORT.
        EnvironmentFault: the port is taken or may not be opened.
    """
    host, _, port = where.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or int(port) > 65535:
        raise Refusal("central.listen_where", where=where)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once instead of waiting for more.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, int(port)))
        opened.listen(LINE)
    except OSError as fault:
        opened.close()
        raise EnvironmentFault("central.cannot_listen", where=where) from fault
    return opened


def url_of(opened: socket.socket) -> str:
    """The address of a listening socket as a URL."""
    host, port = opened.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(
    app: FastAPI,
    opened: socket.socket,
    ready: Callable[[], None],
    until_closed: int | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT, or until the other end of the pipe ``until_closed`` (a file
    descriptor) closes; running requests may end first. Calls ``ready`` once it serves."""
    keep_memory()
    server = Server(app, ready)
    if until_closed is not None:
        Thread(target=_stop_at_end, args=(server, until_closed), daemon=True).start()
    keep_for_good()
    with opened, _signals_end_quietly():
        server.run(sockets=[opened])


def keep_for_good() -> None:
    """Sets aside what was loaded for the start. It stays as long as the process; looking through it
    for what can be thrown away cost more than half of what a batch of entries costs."""
    gc.collect()
    gc.freeze()


def _stop_at_end(server: Server, pipe: int) -> None:
    # Unbuffered: a thread that holds the lock of sys.stdin would spoil the end of the program.
    while os.read(pipe, 4096):
        pass
    server.should_exit = True


@contextmanager
def _signals_end_quietly() -> Iterator[None]:
    # uvicorn raises the signal once more after a clean stop; that must not turn exit code 0
    # into "killed".
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _already_stopped) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _already_stopped(number: int, frame: FrameType | None) -> None:
    pass


class FactsFormatter(logging.Formatter):
    """One JSON object per line: time, level, what, facts. Tracebacks only as the kind of error:
    their text may quote what someone wrote. So may that of a library: of what one says only the
    place in its source is told."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_told(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def _told(record: logging.LogRecord) -> dict[str, object]:
    if record.name.partition(".")[0] != OURS:
        place = f"{record.name} {record.module}:{record.lineno}"
        return {"what": "a library has something to say", "from": place}
    return {"what": record.getMessage(), **getattr(record, "facts", {})}


def log_to_stderr() -> None:
    """Sends the centre's log and the warnings of its libraries, one JSON object per line, to
    standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FactsFormatter())
    root = logging.getLogger()
    for before in root.handlers[:]:
        if isinstance(before.formatter, FactsFormatter):
            root.removeHandler(before)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("desk_app.central").setLevel(logging.INFO)
    logging.captureWarnings(True)
