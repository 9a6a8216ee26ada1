"""A working day of Qt calls does not wear out the interpreter."""

from __future__ import annotations

import subprocess
import sys

from desk_app.ui.lasting import keep_constants

MANY_CALLS = """
import desk_app.ui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(300_000):
    thing.setObjectName("x")
print("alive")
"""


def test_many_calls_that_return_nothing_are_survived() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "alive", done.stderr[-500:]
    assert done.returncode == 0


def test_raising_the_counts_again_changes_nothing() -> None:
    keep_constants()
    before = sys.getrefcount(None)
    keep_constants()
    assert abs(sys.getrefcount(None) - before) < 1000
