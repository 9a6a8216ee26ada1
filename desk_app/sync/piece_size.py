"""How much of a file goes in one piece: large where the line is quick, so that answers cost
little; small where it is slow or breaks, so that a break costs little and a receipt never waits
long behind a scan. And how many files go side by side, so that the line carries something while
answers are on their way back.

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

# Some are on the line, some synced and checked at the centre, one is begun or noted at the desk.
ABREAST = 4


class PieceSize:
    """The size of the next piece, and how many files send one at once."""

    def __init__(self) -> None:
        self.bytes = SMALLEST
        self._quick = 0
        self._several = False

    def of(self, file_size: int) -> int:
        """How many bytes of a file of that size go next."""
        if self._quick >= PROOF:
            return self.bytes
        return min(self.bytes, max(LEAST, file_size // SHARE))

    @property
    def abreast(self) -> int:
        """How many files go side by side: one by one where the line is not known to be quick."""
        return ABREAST if self._several else 1

    def went(self, size: int, seconds: float) -> None:
        """A piece of ``size`` bytes arrived within ``seconds``."""
        if seconds > SLOW_SECONDS:
            self.bytes = max(SMALLEST, self.bytes // 2)
            self._quick = 0
            self._several = False
        elif seconds < QUICK_SECONDS:
            self._several = True
            if size >= LEAST:
                self._quick += 1
                if size >= self.bytes:
                    self.bytes = min(MAX_PIECE, self.bytes * 2)

    def crowded(self) -> None:
        """The centre has so much to do that it took no piece."""
        self._several = False

    def broke(self) -> None:
        """A piece did not arrive."""
        self.bytes = max(SMALLEST, self.bytes // 4)
        self._quick = 0
