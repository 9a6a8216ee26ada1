"""What the sync centre warns of."""

from __future__ import annotations

from datetime import date

from desk_app.services.number_ways import FEW
from desk_app.ui.screens.sync_centre.state import DayNumbers, SyncState

DAY = date(2026, 11, 20)


def test_it_warns_before_the_numbers_run_out() -> None:
    plenty, few = DayNumbers(DAY, FEW), DayNumbers(DAY, FEW - 1)
    assert SyncState(numbers=(plenty,)).few_numbers is None
    assert SyncState(numbers=(plenty, few)).few_numbers == few
    assert SyncState().attention == ()
