"""The program as a whole: opens, works, ends, tells what kept it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app import app, app_window
from desk_app.config.instance_lock import InstanceLock
from desk_app.config.profile import open_profile, profile_exists
from desk_app.ui.language import language
from desk_app.ui.main_window import MainWindow
from tests.builders.desks import a_training_profile


def _when_shown(act: object, kind: type = MainWindow) -> None:
    """Does ``act`` with the window as soon as it stands."""

    def look() -> None:
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        found = [widget for widget in shown if isinstance(widget, kind)]
        if found:
            act(found[0])  # type: ignore[operator]
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def test_the_counter_opens_and_ends_with_nought(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    folder = a_training_profile(tmp_path)
    seen: list[str] = []

    def close(window: MainWindow) -> None:
        seen.append(window.shown)
        QTimer.singleShot(200, window.close)

    _when_shown(close)
    assert app_window.open_window(folder, "vi") == 0
    assert seen == ["sign_in"]
    # The lock is free again: the profile can be opened at once.
    with app.running(folder) as desk:
        assert desk.enrolled


def test_another_instance_is_told_in_a_window(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    folder = a_training_profile(tmp_path)
    lock = InstanceLock(open_profile(folder).lock)
    try:
        QTimer.singleShot(100, QApplication.quit)
        assert app_window.open_window(folder, "vi") == 4
    finally:
        lock.release()


def test_without_a_profile_the_machine_is_enrolled_first(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    seen: list[str] = []

    def close(window: MainWindow) -> None:
        seen.append(window.shown)
        QTimer.singleShot(50, window.close)

    _when_shown(close)
    assert app_window.open_window(tmp_path / "none", "vi") == 0
    assert seen == ["enrol"]
    assert not profile_exists(tmp_path / "none")


def test_the_counter_opens_after_the_first_run(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    folder, seen = tmp_path / "desk", []

    def train(window: MainWindow) -> None:
        seen.append(window.shown)
        a_training_profile(tmp_path)  # what the button does, quicker
        QTimer.singleShot(50, window.close)

    def close(window: MainWindow) -> None:
        seen.append(window.shown)
        window.close()

    _when_shown(train)
    assert app_window.open_window(folder, "vi") == 0
    _when_shown(close)
    assert app_window.open_window(folder, "vi") == 0
    assert seen == ["enrol", "sign_in"]


@pytest.mark.parametrize(("asked", "kept", "shown"), [("vi", "en", "en"), ("en", "vi", "en")])
def test_the_language_kept_comes_before_the_default(
    look: None, qtbot: QtBot, tmp_path: Path, asked: str, kept: str, shown: str
) -> None:
    folder = a_training_profile(tmp_path)
    with app.running(folder) as desk:
        desk.settings.set("language", kept)
    seen: list[str] = []

    def close(window: MainWindow) -> None:
        seen.append(language().code)
        window.close()

    _when_shown(close)
    assert app_window.open_window(folder, asked) == 0
    assert seen == [shown]
