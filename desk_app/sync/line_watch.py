"""Ends an exchange that takes too long, wherever it hangs.

A timeout is for one read: a head that trickles, or answers that only announce an answer, start it
anew with each byte. The watch hangs up after a time for the whole.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import httpx

# Where httpx tells of a new connection; over TLS there is one within the other.
OPENED = (".connect_tcp.complete", ".start_tls.complete")


class LineWatch:
    """Watches the connection of one client, which asks one thing at a time."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._late = threading.Event()

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """To be handed to each request as its ``trace``."""
        if event.endswith(OPENED):
            self._stream = told["return_value"]
            if self._late.is_set():
                self._hang_up()

    @contextmanager
    def patient_for(self, seconds: float) -> Iterator[None]:
        """Hangs up if the block takes longer: what it reads or writes then fails.

        Raises:
            TimeoutError: in place of what failed because of that.
        """
        self._late.clear()
        timer = threading.Timer(seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as fault:
            if self._late.is_set():
                raise TimeoutError from fault
            raise
        finally:
            timer.cancel()

    def _hang_up(self) -> None:
        self._late.set()
        line = self._stream.get_extra_info("socket") if self._stream is not None else None
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class WatchedLines:
    """Clients that each ask one thing at a time, and their watches. Several threads may ask at
    once; the line used last is used next, so that few are kept open."""

    def __init__(self, opened: Callable[[], httpx.Client]) -> None:
        """
        Args:
            opened: a new one.
        """
        self._opened = opened
        self._all: list[httpx.Client] = []
        self._free: list[tuple[httpx.Client, LineWatch]] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrowed(self) -> Iterator[tuple[httpx.Client, LineWatch]]:
        """A line for one exchange."""
        with self._lock:
            if not self._free:
                client = self._opened()
                self._all.append(client)
                self._free.append((client, LineWatch()))
            line = self._free.pop()
        try:
            yield line
        finally:
            with self._lock:
                self._free.append(line)

    def close(self) -> None:
        """Closes the connections kept open."""
        with self._lock:
            for client in self._all:
                client.close()
