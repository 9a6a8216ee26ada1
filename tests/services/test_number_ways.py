"""Only what would really bring numbers is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from desk_app.services.number_ways import NumberWays, number_ways
from desk_app.services.numbers import take_number, work_on
from tests.builders.number_desks import TODAY, a_number_desk, give_block, introduce
from tests.builders.stores import PASSWORD, UNIT


def test_a_desk_with_numbers_says_how_many(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 3)
        assert number_ways(desk) == NumberWays(left=3)


def test_no_block_then_a_sealed_one_then_a_neighbour(tmp_path: Path) -> None:
    with a_number_desk(tmp_path, 1) as desk, a_number_desk(tmp_path, 2) as other:
        none = number_ways(desk)
        assert (none.why, none.sealed, none.neighbours) == ("numbers.no_block", 0, False)
        give_block(desk, 1, 1)
        give_block(desk, 9001, 9002, kind="emergency")
        with desk.store.write() as work:
            take_number(work, UNIT, TODAY)
        introduce(desk, other)
        both = number_ways(desk)
        assert (both.why, both.sealed, both.neighbours) == ("numbers.usual_used_up", 2, True)
        desk.emergency_numbers.open("binh", PASSWORD, "mất mạng")
        assert number_ways(desk) == NumberWays(left=2, neighbours=True)


def test_after_giving_up_or_with_the_clock_back_only_the_centre_helps(tmp_path: Path) -> None:
    with a_number_desk(tmp_path, 1) as desk, a_number_desk(tmp_path, 2) as other:
        give_block(desk, 1, 5)
        give_block(desk, 9001, 9002, kind="emergency")
        introduce(desk, other)
        with desk.store.write() as work:
            work_on(work, TODAY + timedelta(days=1))
        back = number_ways(desk)
        assert back.why == "numbers.clock_back"
        assert (back.left, back.sealed, back.neighbours) == (0, 0, False)
    with a_number_desk(tmp_path / "anew") as desk:
        give_block(desk, 1, 5)
        give_block(desk, 9001, 9002, kind="emergency")
        with desk.store.write():
            pass
        desk.marks.begin_anew("copied", 1)
        desk.forget_place()
        anew = number_ways(desk)
        assert anew.why == "numbers.given_up"
        assert (anew.left, anew.sealed) == (0, 0)
