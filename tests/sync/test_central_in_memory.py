"""What the in-memory centre has beyond the contract (tests/contracts/test_centre.py)."""

from __future__ import annotations

import pytest

from desk_app.clock import TickingClock
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.centre import DeskIdentity, NoAnswer
from desk_app.sync.protocol import UnitV1
from tests.builders.messages import (
    COUNTER,
    CREDENTIAL,
    NOW,
    UNIT,
    enrol_request,
    entry,
    identity_text,
    sync_request,
)


def test_it_can_be_looked_into_and_its_line_can_break() -> None:
    centre = InMemoryCentre(TickingClock(NOW))
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    desk = centre.connect(DeskIdentity(identity_text(800_001), CREDENTIAL))
    desk.enrol(enrol_request(centre.make_code(unit, COUNTER)))
    desk.sync(sync_request())

    def cut() -> None:
        raise NoAnswer("cut")

    desk.before = cut
    with pytest.raises(NoAnswer):
        desk.sync(sync_request(entry(1)))
    assert centre.dossiers == {}
    desk.before = lambda: None
    desk.sync(sync_request(entry(1)))
    assert [d.code for d in centre.dossiers.values()] == [entry(1).payload["code"]]


def test_a_real_centre_leases_no_past_days() -> None:
    centre = InMemoryCentre(TickingClock(NOW), training=False)
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    desk = centre.connect(DeskIdentity(identity_text(800_001), CREDENTIAL))
    desk.enrol(enrol_request(centre.make_code(unit, COUNTER)))
    assert len(desk.sync(sync_request()).blocks) == 31


def test_what_a_desk_says_of_its_numbers_is_taken() -> None:
    centre = InMemoryCentre(TickingClock(NOW))
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    desk = centre.connect(DeskIdentity(identity_text(800_001), CREDENTIAL))
    desk.enrol(enrol_request(centre.make_code(unit, COUNTER)))
    said = {"unit": UNIT, "day": "2026-11-19", "closed_at": NOW.isoformat()}
    closed = entry(7, said, kind="numbers.closed")
    assert desk.sync(sync_request(closed)).entries[0].outcome == "accepted"
    assert centre.about_numbers == [closed]
