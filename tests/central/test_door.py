"""What every request passes first."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from desk_app.central.door import BodyLimit, RequestLog


async def _reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"read"})


def ask(app: Any, pieces: list[bytes], headers: list[tuple[bytes, bytes]]) -> int:
    """The status of the answer to a body in pieces."""
    sent: list[Message] = []
    waiting = [
        {"type": "http.request", "body": piece, "more_body": n + 1 < len(pieces)}
        for n, piece in enumerate(pieces)
    ]

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    asyncio.run(app(scope, receive, send))
    return int(sent[0]["status"])


def test_the_limit_is_exact() -> None:
    door = BodyLimit(_reads_all, most=10)
    assert ask(door, [b"12345", b"67890"], []) == 200
    assert ask(door, [b"12345", b"678901"], []) == 413


def test_an_announced_length_is_believed_at_once() -> None:
    door = BodyLimit(_reads_all, most=10)
    assert ask(door, [], [(b"content-length", b"11")]) == 413
    assert ask(door, [], [(b"content-length", b"many")]) == 413


def test_what_is_not_http_passes_untouched() -> None:
    seen: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def run() -> None:
        for door in (BodyLimit(inner, most=1), RequestLog(inner)):
            await door({"type": "lifespan"}, None, None)  # type: ignore[arg-type]

    asyncio.run(run())
    assert seen == ["lifespan", "lifespan"]


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    door = BodyLimit(_reads_all, most=10, patience=0.01)
    asyncio.run(door({"type": "http", "method": "POST", "path": "/", "headers": []}, receive, send))
    assert sent[0]["status"] == 408


def test_the_log_names_no_method_that_somebody_made_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="desk_app.central.requests")

    async def nobody() -> Message:
        return {"type": "http.request"}

    async def nowhere(_: Message) -> None: ...

    scope = {"type": "http", "method": "NGUYEN-THI-THU", "path": "/", "headers": []}
    asyncio.run(RequestLog(_reads_all)(scope, nobody, nowhere))
    assert [record.facts["method"] for record in caplog.records] == ["-"]
