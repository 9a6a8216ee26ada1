from __future__ import annotations

import sys

import pytest

from desk_app.ui.print_jobs import system_print_jobs
from desk_app.ui.print_jobs_cups import CupsPrintJobs


@pytest.mark.skipif(sys.platform == "win32", reason="the other spooler is there")
def test_the_spooler_of_this_system_is_cups() -> None:
    assert isinstance(system_print_jobs(), CupsPrintJobs)
