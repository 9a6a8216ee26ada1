"""A centre for victims: what it has decided it says into the pipe before it answers, as a centre
commits before it answers; the next victim's centre is built from these lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desk_app.clock import Clock
from desk_app.sync.protocol import Block, EntryAnswer, SyncAnswer, SyncRequest
from tests.faults.history import Applied, Fact

MOST_AT_ONCE = 5  # so that one pass has many answers to keep


class ToldCentre:
    """Takes every entry once, in the order of its dossier, and leases short blocks.

    Args:
        told: what earlier centres said.
        tell: where this one says it.
    """

    def __init__(
        self,
        told: list[str],
        tell: Callable[[str], None],
        clock: Clock,
        *,
        lease: tuple[str, date, int] | None = None,
    ) -> None:
        self._taken = {line.split()[1]: line.split()[2] for line in _lines(told, "applied")}
        self._blocks = [_block(line) for line in _lines(told, "leased")]
        self._tell, self._clock, self._lease = tell, clock, lease

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """As a centre answers; of a long batch only the first entries are looked at."""
        answers = []
        for entry in request.entries[:MOST_AT_ONCE]:
            known = self._taken.get(entry.id)
            if known is None:
                self._taken[entry.id] = entry.payload_sha256
                said = f"{entry.id} {entry.payload_sha256} {entry.dossier_id} {entry.position}"
                self._tell(f"applied {said}")
            outcome = "accepted" if known is None else "duplicate"
            if known not in (None, entry.payload_sha256):
                self._tell(f"raised: {entry.id} came with two payloads")
            answers.append(EntryAnswer(id=entry.id, outcome=outcome))
        if self._lease is not None:
            self._refill(request, *self._lease)
        held = {block.id for block in request.blocks}
        return SyncAnswer(
            nonce=request.nonce,
            time=self._clock.now(),
            entries=answers,
            blocks=[block for block in self._blocks if block.id not in held],
            cursor=request.cursor,
            more=len(request.entries) > MOST_AT_ONCE,
        )

    def close(self) -> None:
        """Nothing is held."""

    def _refill(self, request: SyncRequest, unit: str, day: date, size: int) -> None:
        held = {block.id: block.left for block in request.blocks}
        if any(held.get(block.id, size) > 0 for block in self._blocks):
            return
        first = 1 + sum(block.last - block.first + 1 for block in self._blocks)
        block = Block(
            id=self._clock.new_id(), unit=unit, day=day, first=first, last=first + size - 1, epoch=1
        )
        self._blocks.append(block)
        self._tell(f"leased {block.model_dump_json()}")


def applied(told: list[str], desk: str) -> list[Fact]:
    """What such a centre let take effect."""
    parts = [line.split() for line in _lines(told, "applied")]
    return [
        Applied(entry, desk, dossier, int(position)) for _, entry, _, dossier, position in parts
    ]


def _lines(told: list[str], word: str) -> list[str]:
    return [line for line in told if line.startswith(f"{word} ")]


def _block(line: str) -> Block:
    return Block.model_validate_json(line.removeprefix("leased "))
