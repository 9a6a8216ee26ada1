"""A connection to the centre, as uvicorn keeps it, with what it lacks: a problem document for what
is no request at all, and an end to every wait for the other side.

How long a body may stay silent is the door's matter (:mod:`desk_app.central.door`); here it is the
head of a request before, and the rest of a body that was answered already.
"""

from __future__ import annotations

import asyncio
import http
import logging
import threading
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from desk_app.central.problems import problem

log = logging.getLogger(__name__)
# Lines and headers of a request together, in bytes.
MOST_HEAD = 64 * 1024
# So many bytes are read at a time.
MOST_READ = 256 * 1024
# So long may a request take to say what it wants.
HEAD_SECONDS = 30.0
# So long is read, and thrown away, what comes behind an answer: whoever is still sending would not
# hear it otherwise.
LINGER_SECONDS = 30.0


class _Reading(threading.local):
    """Where bytes come to: one place for all connections of an event loop, for each is read off
    before the next is read. New memory for every read costs more than the read."""

    def __init__(self) -> None:
        self.place = memoryview(bytearray(MOST_READ))


_reading = _Reading()


class Wire(H11Protocol, asyncio.BufferedProtocol):
    """One connection."""

    head_seconds, linger_seconds = HEAD_SECONDS, LINGER_SECONDS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there, and is to say something."""
        super().connection_made(transport)
        self._wait_for_a_head()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next bytes go."""
        return _reading.place

    def buffer_updated(self, nbytes: int) -> None:
        """They have come."""
        self.data_received(_reading.place[:nbytes])

    def data_received(self, data: bytes | memoryview) -> None:
        """A part of a request, or more than one."""
        super().data_received(data)  # type: ignore[arg-type]  # h11 adds any bytes to its own
        self._wait_for_a_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        super().connection_lost(exc)
        self._stop_waiting()

    def on_response_complete(self) -> None:
        """An answer is out; perhaps before all of the request had come."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self.loop.call_later(self.linger_seconds, self._hang_up, self.cycle)

    def send_400_response(self, msg: str) -> None:
        """For what is no HTTP."""
        self._refuse("bad-request")

    def _wait_for_a_head(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._patience is None:
            self._patience = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _head_is_late(self) -> None:
        self._patience = None
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            return
        begun, _ = self.conn.trailing_data
        if begun:
            self._refuse("too-slow")
        else:  # whoever was about to ask would take a word for the answer
            self.transport.close()

    def _refuse(self, code: str) -> None:
        """Says why, if nothing was said to this request yet, and hangs up."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = problem(code)
            log.info("no request", extra={"facts": {"status": answer.status_code}})
            headers = [*answer.raw_headers, (b"connection", b"close")]
            reason = http.HTTPStatus(answer.status_code).phrase
            head = h11.Response(
                status_code=answer.status_code, headers=headers, reason=reason.encode()
            )
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        if self.cycle is not None:  # who works for them need not go on
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _hang_up(self, cycle: RequestResponseCycle) -> None:
        if self.cycle is cycle and self.conn.their_state is h11.SEND_BODY:
            self.transport.close()
