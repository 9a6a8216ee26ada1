"""A day that is over: what was used, what is void."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desk_app.models.tables import OutboxEntry
from desk_app.services.desk import Desk
from desk_app.services.number_closing import close_days_before, days_over, gaps
from desk_app.services.numbers import take_number
from tests.builders.number_desks import (
    TODAY,
    a_number_desk,
    blocks_of,
    give_block,
    journalled,
    told,
)
from tests.builders.stores import UNIT, a_dossier

TOMORROW = TODAY + timedelta(days=1)


def closing_told(desk: Desk) -> list[dict[str, Any]]:
    with desk.store.read() as session:
        rows = session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "numbers.closed"))
        return [json.loads(row.payload) for row in rows]


@given(
    first=st.integers(1, 50),
    size=st.integers(1, 60),
    used=st.sets(st.integers(1, 120), max_size=80),
)
def test_gaps_and_used_numbers_are_the_whole_block(first: int, size: int, used: set[int]) -> None:
    last = first + size - 1
    found = gaps(first, last, used)
    spread = [n for a, b in found for n in range(a, b + 1)]
    assert spread == [n for n in range(first, last + 1) if n not in used]
    assert all(b + 1 < c for (_, b), (c, _) in zip(found, found[1:], strict=False))


def test_a_training_desk_keeps_a_month_open() -> None:
    days = [(UNIT, TODAY - timedelta(days=n)) for n in (0, 1, 30, 31)]
    assert days_over(days, TODAY, training=False) == [days[3], days[2], days[1]]
    assert days_over(days, TODAY, training=True) == [days[3]]


def test_the_rest_of_a_day_is_burnt_and_told_in_one_go(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        usual = give_block(desk, 1, 10)
        sealed = give_block(desk, 9001, 9020, kind="emergency")
        later = give_block(desk, 1, 10, day=TOMORROW)
        with desk.store.write() as session:
            for _ in range(3):
                take_number(session, UNIT, TODAY)
            for number in (1, 3):  # the dossier of 2 is gone, as after a restored copy
                a_dossier(session, number=number, received_at=desk.clock.now())
        [closed] = close_days_before(desk.store, desk.clock, desk.this_desk(), TOMORROW)
        assert (closed.day, closed.used, closed.void) == (TODAY, 2, 28)
        assert [line[:1] + line[3:] for line in blocks_of(desk)] == [
            ("usual", 11),
            ("emergency", 9021),
            ("usual", 1),
        ]
        [said] = closing_told(desk)
        assert said["day"] == TODAY.isoformat()
        assert {block["id"]: (block["used_to"], block["void"]) for block in said["blocks"]} == {
            usual: (3, [{"first": 2, "last": 2}, {"first": 4, "last": 10}]),
            sealed: (9000, [{"first": 9001, "last": 9020}]),
        }
        assert later not in {block["id"] for block in said["blocks"]}
        assert journalled(desk)[-1] == (None, "numbers.closed")
        assert close_days_before(desk.store, desk.clock, desk.this_desk(), TOMORROW) == []
        assert told(desk).count("numbers.closed") == 1
        assert [line.closed for line in desk.numbers.blocks()] == [True, True, False]
