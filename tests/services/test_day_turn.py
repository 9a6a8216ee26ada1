"""The business date goes forward, closes days, and comes back by the centre's word only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.models.desk import CENTRE_TIME
from desk_app.models.tables import Setting, Unit
from desk_app.services.desk import Desk
from desk_app.services.numbers import take_number, work_on
from tests.builders.number_desks import TODAY, a_number_desk, give_block, told
from tests.builders.stores import UNIT

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def worked(desk: Desk, day: date) -> None:
    with desk.store.write() as work:
        work_on(work, day)


def clock_is_ahead(desk: Desk, days: int) -> None:
    with desk.store.write() as session:
        said = {"at": "2026-11-20T09:00:00+07:00", "ahead_seconds": days * 86400}
        session.merge(Setting(name=CENTRE_TIME, value=said))


def test_a_clock_put_back_opens_no_earlier_day(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 10, day=YESTERDAY)
        give_block(desk, 1, 10)
        worked(desk, TODAY)
        with desk.store.write() as work, pytest.raises(Refusal) as caught:
            take_number(work, UNIT, YESTERDAY)
        assert caught.value.key == "numbers.clock_back"
        assert "received_at" in caught.value.fields
        worked(desk, YESTERDAY)  # earlier: changes nothing
        assert desk.numbers.worked() == TODAY
        with desk.store.write() as work:
            assert take_number(work, UNIT, TODAY) == 1


def test_past_days_are_closed_by_the_business_date_not_by_the_clock(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 10, day=YESTERDAY)
        desk.turn_day()  # nobody has worked yet, and the clock alone proves nothing
        assert told(desk) == []
        worked(desk, TODAY)
        desk.turn_day()
        assert told(desk) == ["numbers.closed"]
        desk.turn_day()
        assert told(desk) == ["numbers.closed"]


def test_the_centres_time_closes_days_and_sets_the_date_right(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 10, day=YESTERDAY)
        give_block(desk, 1, 10, day=TOMORROW)
        desk.turn_day(heard_centre=True)
        assert desk.numbers.worked() == TODAY
        assert told(desk) == ["numbers.closed"]
        worked(desk, TOMORROW)  # the clock was a day fast, and somebody worked
        desk.turn_day(heard_centre=True)
        assert desk.numbers.worked() == TODAY


def test_a_clock_that_is_fast_closes_nothing_when_the_centre_knows_better(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 10, day=YESTERDAY)
        clock_is_ahead(desk, 1)
        desk.turn_day(heard_centre=True)
        assert desk.numbers.worked() == YESTERDAY
        assert told(desk) == []


def test_a_closed_day_stays_closed_when_the_date_comes_back(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 10)
        worked(desk, TOMORROW)
        desk.turn_day()
        desk.turn_day(heard_centre=True)
        assert desk.numbers.worked() == TODAY
        with desk.store.write() as work, pytest.raises(Refusal) as caught:
            take_number(work, UNIT, TODAY)
        assert caught.value.key == "numbers.used_up"


def test_the_desk_follows_its_unit(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        with desk.store.write() as session:
            session.add(Unit(code="H15.60", name="Phường mới", level="commune_centre"))
            session.flush()
            unit = session.get_one(Unit, UNIT)
            unit.valid_to, unit.merged_into = YESTERDAY, "H15.60"
        desk.turn_day(heard_centre=True)
        assert desk.this_desk().unit == "H15.60"
        assert {card.login for card in desk.sign_in.officers()} == {"an", "binh"}
