"""What a desk's identity tells."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk_app.clock import VIETNAM, TickingClock
from desk_app.ui.screens.settings.state import enrolled_at


def test_the_identity_tells_when_the_desk_was_enrolled() -> None:
    at = datetime(2026, 11, 2, 8, 15, tzinfo=VIETNAM)
    assert enrolled_at(TickingClock(at).new_id()) == at


@pytest.mark.parametrize("desk_id", [None, "", "desk-1", "f47ac10b-58cc-4372-a567-0e02b2c3d479"])
def test_other_identities_tell_nothing(desk_id: str | None) -> None:
    assert enrolled_at(desk_id) is None
