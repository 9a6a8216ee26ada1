"""A thin, long line as a program of its own: ``python -m benchmarks.shaped_line HOST PORT MBIT
RTT_MS RESETS SEED``. It prints ``HOST:PORT`` and carries every connection to the other end.

All connections share the rate, which each direction has for itself. A byte waits for its place on
the line, then for half the round trip. What lies between the ends is little, as on a true line:
otherwise a sender would think that everything is there already. ``RESETS``: the chance, in parts
of a hundred, that a mebibyte on its way up resets the connection that brings it; what lies in
between is lost then.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHUNK = 8 * 1024
BUFFER = 64 * 1024
MEBIBYTE = 2**20
SLEPT = 0.1


class Direction:
    """One direction of the line, for all connections."""

    def __init__(self, bytes_per_second: float, delay: float) -> None:
        self._rate, self._delay = bytes_per_second, delay
        self._free = 0.0
        self._turn = asyncio.Lock()

    async def carry(self, size: int) -> float:
        """Waits until ``size`` bytes have left; returns when they arrive."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            # What a busy machine slept too long is made up for: the line was not idle.
            self._free = max(self._free, loop.time() - SLEPT) + size / self._rate
            await asyncio.sleep(self._free - loop.time())
            return max(self._free, loop.time()) + self._delay


class Resets:
    """After how many bytes a connection is reset, by chance."""

    def __init__(self, percent: float, seed: int) -> None:
        self._chance, self._percent = random.Random(seed), percent
        self._left = self._next()

    def _next(self) -> float:
        if not self._percent:
            return float("inf")
        return self._chance.expovariate(self._percent / 100) * MEBIBYTE

    def strike(self, size: int) -> bool:
        """Whether a connection that brings ``size`` more bytes is reset."""
        self._left -= size
        if self._left > 0:
            return False
        self._left = self._next()
        return True


async def serve(
    host: str, port: int, bytes_per_second: float, round_trip: float, resets: Resets
) -> None:
    """Carries connections until it is ended."""
    up = Direction(bytes_per_second, round_trip / 2)
    down = Direction(bytes_per_second, round_trip / 2)

    async def talk(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection(host, port, limit=CHUNK)
        ways = [
            asyncio.ensure_future(_pour(near, on, up, resets)),
            asyncio.ensure_future(_pour(far, back, down, None)),
        ]
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        broken = any(way.result() for way in done)
        if broken:
            for way in ways:
                way.cancel()
        await asyncio.wait(ways)
        for end in (on, back):
            if broken:
                _reset(end)
            end.close()
            with suppress(OSError):
                await end.wait_closed()

    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    door.bind(("127.0.0.1", 0))
    server = await asyncio.start_server(talk, sock=door, limit=CHUNK)
    print("{}:{}".format(*door.getsockname()), flush=True)
    async with server:
        await server.serve_forever()


async def _pour(
    source: asyncio.StreamReader,
    sink: asyncio.StreamWriter,
    way: Direction,
    resets: Resets | None,
) -> bool:
    """Carries bytes one way until an end closes; True if the connection is to be reset."""
    arriving: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()

    async def arrive() -> None:
        loop = asyncio.get_running_loop()
        while (one := await arriving.get()) is not None:
            await asyncio.sleep(one[0] - loop.time())
            sink.write(one[1])
            await sink.drain()
        with suppress(OSError):
            sink.write_eof() if sink.can_write_eof() else None

    behind = asyncio.ensure_future(arrive())
    try:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                when = await way.carry(len(data))
                if resets is not None and resets.strike(len(data)):
                    return True
                arriving.put_nowait((when, data))
        arriving.put_nowait(None)
        with suppress(OSError):
            await behind
    finally:
        behind.cancel()
    return False


def _reset(end: asyncio.StreamWriter) -> None:
    sock = end.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()


@contextmanager
def shaped(url: str, *, mbit: float, rtt_ms: float, resets: float, seed: int) -> Iterator[str]:
    """The URL of a shaped line to ``url``, until the block ends."""
    scheme, _, rest = url.partition("://")
    place, _, path = rest.partition("/")
    said = [*place.split(":"), mbit, rtt_ms, resets, seed]
    command = [sys.executable, "-m", "benchmarks.shaped_line", *map(str, said)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            yield f"{scheme}://{process.stdout.readline().strip()}/{path}".rstrip("/")
        finally:
            process.terminate()


def main(host: str, port: str, mbit: str, rtt_ms: str, resets: str, seed: str) -> None:
    """Serves until it is ended."""
    rate = float(mbit) * 1_000_000 / 8
    chance = Resets(float(resets), int(seed))
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(host, int(port), rate, float(rtt_ms) / 1000, chance))


if __name__ == "__main__":
    main(*sys.argv[1:])
