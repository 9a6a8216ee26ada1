from __future__ import annotations

import pytest

from desk_app.ui.print_jobs import JobState
from desk_app.ui.print_jobs_windows import job_state, printer_is_away


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0x0, "waiting"),
        (0x8, "waiting"),  # spooling
        (0x10, "printing"),
        (0x80, "completed"),
        (0x1000, "completed"),
        (0x4, "cancelled"),
        (0x100, "cancelled"),
        (0x1, "stopped"),
        (0x10 | 0x2, "stopped"),
        (0x200, "stopped"),
    ],
)
def test_flags_of_the_spooler_are_states(status: int, state: JobState) -> None:
    assert job_state(status) == state


@pytest.mark.parametrize("flag", [0x20, 0x40, 0x400])
def test_a_printer_that_needs_a_person_is_told(flag: int) -> None:
    assert printer_is_away(0x10 | flag)
    assert not printer_is_away(0x10)
