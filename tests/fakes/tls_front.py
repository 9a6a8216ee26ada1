"""TLS in front of a centre, as a web server of a province has it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def tls_front(host: str, port: int, context: ssl.SSLContext) -> Iterator[tuple[str, int]]:
    """Takes TLS apart and hands what is in it to ``host``:``port``; gives its own place."""
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    place: list[tuple[str, int]] = []

    async def talk(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            far, on = await asyncio.open_connection(host, port)
            await asyncio.wait(
                [asyncio.ensure_future(_pour(near, on)), asyncio.ensure_future(_pour(far, back))],
                return_when=asyncio.FIRST_COMPLETED,
            )
            on.close()
        back.close()

    async def work() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
        place.append(server.sockets[0].getsockname()[:2])
        ready.set()
        async with server:
            await stop.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(work())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20), "the front did not start"
    try:
        yield place[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive(), "the front did not stop"


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
