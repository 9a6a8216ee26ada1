"""How much of a file goes in one piece: large where the line is quick, so that answers cost
little; small where it is slow or breaks, so that a break costs little and a receipt never waits
long behind a scan."""

from __future__ import annotations

from desk_app.sync.protocol import MAX_PIECE

SMALLEST = 256 * 1024
QUICK_SECONDS = 1.0
SLOW_SECONDS = 3.0


class PieceSize:
    """The size of the next piece, in bytes."""

    def __init__(self) -> None:
        self.bytes = SMALLEST

    def went(self, size: int, seconds: float) -> None:
        """A piece of ``size`` bytes arrived within ``seconds``."""
        if seconds < QUICK_SECONDS and size >= self.bytes:
            self.bytes = min(MAX_PIECE, self.bytes * 2)
        elif seconds > SLOW_SECONDS:
            self.bytes = max(SMALLEST, self.bytes // 2)

    def broke(self) -> None:
        """A piece did not arrive."""
        self.bytes = max(SMALLEST, self.bytes // 4)
