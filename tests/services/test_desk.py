"""The facade: who acts, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.clock import SystemClock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.models.schema import open_store
from desk_app.services.desk import Desk
from tests.builders.desks import a_training_desk


def test_a_command_acts_for_an_officer_of_the_unit(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        assert desk.officer().role == "officer"
        assert desk.officer("giam.sat").role == "supervisor"
        with pytest.raises(Refusal) as caught:
            desk.officer("nobody")
        assert caught.value.key == "desk.no_officer"


def test_a_desk_without_a_place_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", bytes(32))
    desk = Desk(store, SystemClock(), EventBus())
    assert not desk.enrolled
    with pytest.raises(Refusal) as caught:
        desk.this_desk()
    assert caught.value.key == "desk.not_enrolled"
    store.close()
