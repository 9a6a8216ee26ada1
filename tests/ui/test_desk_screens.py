"""All screens are known, and none is loaded before it is opened."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

from desk_app.ui.desk_screens import DeskScreens
from desk_app.ui.widgets.help_panel import page_of
from desk_app.wording import LANGUAGES

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


def test_f1_has_a_page_for_every_screen() -> None:
    names: list[str] = []
    window = SimpleNamespace(
        key_sheet=SimpleNamespace(print_pressed=SimpleNamespace(connect=lambda _do: None)),
        register_screen=lambda name, *_said, **_more: names.append(name),
    )
    object.__new__(DeskScreens).register(window)  # type: ignore[arg-type]
    lacking = [(n, code) for n in names for code in LANGUAGES if page_of(n, code) is None]
    assert [one for one in lacking if one[0] != "help"] == []
