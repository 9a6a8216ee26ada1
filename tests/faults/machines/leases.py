"""Leasing at the real centre: desks, units, days, epochs, refills, answers that get lost."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desk_app.sync.centre import DeskIdentity
from desk_app.sync.protocol import HORIZON_DAYS, Block, HeldBlock, SyncAnswer, SyncRequest, UnitV1
from tests.faults.places import in_memory
from tests.faults.simulation.parts import UNITS, SkewedClock, WorldTime
from tests.faults.simulation.sides import Port, SqliteSide

LARGEST_BLOCK = 200


@dataclass
class Leaser:
    """A desk as far as numbers go. ``used``: how many of a block it gave out."""

    unit: str
    port: Port
    epoch: int = 1
    held: dict[str, Block] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)


class LeaseMachine(RuleBasedStateMachine):
    """No number of a unit's day is ever in two blocks, and nobody runs dry who can ask."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="desk-machine-", dir=in_memory())
        self.time = WorldTime()
        self.clock = SkewedClock(self.time, random.Random(1))
        self.side = SqliteSide(self.clock, Path(self.folder.name))
        self.desks: list[Leaser] = []
        self.given: dict[str, tuple[int, Block]] = {}

    def teardown(self) -> None:
        self.side.close()
        self.folder.cleanup()

    @initialize(units=st.lists(st.sampled_from(UNITS[:2]), min_size=1, max_size=4))
    def enrol(self, units: list[str]) -> None:
        for number, code in enumerate(units):
            identity = DeskIdentity(self.clock.new_id(), f"desk-{number}".ljust(43, "c"))
            place = UnitV1(code=code, name="Trung tâm", level="commune_centre")
            self.desks.append(Leaser(code, self.side.welcome(identity, place, f"Quầy {number}")))

    @rule(data=st.data(), heard=st.sampled_from(("well", "lost", "twice")))
    def ask(self, data: st.DataObject, heard: str) -> None:
        number = data.draw(st.integers(0, len(self.desks) - 1))
        desk = self.desks[number]
        answer = self._round_trip(number)
        if heard == "twice":
            answer = self._round_trip(number)
        if heard != "lost":
            desk.held |= {block.id: block for block in answer.blocks}
            self._has_enough(desk)

    def _round_trip(self, number: int) -> SyncAnswer:
        desk = self.desks[number]
        named = [
            HeldBlock(id=b.id, day=b.day, left=b.last - b.first + 1 - desk.used.get(b.id, 0))
            for b in desk.held.values()
            if abs((b.day - self.clock.now().date()).days) <= HORIZON_DAYS + 1
        ]
        answer = desk.port.sync(
            SyncRequest(
                app_version="0.1.0",
                epoch=desk.epoch,
                nonce="nonce-nonce-nonce",
                cursor=0,
                sent_at=self.clock.now(),
                blocks=named[:500],
            )
        )
        for block in answer.blocks:
            assert (block.epoch, block.unit) == (desk.epoch, desk.unit)
            assert block.first <= block.last < block.first + LARGEST_BLOCK
            assert self.given.setdefault(block.id, (number, block)) == (number, block)
        # What was leased in this epoch and is not named comes again, as long as its day does.
        today = self.clock.now().date()
        owed = {
            block.id
            for owner, block in self.given.values()
            if owner == number
            and block.epoch == desk.epoch
            and today <= block.day <= today + timedelta(days=HORIZON_DAYS)
        }
        assert owed <= {block.id for block in answer.blocks} | {held.id for held in named}
        return answer

    def _has_enough(self, desk: Leaser) -> None:
        today = self.clock.now().date()
        for offset in range(HORIZON_DAYS + 1):
            assert self._left(desk, today + timedelta(days=offset)) > 0

    def _left(self, desk: Leaser, day: date) -> int:
        return sum(
            block.last - block.first + 1 - desk.used.get(block.id, 0)
            for block in desk.held.values()
            if block.day == day and block.epoch == desk.epoch
        )

    @rule(data=st.data(), count=st.integers(1, 150), ahead=st.integers(0, 2))
    def use(self, data: st.DataObject, count: int, ahead: int) -> None:
        """Dossiers are received: numbers go, of one day."""
        desk = data.draw(st.sampled_from(self.desks))
        day = self.clock.now().date() + timedelta(days=ahead)
        for block in desk.held.values():
            if block.day == day and block.epoch == desk.epoch:
                full = block.last - block.first + 1
                taken = min(count, full - desk.used.get(block.id, 0))
                desk.used[block.id] = desk.used.get(block.id, 0) + taken
                count -= taken

    @rule(data=st.data())
    def begin_anew(self, data: st.DataObject) -> None:
        """The desk was put back: it raises its epoch and uses none of its numbers any more."""
        desk = data.draw(st.sampled_from(self.desks))
        desk.epoch += 1
        desk.held = {}
        # More than a few times a day would call IT.
        self.time.pass_by(timedelta(days=2))

    @rule(hours=st.sampled_from((1, 10, 24, 72, 24 * 20)))
    def wait(self, hours: int) -> None:
        self.time.pass_by(timedelta(hours=hours))

    @invariant()
    def no_number_is_leased_twice(self) -> None:
        days: dict[tuple[str, date], list[tuple[int, int]]] = {}
        for _, block in self.given.values():
            days.setdefault((block.unit, block.day), []).append((block.first, block.last))
        for ranges in days.values():
            ranges.sort()
            assert all(a[1] < b[0] for a, b in zip(ranges, ranges[1:], strict=False))
