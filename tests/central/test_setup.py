"""The centre's database is made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk_app.central import tables
from desk_app.central.engine import open_centre
from desk_app.central.setup import set_up
from desk_app.clock import TickingClock
from desk_app.errors import Refusal


def test_a_real_centre_starts_empty(tmp_path: Path, clock: TickingClock) -> None:
    store = open_centre(str(tmp_path / "c.db"))
    made = set_up(store, clock)
    assert (made.fresh, made.training) == (True, False)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.Unit)) == 0
        assert session.scalars(select(tables.About.name)).one()
    store.close()


def test_asked_again_nothing_changes(tmp_path: Path, clock: TickingClock, resources: Path) -> None:
    store = open_centre(str(tmp_path / "c.db"))
    set_up(store, clock, with_training=True, name="Tỉnh Khác", resources=resources)
    again = set_up(store, clock, with_training=True, name="Tên mới", resources=resources)
    assert (again.fresh, again.training) == (False, True)
    with store.reading() as session:
        assert session.scalars(select(tables.About.name)).one() == "Tỉnh Khác"
    store.close()


def test_a_real_centre_never_becomes_a_training_one(tmp_path: Path, clock: TickingClock) -> None:
    store = open_centre(str(tmp_path / "c.db"))
    set_up(store, clock)
    with pytest.raises(Refusal) as caught:
        set_up(store, clock, with_training=True)
    assert caught.value.key == "central.not_a_training_centre"
    store.close()
