"""``scanimage`` at work: pages through named pipes, so that no plain page ever lies in a file."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from desk_app.paper.scanners.port import Moved, ScannerTrouble, Stopped

PROGRAM = "scanimage"
_LET_GO_SECONDS = 0.4
# After a complaint it tidies up and ends; sometimes its own threads lock each other out for ever.
_TIDY_UP_SECONDS = 3.0
_COMPLAINT = f"{PROGRAM}: sane_".encode()
_PIECE = 1 << 20
# What SANE's states are called (sane_strstatus), and what they mean at the counter.
_WORDS = (
    ("out of documents", "tray_empty"),
    ("feeder jammed", "jam"),
    ("cover is open", "cover_open"),
    ("Device busy", "busy"),
    ("Out of memory", "out_of_memory"),
    ("not supported", "unsupported"),
    ("Error during device I/O", "gone"),
    ("open of device", "gone"),
    ("no SANE devices found", "gone"),
    ("Invalid argument", "unsupported"),
)


def trouble_meant(said: str) -> str:
    """The kind of trouble that ``scanimage`` speaks of."""
    return next((kind for words, kind in _WORDS if words in said), "other")


def environment() -> dict[str, str]:
    """Our own, but with messages in English, which :func:`trouble_meant` reads."""
    return {**os.environ, "LC_ALL": "C"}


def first_fault(said: str) -> str:
    """The first thing ``scanimage`` complains of; what follows is its own clearing up."""
    lines = [line for line in said.splitlines() if line.startswith(f"{PROGRAM}: ")]
    return lines[0][:200] if lines else said.strip()[-200:]


class Pipes:
    """Named pipes that ``scanimage`` takes for files, always two ahead of the page it writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pattern = str(folder / "%06d.jpg")
        self._number = 0
        self._make(1)
        self._make(2)

    def open_next(self) -> int:
        """The reading end for the next page; nobody need be writing yet."""
        self._number += 1
        self._make(self._number + 1)
        return os.open(self._part(self._number), os.O_RDONLY | os.O_NONBLOCK)

    def remove_last(self) -> None:
        """The pipe of the page just read, which ``scanimage`` has renamed."""
        (self._folder / f"{self._number:06d}.jpg").unlink(missing_ok=True)

    def remove_all(self) -> None:
        """All that is left."""
        for path in self._folder.glob("*.jpg*"):
            path.unlink(missing_ok=True)

    def _part(self, number: int) -> Path:
        return self._folder / f"{number:06d}.jpg.part"

    def _make(self, number: int) -> None:
        if sys.platform != "win32":
            with contextlib.suppress(FileExistsError):
                os.mkfifo(self._part(number), 0o600)


class Running:
    """``scanimage`` at work: pages from its pipes, ends of pages from its output, then its end."""

    def __init__(self, command: list[str], pipes: Pipes, moved: Moved) -> None:
        self._pipes = pipes
        self._moved = moved
        self._said = bytearray()
        self._page = bytearray()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(),
                bufsize=0,
            )
        except FileNotFoundError:
            raise ScannerTrouble("unsupported", f"{PROGRAM} is not installed") from None
        self._selector = selectors.DefaultSelector()
        self._pipe = -1
        self._complained: float | None = None

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()
        if self._pipe >= 0:
            os.close(self._pipe)
        self._selector.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()
        self._pipes.remove_all()

    def pages(self, stopped: Stopped) -> Iterator[bytes]:
        """Whole pages only.

        Raises:
            ScannerTrouble: the scan ended otherwise than by an empty tray after some pages.
        """
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        output, errors = self._process.stdout.fileno(), self._process.stderr.fileno()
        self._selector.register(output, selectors.EVENT_READ)
        self._selector.register(errors, selectors.EVENT_READ)
        self._next_pipe()
        names = 0
        open_streams = {output, errors}
        while open_streams and not stopped() and not self._hangs():
            for key, _ in self._selector.select(0.1):
                if key.fd == self._pipe:
                    self._take()
                    continue
                piece = os.read(key.fd, 65536)
                if not piece:
                    self._selector.unregister(key.fd)
                    open_streams.discard(key.fd)
                elif key.fd == errors:
                    self._said += piece
                    del self._said[:-8192]
                    self._moved()
                else:
                    for _ in range(piece.count(b"\n")):
                        names += 1
                        yield self._whole_page()
        if not stopped():
            self._judge(self._end(), names)

    def _hangs(self) -> bool:
        """Whether it complained, and has had time enough to end by itself."""
        if self._complained is None and _COMPLAINT in self._said:
            self._complained = time.monotonic()
        return (
            self._complained is not None and time.monotonic() - self._complained > _TIDY_UP_SECONDS
        )

    def _end(self) -> int:
        try:
            return self._process.wait(0 if self._hangs() else _TIDY_UP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _next_pipe(self) -> None:
        if self._pipe >= 0:
            self._forget_pipe()
        self._pipe = self._pipes.open_next()
        self._selector.register(self._pipe, selectors.EVENT_READ)

    def _forget_pipe(self) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(self._pipe)
        os.close(self._pipe)
        self._pipe = -1

    def _take(self) -> bool:
        try:
            piece = os.read(self._pipe, _PIECE)
        except BlockingIOError:
            return False
        if not piece:
            # All was read; the name on the output says whether it is a page.
            self._selector.unregister(self._pipe)
            return False
        self._page += piece
        self._moved()
        return True

    def _whole_page(self) -> bytes:
        with contextlib.suppress(KeyError):
            while self._take():
                pass
        page = bytes(self._page)
        self._page.clear()
        self._pipes.remove_last()
        self._next_pipe()
        return page

    def _judge(self, code: int, pages: int) -> None:
        said = self._said.decode(errors="replace")
        if code == 0 and pages:
            return
        kind = trouble_meant(said)
        if kind == "tray_empty" and pages:
            return
        if code < 0 and kind == "other":
            kind = "gone"
        raise ScannerTrouble(kind, first_fault(said) or f"{PROGRAM} ended with {code}")

    def _let_go(self) -> None:
        """An interrupt lets the device stop by itself; then no more patience."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            # It may wait for somebody to read what it writes: let it fail there instead.
            if self._pipe >= 0:
                self._forget_pipe()
            try:
                self._process.wait(_LET_GO_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
