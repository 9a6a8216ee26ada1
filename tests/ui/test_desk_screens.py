"""All screens are known, and none is loaded before it is opened."""

from __future__ import annotations

import subprocess
import sys

SAY = """
import sys
import desk_app.app_window
heavy = ("reportlab", "xlsxwriter", "fastapi", "alembic", "httpx", "pikepdf", "PIL", "uvicorn")
screens = ("search", "sync_centre", "intake", "receipt", "settings")
print([name for name in heavy if name in sys.modules])
print([name for name in screens if f"desk_app.ui.screens.{name}.view" in sys.modules])
"""


def test_the_window_needs_nothing_heavy_to_stand() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAY], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]
