"""How much of a file goes in one piece: large where the line is quick, so that answers cost
little; small where it is slow or breaks, so that a break costs little and a receipt never waits
long behind a scan.

Until a line has proved itself a piece is a small share of its file, too: a line that is reset
may forget a whole piece, and that is never much of the file.
"""

from __future__ import annotations

from desk_app.sync.protocol import MAX_PIECE

SMALLEST = 256 * 1024
QUICK_SECONDS = 1.0
SLOW_SECONDS = 3.0

SHARE = 24  # of a file, while the line has not proved itself
LEAST = 64 * 1024  # of a small file
PROOF = 40  # quick pieces one after the other: more than a file has


class PieceSize:
    """The size of the next piece."""

    def __init__(self) -> None:
        self.bytes = SMALLEST
        self._quick = 0

    def of(self, file_size: int) -> int:
        """How many bytes of a file of that size go next."""
        if self._quick >= PROOF:
            return self.bytes
        return min(self.bytes, max(LEAST, file_size // SHARE))

    def went(self, size: int, seconds: float) -> None:
        """A piece of ``size`` bytes arrived within ``seconds``."""
        if seconds > SLOW_SECONDS:
            self.bytes = max(SMALLEST, self.bytes // 2)
            self._quick = 0
        elif seconds < QUICK_SECONDS and size >= LEAST:
            self._quick += 1
            if size >= self.bytes:
                self.bytes = min(MAX_PIECE, self.bytes * 2)

    def broke(self) -> None:
        """A piece did not arrive."""
        self.bytes = max(SMALLEST, self.bytes // 4)
        self._quick = 0
