"""Connections that say nothing, too little or nonsense."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from desk_app.central.engine import CentreStore
from desk_app.central.http import make_app
from desk_app.central.wire import Wire
from desk_app.clock import TickingClock
from desk_app.sync.protocol import MAX_BODY, Problem
from tests.builders.served import served

HEALTH = b"GET /v1/health HTTP/1.1\r\nHost: centre\r\n\r\n"
ENDLESS = b"POST /v1/sync HTTP/1.1\r\nHost: centre\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b" " * 65536 + b"\r\n"


@pytest.fixture
def url(sqlite_store: CentreStore, clock: TickingClock) -> Iterator[str]:
    """A centre."""
    with served(make_app(sqlite_store, clock)) as where:
        yield where


def connected(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), 60)


def heard(line: socket.socket) -> bytes:
    """All until the centre hangs up."""
    data = b""
    while block := line.recv(65536):
        data += block
    return data


def send_for_long(line: socket.socket) -> None:
    for _ in range(100 * MAX_BODY // len(CHUNK)):  # more than any buffer holds
        line.sendall(CHUNK)


def problem(answer: bytes) -> Problem:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower()
    document = Problem.model_validate_json(body)
    assert head.startswith(b"HTTP/1.1 %d " % document.status)
    return document


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET / HTTP/1.1 x\r\n\r\n",
        b"GET /v1/health HTTP/1.1\r\n" + b"".join(b"x%d: y\r\n" % n for n in range(9000)),
        b"GET /v1/health HTTP/1.1\r\nHost: centre\r\nx y: z\r\n\r\n",
    ],
    ids=["tls", "version", "headers", "name"],
)
def test_what_is_no_http_is_told_so_in_a_document(url: str, said: bytes) -> None:
    with connected(url) as line:
        line.sendall(said)
        assert problem(heard(line)).code == "bad-request"


@pytest.mark.parametrize("way", [b"POST /v1/sync", b"GET /v1/health"])
def test_a_broken_body_is_told_so_too_and_is_no_fault_of_ours(
    url: str, way: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(url) as line:
        line.sendall(ENDLESS.replace(b"POST /v1/sync", way) + b"xyz\r\n")
        assert problem(heard(line)).code == "bad-request"
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_who_does_not_say_what_it_wants_is_not_waited_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wire, "head_seconds", 0.05)
    with connected(url) as line:
        line.sendall(HEALTH[:20])
        assert problem(heard(line)).code == "too-slow"
    with connected(url) as line:
        assert heard(line) == b""


def test_neither_is_who_does_not_say_what_else_it_wants(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wire, "head_seconds", 0.5)
    with connected(url) as line:
        line.sendall(HEALTH)
        told = line.recv(1)
        line.sendall(HEALTH[:20])
        told += heard(line)
    assert told.startswith(b"HTTP/1.1 200 ")
    assert problem(told[told.rindex(b"HTTP/1.1") :]).code == "too-slow"


def test_who_goes_on_sending_after_the_answer_is_hung_up_on(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wire, "linger_seconds", 0.0)
    with connected(url) as line:
        line.sendall(ENDLESS)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            send_for_long(line)


def test_requests_in_a_row_are_answered_in_their_order(url: str) -> None:
    last = HEALTH.replace(b"health", b"nothing").replace(
        b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"
    )
    with connected(url) as line:
        line.sendall(HEALTH * 3 + last)
        told = heard(line)
    assert [part[:3] for part in told.split(b"HTTP/1.1 ")[1:]] == [b"200"] * 3 + [b"404"]
