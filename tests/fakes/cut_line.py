"""A line that breaks: a small proxy between desk and centre that cuts a connection after exactly so
many bytes in one direction, in the way one wants."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["up", "down"]
Manner = Literal["fin", "reset", "hole"]
BLOCK = 64 * 1024
# How far into what goes one way, told from the bytes so far; None: not known yet.
Where = Callable[[bytearray], int | None]


@dataclass(frozen=True)
class Cut:
    """Where a connection breaks: after ``after`` bytes (of heads and bodies, or where the bytes
    themselves say) to the centre (up) or from it (down).

    ``fin``: what was let through still arrives; ``reset``: both ends hear that the line is dead,
    and lose what they have not read; ``hole``: neither end hears anything any more, whatever it
    says, until :meth:`CutLine.cut`. Down after 0 bytes: the centre has all that was asked, and
    has answered.
    """

    after: int | Where
    direction: Direction = "up"
    manner: Manner = "fin"


@dataclass
class CutLine:
    """The proxy. ``cuts`` are used up one by one, in order, each by the connection during which it
    is reached; without any, everything goes through. ``up``: bytes that went to the centre.
    ``kept``: what came since the last cut, where the next one wants to know."""

    url: str = ""
    cuts: list[Cut] = field(default_factory=list)
    up: int = 0
    down: int = 0
    broken: int = 0
    fill: Callable[[], object] = lambda: None

    def cut(self, *cuts: Cut) -> None:
        """Counts from the next byte on; what fell silent is hung up."""
        self.fill()
        self.cuts[:] = cuts
        self._reset()

    def _reset(self) -> None:
        self.seen: dict[Direction, int] = {"up": 0, "down": 0}
        self.kept: dict[Direction, bytearray] = {"up": bytearray(), "down": bytearray()}

    def __post_init__(self) -> None:
        self.silent = asyncio.Event()  # set: what fell silent is hung up
        self._reset()

    def lets_through(self, direction: Direction, data: bytes) -> tuple[bytes, bool]:
        """What of ``data`` goes before the line breaks, and whether it breaks."""
        cut = self.cuts[0] if self.cuts else None
        if cut is not None and not isinstance(cut.after, int):
            self.kept[direction] += data
        through, breaks = data, False
        if cut is not None and cut.direction == direction:
            after = cut.after if isinstance(cut.after, int) else cut.after(self.kept[direction])
            if after is not None:
                left = max(0, after - self.seen[direction])
                through = data[:left]
                # Up, it breaks as soon as so much went; down, when more wants to come: what is
                # left of an answer tells that there was one.
                breaks = len(data) > left or (direction == "up" and len(data) == left)
        self.seen[direction] += len(through)
        if direction == "up":
            self.up += len(through)
        else:
            self.down += len(through)
        return through, breaks

    def is_dead(self) -> bool:
        """Whether not even the first byte goes to the centre."""
        return bool(self.cuts) and self.cuts[0].direction == "up" and self.cuts[0].after == 0

    def use_up(self) -> Cut:
        """The line has broken; the next cut is counted from here."""
        self.broken += 1
        self._reset()
        return self.cuts.pop(0)


@contextmanager
def cut_line(host: str, port: int) -> Iterator[CutLine]:
    """A proxy in front of ``host``:``port`` until the block ends."""
    line = CutLine()
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    def hang_up() -> None:
        line.silent.set()
        line.silent = asyncio.Event()

    async def work() -> None:
        carried: set[asyncio.Task[None]] = set()
        ends: list[asyncio.StreamWriter] = []

        def talk(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            # No coroutine: one that is cancelled before it begins would leave its end open.
            ends.append(back)
            task = asyncio.ensure_future(_carry(line, near, back, ends, host, port))
            carried.add(task)
            task.add_done_callback(carried.discard)

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        line.fill = lambda: loop.call_soon_threadsafe(hang_up)
        ready.set()
        async with server:
            await stop.wait()
        for task in tuple(carried):  # the test is over
            task.cancel()
        await asyncio.gather(*carried, return_exceptions=True)
        for end in ends:
            end.transport.abort()
            with suppress(OSError):
                await end.wait_closed()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(work())  # and ends what is still being carried

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20), "the proxy did not start"
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive(), "the proxy did not stop"


async def _carry(
    line: CutLine,
    near: asyncio.StreamReader,
    back: asyncio.StreamWriter,
    ends: list[asyncio.StreamWriter],
    host: str,
    port: int,
) -> None:
    try:
        far, on = await asyncio.open_connection(host, port)
    except OSError:
        back.close()
        return
    ends.append(on)
    tasks = [
        asyncio.ensure_future(_pour(line, "up", near, on)),
        asyncio.ensure_future(_pour(line, "down", far, back)),
    ]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    manner = next((t.result() for t in tasks if t.done() and not t.cancelled()), None)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    if manner == "hole":
        await line.silent.wait()
    for writer in (on, back):
        if manner in ("reset", "hole"):
            _reset(writer)
        else:
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


async def _pour(
    line: CutLine, direction: Direction, source: asyncio.StreamReader, sink: asyncio.StreamWriter
) -> Manner | None:
    """Carries bytes one way until an end closes or the line breaks; says how it broke."""
    with suppress(OSError):
        if direction == "up" and line.is_dead():
            return line.use_up().manner
        while data := await source.read(BLOCK):
            through, breaks = line.lets_through(direction, data)
            if through:
                sink.write(through)
                await sink.drain()
            if breaks:
                return line.use_up().manner
    return None


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
