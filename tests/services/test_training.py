"""A training desk stands alone and has everything to work with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from desk_app import app
from desk_app.clock import TickingClock
from desk_app.models.tables import Unit
from desk_app.services.training import read_province
from tests.builders.desks import NOW, a_training_desk


def test_it_has_units_of_both_eras(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk, desk.store.read() as session:
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
    levels = {unit.level for unit in units.values()}
    assert levels >= {"province", "district", "commune", "province_centre", "province_branch"}
    assert levels >= {"commune_centre", "reception_point"}
    ended = [unit for unit in units.values() if unit.level == "district"]
    assert [unit.valid_to for unit in ended] == [date(2025, 6, 30)]


def test_it_has_numbers_for_every_day_the_calendar_knows(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        unit = desk.this_desk().unit
        for day in (date(2025, 1, 1), date(2026, 11, 20), date(2027, 12, 31)):
            assert desk.numbers.left(unit, day) == 9999
        assert desk.numbers.left(unit, date(2028, 1, 1)) == 0


def test_its_officers_sign_in_with_the_public_password(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        officer = desk.sign_in.signed_in("uyen", read_province().password)
        assert officer.role == "officer"
        assert officer.counter == desk.this_desk().counter
        assert desk.this_desk().training


def test_its_officers_have_the_usual_procedures_at_hand(tmp_path: Path) -> None:
    app.make_training_desk(tmp_path / "new", clock=TickingClock(NOW))
    with app.running(tmp_path / "new", clock=TickingClock(NOW)) as desk:
        kept = [hit.code for hit in desk.catalogue.favourites("uyen")]
        assert kept[:4] == ["2.000815", "1.001193", "2.000884", "1.000894"]
        assert tuple(kept) == read_province().favourites
        assert desk.catalogue.favourites("it") == []
