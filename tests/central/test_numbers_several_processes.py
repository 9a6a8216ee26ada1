"""Several server processes share one database: no number twice, no gap in the feed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.numbers import overlaps
from desk_app.clock import TickingClock
from tests.builders.centres import enrolled
from tests.builders.messages import TODAY

ROOT = Path(__file__).parents[2]
PROCESSES, ROUNDS = 3, 15
PROCESS = """
import sys
from datetime import timedelta
from desk_app.central import changes, numbers, tables
from desk_app.central.engine import open_centre
from desk_app.clock import TickingClock
from desk_app.sync.protocol import HeldBlock
from tests.builders.messages import NOW, TODAY, identity_text
store = open_centre(sys.argv[1])
desk = identity_text(800_000 + int(sys.argv[2]))
clock = TickingClock(NOW + timedelta(milliseconds=int(sys.argv[2])))
held = []
for _ in range(15):
    with store.writing() as session:
        row = session.get_one(tables.Desk, desk)
        new = numbers.lease(session, row, held, clock, sealed=True).blocks
        changes.append(session, [changes.NewChange("unit", {})], NOW)
    held += [HeldBlock(id=b.id, day=b.day, left=0 if b.day == TODAY else 100) for b in new]
store.close()
"""


def test_leasing_and_publishing_from_several_processes(
    store: CentreStore, clock: TickingClock
) -> None:
    for desk in range(1, PROCESSES + 1):
        enrolled(store, clock, desk, counter=f"Quầy {desk}", credential=str(desk) * 43)
    with store.reading() as session:
        start = session.scalars(select(tables.ChangeHead.last_seq)).one()
    url = store.engine.url.render_as_string(hide_password=False)
    running = [
        subprocess.Popen([sys.executable, "-c", PROCESS, url, str(desk)], cwd=ROOT)
        for desk in range(1, PROCESSES + 1)
    ]
    assert [process.wait(120) for process in running] == [0] * PROCESSES
    with store.reading() as session:
        blocks = session.execute(
            select(tables.NumberBlock.first, tables.NumberBlock.last)
            .where(tables.NumberBlock.day == TODAY, tables.NumberBlock.kind != "emergency")
            .order_by(tables.NumberBlock.first)
        ).all()
        assert overlaps(session) == []
        sealed = session.scalars(
            select(tables.NumberBlock.first)
            .where(tables.NumberBlock.day == TODAY, tables.NumberBlock.kind == "emergency")
            .order_by(tables.NumberBlock.first)
        ).all()
        seqs = session.scalars(
            select(tables.Change.seq).where(tables.Change.seq > start).order_by(tables.Change.seq)
        ).all()
    assert len(blocks) == PROCESSES * ROUNDS
    assert sealed == [9000 + 20 * number for number in range(PROCESSES)]
    numbers = [n for first, last in blocks for n in range(first, last + 1)]
    assert numbers == list(range(1, PROCESSES * ROUNDS * 100 + 1))
    assert seqs == list(range(start + 1, start + PROCESSES * ROUNDS + 1))
