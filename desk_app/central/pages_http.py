"""The way in for archive copies: ``HEAD`` tells how much is on the disk, ``PATCH`` brings more.

The event loop only reads the line; disk and database are work for the thread pool. Whatever ends
a request (the line breaks, a newer request comes), what had arrived is on the disk and counted
before anybody is told how far the file is.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desk_app.central.backpressure import Places
from desk_app.central.described import (
    asks_how_far,
    says_how_far,
    takes_a_piece,
    took_a_piece,
)
from desk_app.central.file_rows import FileNotTaken
from desk_app.central.limits import Buckets, Rate
from desk_app.central.uploads import Arrival, Asker, Standing, Uploads
from desk_app.central.way_in import Stop, bearer, is_id, signed, within
from desk_app.sync.protocol import (
    COMPLETE_HEADER,
    LENGTH_HEADER,
    NONCE_HEADER,
    OFFSET_HEADER,
    PAGES_PATH,
    SIGNATURE_HEADER,
    signature,
    upload_words,
)

BLOCK = 1024 * 1024
# Reading runs ahead of the disk by so much at most.
MOST_BEHIND = 4 * 1024 * 1024
# How long a request that a newer one ends may still take in what is on the line.
SILENCE_SECONDS = 0.1
DRAIN_SECONDS = 2.0
# What both ways in may answer but their answer, by the code of the problem.
_SAYS = (
    "desk-unknown",
    "desk-revoked",
    "file-unknown",
    "upload-ended",
    "file-replaced",
    "file-withdrawn",
    "too-many",
    "database-unreachable",
    "storage",
)


def add_ways(app: FastAPI, uploads: Uploads, rate: Rate, places: Places) -> None:
    """Adds the ways in to ``app``. ``places``: how many pieces may arrive at once."""
    buckets, turns = Buckets(rate), Turns()
    path = PAGES_PATH + "/{file_id}"

    @app.head(path, responses=says_how_far(*_SAYS), openapi_extra=asks_how_far())
    async def how_far(request: Request) -> Response:
        """How many bytes of an archive copy are on the centre's disk. Ends an upload of it that
        is still under way."""
        file_id = request.path_params["file_id"]
        with turns.take(file_id) as turn:
            asker, nonce = _asked(request, buckets, file_id)
            await their_turn(turn, asker, file_id)
            return _how_far(await run_in_threadpool(uploads.claim, asker, file_id), nonce, 200)

    @app.patch(
        path,
        responses=took_a_piece("busy", "offset-other", "file-too-long", "file-damaged", *_SAYS),
        openapi_extra=takes_a_piece(),
    )
    async def take_piece(request: Request) -> Response:
        """A piece of an archive copy, written at ``Upload-Offset``. With the last byte the whole
        is checked, and the signed proof is the answer."""
        with places.one():
            return await one_piece(request, request.path_params["file_id"])

    async def one_piece(request: Request, file_id: str) -> Response:
        async with Inflow.of(request) as inflow:
            with turns.take(file_id) as turn:
                asker, nonce = _asked(request, buckets, file_id)
                offset = _number(request, OFFSET_HEADER)
                await their_turn(turn, asker, file_id)
                standing, arrival = await run_in_threadpool(begin, request, asker, file_id, offset)
                if arrival is not None:
                    standing = await _receive(inflow, arrival, turn)
                return _how_far(standing, nonce, 204)

    def begin(
        request: Request, asker: Asker, file_id: str, offset: int
    ) -> tuple[Standing, Arrival | None]:
        standing = uploads.claim(asker, file_id)
        _fits(request, standing, offset)
        if standing.durable < standing.size:
            return standing, uploads.arrive(standing)
        return uploads.settle(standing), None

    async def their_turn(turn: Turn, asker: Asker, file_id: str) -> None:
        if turn.before is not None:  # only who may send the file ends another's request
            await run_in_threadpool(uploads.look, asker, file_id)
        await turn.begin()


class Turn:
    """One request's time with a file. ``wake`` is called when a newer request ends it."""

    def __init__(self, before: Turn | None) -> None:
        self.before = before
        self.ended = False
        self.over = asyncio.Event()
        self.wake: Callable[[], None] = lambda: None

    async def begin(self) -> None:
        """Ends the requests that came before and waits until they are over. Only for whom may
        do so: until then a request is in nobody's way."""
        earlier, self.before = self.before, None
        while earlier is not None:
            earlier.ended = True
            earlier.wake()
            await earlier.over.wait()
            earlier = earlier.before


