"""What the pages share."""

from __future__ import annotations

from desk_app.ui.screens.numbers.parts import range_of
from tests.builders.number_screens import HANDED


def test_numbers_are_written_as_they_stand_in_codes() -> None:
    assert range_of(HANDED) == "0081–0100"
