"""What every request passes first: the size and the pace of its body, and a line in the log.

The log names the route, never the path (it may hold a look-up token), no header, no body.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk_app.central.figures import METHODS, Passed
from desk_app.central.problems import problem

log = logging.getLogger("desk_app.central.requests")
# Tells which line of the log is about an answer. Made here: one from outside may hold anything.
REQUEST_ID_HEADER = "Request-Id"


# After so long without a byte of a body that is still to come nobody believes in it any more; a
# desk gives a line up sooner.
SILENCE_SECONDS = 60.0


class _NotTaken(Exception):
    """A body that is not read on; ``code`` of the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BodyLimit:
    """Answers 413 to a body over ``most`` bytes, whether or not its length was announced, and 408
    to one that does not come. ``elsewhere``: other limits, by method and first part of the path;
    ``patience``: seconds."""

    def __init__(
        self,
        app: ASGIApp,
        most: int,
        elsewhere: Mapping[tuple[str, str], int] | None = None,
        patience: float = SILENCE_SECONDS,
    ) -> None:
        self._app = app
        self._most = most
        self._elsewhere = dict(elsewhere or {})
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most_for(scope)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > most:
            await problem("too-large")(scope, receive, send)
            return
        seen, more = 0, True

        async def counted() -> Message:
            nonlocal seen, more
            message = await (self._in_time(receive) if more else receive())
            seen += len(message.get("body", b""))
            more = message.get("more_body", False)
            if seen > most:
                raise _NotTaken("too-large")
            return message

        try:
            await self._app(scope, counted, send)
        except _NotTaken as no:
            await problem(no.code)(scope, receive, send)

    async def _in_time(self, receive: Receive) -> Message:
        try:
            async with asyncio.timeout(self._patience):
                return await receive()
        except TimeoutError as late:
            raise _NotTaken("too-slow") from late

    def _most_for(self, scope: Scope) -> int:
        for (method, path), most in self._elsewhere.items():
            if scope["method"] == method and scope["path"].startswith(f"{path}/"):
                return most
        return self._most


class RequestLog:
    """One structured line per request: its id, method, route, status, bytes, milliseconds, and the
    id that a desk called itself by.

    An error of ours ends here, as an answer and the kind of the error in the log: its text and
    traceback may quote what a desk wrote.
    """

    def __init__(self, app: ASGIApp, passed: Callable[[Passed], None] = lambda _: None) -> None:
        """``passed`` hears of every request that is over."""
        self._app = app
        self._passed = passed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = received = 0
        identity = secrets.token_hex(8)

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = identity
            await send(message)

        method = scope["method"] if scope["method"] in METHODS else "-"  # it may be a name
        facts: dict[str, Any] = {"request": identity, "method": method}
        try:
            await self._app(scope, counted, noted)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it must not reach the log whole
            facts["error"] = type(fault).__name__
            if not status:
                await problem("fault")(scope, receive, noted)
        seconds = time.perf_counter() - started
        route = getattr(scope.get("route"), "path", "-")
        facts |= {"route": route, "status": status, "bytes": received}
        facts["milliseconds"] = round(seconds * 1000, 1)
        desk = scope.get("state", {}).get("desk")
        if desk is not None:
            facts["desk"] = desk
        self._passed(Passed(scope["method"], route, status, seconds, received))
        log.log(
            logging.ERROR if "error" in facts else logging.INFO, "request", extra={"facts": facts}
        )
