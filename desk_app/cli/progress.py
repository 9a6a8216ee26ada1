"""How far a long command is, on one line of the terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import TextIO


class ProgressLine:
    """``words 1200/5000`` on standard error, written over again and again.

    Scripts, pipes and log files get nothing. Ctrl+C stops the command as ever.
    """

    def __init__(self, words: str, stream: TextIO | None = None) -> None:
        self._words = words
        self._stream = stream or sys.stderr
        self._seen = self._stream is not None and self._stream.isatty()
        self._percent = -1

    def __call__(self, done: int, total: int) -> None:
        """Tells how many of how many are done."""
        percent = 100 * done // total if total else 100
        if self._seen and percent != self._percent:
            self._percent = percent
            print(f"\r{self._words} {done}/{total}", end="", file=self._stream, flush=True)

    def count(self, done: int, total: int | None = None, what: object = None) -> None:
        """Tells how many are done where nobody may know how many there will be."""
        if self._seen:
            self._percent = 0
            of = f"/{total}" if total else ""
            print(f"\r{self._words} {done}{of}", end="", file=self._stream, flush=True)

    def end(self) -> None:
        """Clears the line."""
        if self._seen and self._percent >= 0:
            print("\r\x1b[K", end="", file=self._stream, flush=True)
