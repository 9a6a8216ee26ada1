"""Reads the text of pages in a process of its own, which may crash or hang without harm.

Tesseract with the Vietnamese data shipped in ``resources/ocr``. The process takes one core, at low
priority, and is fed through pipes: no page touches the disk.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType

from desk_app.errors import EnvironmentFault
from desk_app.paper.page_text import PageText, TextReader, Word, words_of
from desk_app.wording import RESOURCES

__all__ = ["DATA", "ChildReader", "PageText", "TextReader", "Word"]

DATA = RESOURCES / "ocr"
REQUEST = struct.Struct(">II")  # resolution in dpi, bytes of JPEG that follow
ANSWER = struct.Struct(">I")  # bytes of JSON that follow
_LIMIT_SECONDS = 120.0  # an A4 page at 300 dpi takes two
_LIVES = 2  # a page that kills the reader once is tried once more
_GOODBYE_SECONDS = 2.0


class _Gone(Exception):
    """The reader's process ended before it answered."""


class ChildReader:
    """Reads pages in a child process: started with the first page, again after a crash.

    May be called from any thread; pages are read one after the other.
    """

    def __init__(
        self,
        *,
        data: Path = DATA,
        limit_seconds: float = _LIMIT_SECONDS,
        command: Sequence[str] | None = None,
    ) -> None:
        """
        Args:
            data: the folder with ``vie.traineddata``.
            limit_seconds: how long one page may take.
            command: what reads instead of our own child; for tests.
        """
        self._command = [
            # -P: the folder the desk was started from is not searched for modules.
            *(command or (sys.executable, "-P", "-m", "desk_app.paper.ocr_child")),
            str(data),
        ]
        self._limit = limit_seconds
        self._lock = Lock()
        self._child: _Child | None = None

    def read_page(self, jpeg: bytes, dpi: int) -> PageText:
        """The text of one page; a page without any gives empty text.

        Raises:
            EnvironmentFault: the reader ended twice on this page, or took too long.
        """
        with self._lock:
            for _ in range(_LIVES):
                try:
                    self._child = self._child or _Child(self._command)
                    return self._child.read_page(jpeg, dpi, self._limit)
                except TimeoutError as fault:
                    self._drop()
                    raise EnvironmentFault(
                        "pages.reader_slow", seconds=round(self._limit)
                    ) from fault
                except (_Gone, OSError):
                    self._drop()
        raise EnvironmentFault("pages.reader_ended")

    def close(self) -> None:
        """Ends the child process; the next page starts another one."""
        with self._lock:
            self._drop()

    def __enter__(self) -> ChildReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


class _Child:
    """One life of the reader."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # More threads make Tesseract no faster, only the desk slower.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            creationflags=_in_the_background(),
        )
        self._late = False

    def read_page(self, jpeg: bytes, dpi: int, limit: float) -> PageText:
        """
        Raises:
            TimeoutError: no answer within ``limit`` seconds; the process was killed.
            _Gone: the process ended.
        """
        alarm = Timer(limit, self._too_late)
        alarm.daemon = True
        alarm.start()
        try:
            return _page_text(self._asked(jpeg, dpi))
        except (_Gone, OSError) as fault:
            if self._late:
                raise TimeoutError from fault
            raise
        finally:
            alarm.cancel()

    def end(self) -> None:
        """Lets the process end, kills it if it does not, and waits for it."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _asked(self, jpeg: bytes, dpi: int) -> bytes:
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(REQUEST.pack(dpi, len(jpeg)))
        into.write(jpeg)
        into.flush()
        head = out.read(ANSWER.size)
        size = ANSWER.unpack(head)[0] if len(head) == ANSWER.size else -1
        answer = out.read(size) if size >= 0 else b""
        if len(answer) != size:
            raise _Gone
        return answer

    def _too_late(self) -> None:
        self._late = True
        self._process.kill()


def _page_text(answer: bytes) -> PageText:
    said = json.loads(answer)
    return PageText(said["text"], words_of(said["words"]), said["confidence"], said["turned"])


def _in_the_background() -> int:
    if sys.platform == "win32":
        return subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return 0  # there the child lowers its own priority
