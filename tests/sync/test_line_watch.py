"""An exchange ends after a time for the whole."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from desk_app.sync.line_watch import LineWatch

OPENED = "connection.connect_tcp.complete"


class Stream:
    """A connection as httpx shows it."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line

    def get_extra_info(self, what: str) -> Any:
        return self.line if what == "socket" else None


@pytest.fixture
def ends() -> Any:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def test_what_takes_too_long_is_hung_up(ends: tuple[socket.socket, socket.socket]) -> None:
    near, _ = ends
    watch = LineWatch()
    watch.trace(OPENED, {"return_value": Stream(near)})

    def wait() -> None:
        with watch.patient_for(0.01):
            assert near.recv(1) == b""  # nobody says anything: it would wait for ever
            raise ConnectionResetError

    with pytest.raises(TimeoutError):
        wait()


def test_a_connection_that_opens_too_late_is_hung_up_at_once(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    near, far = ends
    watch = LineWatch()
    watch.trace("connection.connect_tcp.started", {"host": "x"})

    def open_late() -> None:
        with watch.patient_for(0.0):
            watch._late.wait(20)
            watch.trace("connection.start_tls.complete", {"return_value": Stream(near)})
            assert far.recv(1) == b""
            raise OSError

    with pytest.raises(TimeoutError):
        open_late()


def test_what_ends_in_time_is_left_alone(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    watch = LineWatch()
    watch.trace(OPENED, {"return_value": Stream(near)})
    with pytest.raises(ValueError, match="its own"), watch.patient_for(60):
        raise ValueError("its own")
    near.sendall(b"x")
    assert far.recv(1) == b"x"
