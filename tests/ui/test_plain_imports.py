"""PySide's own way to import is put aside before anything large is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

SAY = """
import builtins, linecache
import desk_app.ui
assert builtins.__import__ is not builtins.__feature_import__
import wave
print([name for name in linecache.cache if name.endswith("wave.py")])
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("a")
label.setText("b")
print(label.text(), hasattr(label, "set_text"))
"""


@pytest.mark.parametrize("first", ["", "import PySide6.QtWidgets"])
def test_no_source_is_read_and_qt_works_as_ever(first: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", first + SAY], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.splitlines() == ["[]", "b False"]


def test_another_ones_import_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    from desk_app.ui.plain_imports import keep_imports_plain

    plain = builtins.__import__

    def another(*args: object, **options: object) -> object:
        return plain(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", another)
    keep_imports_plain()
    assert builtins.__import__ is another
