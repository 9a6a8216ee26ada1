"""A window needs a screen; without one there is a sentence, not a crash."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desk_app.cli import main
from desk_app.config.display import has_display

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    if sys.platform != "linux":
        pytest.skip("only Linux may have no screen")
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_found(bare: pytest.MonkeyPatch, name: str) -> None:
    assert not has_display()
    bare.setenv(name, "x")
    assert has_display()


@pytest.mark.usefixtures("bare")
def test_without_a_screen_the_window_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--profile", str(tmp_path)]) == 4
    assert "màn hình" in capsys.readouterr().err
