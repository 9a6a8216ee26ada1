"""The outbox: entries, answers in any order and more than once, refusals, holds, retries."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from desk_app.event_bus import EventBus
from desk_app.models.schema import open_store
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.services.entries import add_entry
from desk_app.services.outbox_desk import OutboxDesk
from desk_app.sync import reconcile, sender
from desk_app.sync.protocol import EntryAnswer
from tests.builders.outbox import send_later
from tests.builders.stores import AN, KEY, NOW, a_clock
from tests.faults.places import in_memory
from tests.faults.simulation.parts import desk_template

OUTCOMES = st.sampled_from(("accepted", "duplicate", "refused"))


@dataclass
class Line:
    """An entry as the model knows it, in the order of commits."""

    id: str
    dossier: int
    position: int
    state: str = "waiting"


class OutboxMachine(RuleBasedStateMachine):
    """What is answered, set aside or tried again moves exactly the entries it should."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="desk-machine-", dir=in_memory())
        file = Path(self.folder.name) / "desk.db"
        file.write_bytes(desk_template())
        self.store = open_store(file, KEY)
        self.clock = a_clock()
        self.desk = OutboxDesk(self.store, self.clock, EventBus())
        self.dossiers: list[str] = []
        self.lines: list[Line] = []
        self.batches: list[list[str]] = []

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule()
    def receive(self) -> None:
        number = len(self.dossiers) + 1
        self.dossiers += send_later(self.store, number)
        with self.store.read() as session:
            entry = session.scalar(
                select(OutboxEntry.id).where(OutboxEntry.dossier_id == self.dossiers[-1])
            )
        assert entry is not None
        self.lines.append(Line(entry, number - 1, 1))

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        dossier = data.draw(st.integers(0, len(self.dossiers) - 1))
        with self.store.write() as session:
            entry = add_entry(
                session, self.clock, self.dossiers[dossier], "receipt.printed", {"n": 1}
            )
        before = [line for line in self.lines if line.dossier == dossier]
        self.lines.append(Line(entry, dossier, len(before) + 1))

    @rule(most=st.integers(1, 8))
    def send(self, most: int) -> None:
        with self.store.read() as session:
            batch = sender.choose(sender.read_waiting(session, 1000), most=most)
        self._check_batch(batch, most)
        if batch:
            self.batches.append(batch)

    def _check_batch(self, batch: list[str], most: int) -> None:
        """All of a dossier that comes before goes along, or has been accepted."""
        assert len(batch) <= most
        done = {line.id for line in self.lines if line.state == "accepted"}
        for place, entry in enumerate(batch):
            line = self._line(entry)
            assert line.state == "waiting"
            earlier = {
                other.id
                for other in self.lines
                if other.dossier == line.dossier and other.position < line.position
            }
            assert earlier <= done | set(batch[:place])
        if not batch:
            firsts = {}
            for line in self.lines:
                if line.state != "accepted":
                    firsts.setdefault(line.dossier, line.state)
            assert "waiting" not in firsts.values()

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Some of a batch are named, in any order; strangers may be among them."""
        batch = data.draw(st.sampled_from(self.batches))
        named = data.draw(st.permutations(batch))[: data.draw(st.integers(0, len(batch)))]
        outcomes = {entry: data.draw(OUTCOMES) for entry in named}
        stranger = data.draw(st.booleans()) and self.lines and self.lines[0].id
        answers = [
            EntryAnswer(id=entry, outcome=said, reason="code-taken" if said == "refused" else None)
            for entry, said in outcomes.items()
        ]
        if stranger and stranger not in batch:
            answers.append(EntryAnswer(id=stranger, outcome="accepted"))
        with self.store.write() as session:
            reconcile.apply_answers(session, batch, answers, self.clock.now())
        for line in self.lines:
            if line.id in outcomes and line.state != "accepted":
                self._settle(line, outcomes[line.id])

    def _settle(self, line: Line, outcome: str) -> None:
        if outcome != "refused":
            line.state = "accepted"
            return
        line.state = "refused"
        for later in self.lines:
            behind = later.dossier == line.dossier and later.position > line.position
            if behind and later.state == "waiting":
                later.state = "held"

    @invariant()
    def dossiers_agree(self) -> None:
        with self.store.read() as session:
            rows = session.execute(select(Dossier.id, Dossier.sync_state)).all()
        kept = {row.id: row.sync_state for row in rows}
        for number, dossier in enumerate(self.dossiers):
            states = {line.state for line in self.lines if line.dossier == number}
            wanted = next((s for s in ("refused", "held", "waiting") if s in states), "accepted")
            assert kept[dossier] == wanted

    @precondition(lambda self: self.batches)
    @rule(data=st.data())
    def hear_nothing(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(self.batches))
        now = self.clock.now()
        with self.store.write() as session:
            reconcile.note_failure(
                session, batch, "sync.no_answer.cut", now, now + timedelta(minutes=1), counts=True
            )

    @precondition(lambda self: any(line.state in ("waiting", "refused") for line in self.lines))
    @rule(data=st.data())
    def set_aside(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self._in("waiting", "refused")))
        self.desk.set_aside(line.id, AN)
        self._move(line, "waiting", "held")

    @precondition(lambda self: any(line.state in ("held", "refused") for line in self.lines))
    @rule(data=st.data())
    def try_again(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self._in("held", "refused")))
        self.desk.try_again(line.id, AN)
        self._move(line, "held", "waiting")

    def _move(self, line: Line, was: str, state: str) -> None:
        line.state = state
        for later in self.lines:
            behind = later.dossier == line.dossier and later.position > line.position
            if behind and later.state == was:
                later.state = state

    @rule(minutes=st.integers(-3000, 3000))
    def time(self, minutes: int) -> None:
        self.clock.set(NOW + timedelta(minutes=minutes))

    @invariant()
    def states_agree(self) -> None:
        with self.store.read() as session:
            rows = session.execute(
                select(OutboxEntry.id, OutboxEntry.position, OutboxEntry.state).order_by(
                    OutboxEntry.seq
                )
            ).all()
        assert [tuple(row) for row in rows] == [
            (line.id, line.position, line.state) for line in self.lines
        ]

    def _in(self, *states: str) -> list[Line]:
        return [line for line in self.lines if line.state in states]

    def _line(self, entry: str) -> Line:
        return next(line for line in self.lines if line.id == entry)