class Turns:
    """One request per file at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._last: dict[str, Turn] = {}

    @contextlib.contextmanager
    def take(self, file_id: str) -> Iterator[Turn]:
        """A place in the row, until the block ends."""
        turn = self._last[file_id] = Turn(self._last.get(file_id))
        try:
            yield turn
        finally:
            turn.over.set()
            if self._last.get(file_id) is turn:
                self._step_back(file_id, turn)

    def _step_back(self, file_id: str, turn: Turn) -> None:
        left = turn.before
        while left is not None and left.over.is_set():
            left = left.before
        if left is None:
            del self._last[file_id]
        else:
            self._last[file_id] = left


async def _receive(inflow: Inflow, arrival: Arrival, turn: Turn) -> Standing:
    """Takes the body; returns how far the file is now. However it ends, what came is counted
    first.

    Raises:
        Stop: ``upload-ended``.
        ClientDisconnect: the line broke.
        FileNotTaken, NotWelcomeHere, EnvironmentFault: as :meth:`Arrival.finish`.
    """
    try:
        try:
            await inflow.pour(arrival, turn)
        except BaseException:
            await run_in_threadpool(arrival.count)
            raise
        return await run_in_threadpool(arrival.finish)
    except FileNotTaken as no:
        if no.code == "file-too-long":
            await run_in_threadpool(arrival.forget)
        raise
    finally:
        arrival.close()


class Inflow:
    """Bytes on their way from the line to the disk. Reading begins at once and waits neither for
    the database nor for the disk, as long as little lies between: what has come when a line
    breaks shall not have come in vain."""

    def __init__(self, request: Request) -> None:
        self._behind: list[bytes] = []
        self._size = 0
        self._most = BLOCK
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._reading = asyncio.ensure_future(self._read(request))
        self._reading.add_done_callback(lambda _: self._news.set())

    @classmethod
    @contextlib.asynccontextmanager
    async def of(cls, request: Request) -> AsyncIterator[Inflow]:
        """Reads the body of ``request`` as long as the block lasts."""
        inflow = cls(request)
        try:
            yield inflow
        finally:
            await inflow._stop()

    async def _read(self, request: Request) -> None:
        async for chunk in request.stream():
            self._behind.append(chunk)
            self._size += len(chunk)
            self._news.set()
            while self._size >= self._most:
                self._room.clear()
                await self._room.wait()

    async def pour(self, arrival: Arrival, turn: Turn) -> None:
        """Writes all that comes, until the body or the request's turn ends.

        Raises:
            Stop: ``upload-ended``.
            ClientDisconnect: the line broke; what had come is written.
            FileNotTaken, NotWelcomeHere, EnvironmentFault: as :meth:`Arrival.write`.
        """
        turn.wake = self._news.set
        self._most = MOST_BEHIND
        self._room.set()
        while not (self._reading.done() or turn.ended):
            self._news.clear()
            if self._size >= BLOCK:
                await self._write(arrival)
            else:
                await self._news.wait()
        if turn.ended:
            await self._drain(arrival)
        whole = self._reading.done()
        await self._write(arrival)
        if not whole:
            raise Stop("upload-ended")
        self._reading.result()

    async def _drain(self, arrival: Arrival) -> None:
        """What is on the line already still counts: a desk whose line broke asks at once how far
        the file is, and its last bytes may come later than its question."""
        clock = asyncio.get_running_loop()
        until = clock.time() + DRAIN_SECONDS
        while not self._reading.done() and clock.time() < until:
            self._news.clear()
            if self._size:
                await self._write(arrival)
                continue
            try:
                await asyncio.wait_for(self._news.wait(), SILENCE_SECONDS)
            except TimeoutError:
                if not self._news.is_set():  # on a busy machine both may happen at once
                    break

    async def _write(self, arrival: Arrival) -> None:
        chunks, self._behind, self._size = self._behind, [], 0
        self._room.set()
        if chunks:
            await run_in_threadpool(_write_all, arrival, chunks)

    async def _stop(self) -> None:
        self._reading.cancel()
        await asyncio.wait({self._reading})
        if not self._reading.cancelled():
            self._reading.exception()  # it was told where it mattered


def _write_all(arrival: Arrival, chunks: list[bytes]) -> None:
    for chunk in chunks:
        arrival.write(chunk)


def _asked(request: Request, buckets: Buckets, file_id: str) -> tuple[Asker, str]:
    asker = Asker(*bearer(request))
    within(buckets, asker.desk_id)
    if not is_id(file_id):
        raise FileNotTaken("file-unknown")
    nonce = request.headers.get(NONCE_HEADER, "")
    if not 16 <= len(nonce) <= 64:
        raise Stop("bad-request", detail=NONCE_HEADER)
    return asker, nonce


def _number(request: Request, header: str) -> int:
    said = request.headers.get(header, "")
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise Stop("bad-request", detail=header)
    return int(said)


def _fits(request: Request, standing: Standing, offset: int) -> None:
    """Whether the piece fits to what is here, as far as its headers say."""
    if LENGTH_HEADER in request.headers and _number(request, LENGTH_HEADER) != standing.size:
        raise Stop("bad-request", detail=LENGTH_HEADER)
    if offset != standing.durable:
        raise FileNotTaken("offset-other", standing.durable)
    if "Content-Length" in request.headers:
        announced = _number(request, "Content-Length")
        if announced > standing.size - offset:
            raise FileNotTaken("file-too-long")


def _how_far(standing: Standing, nonce: str, status: int) -> Response:
    offset, size = standing.durable, standing.size
    headers = {
        OFFSET_HEADER: str(offset),
        LENGTH_HEADER: str(size),
        COMPLETE_HEADER: "?1" if standing.received_at else "?0",
    }
    proof = standing.proof
    if proof is not None and status == 204:
        return signed(proof, standing.key, nonce, headers)
    words = upload_words(standing.file_id, offset, size)
    headers |= {
        SIGNATURE_HEADER: signature(standing.key, nonce, words),
        "Cache-Control": "no-store",
    }
    return Response(status_code=status, headers=headers)
