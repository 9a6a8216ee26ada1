"""The program as a whole: opens, works, ends, tells what kept it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app import app, app_window
from desk_app.config.first_picture import read_first_picture
from desk_app.config.instance_lock import InstanceLock
from desk_app.config.profile import open_profile, profile_exists
from desk_app.errors import EnvironmentFault
from desk_app.services.enrolment import end_asking
from desk_app.services.training import read_province
from desk_app.ui.first_run import RecoveryView
from desk_app.ui.language import language
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screens.sign_in.view import SignInView
from tests.builders.desks import a_training_desk, a_training_profile


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


class _Painted(QObject):
    """Does ``act`` with the window at its first painting: before the desk is opened."""

    def __init__(self, act: Callable[[MainWindow], object]) -> None:
        super().__init__()
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow):
            _application().removeEventFilter(self)
            self._act(watched)
        return False


@contextmanager
def _at_first_painting(act: Callable[[MainWindow], object]) -> Iterator[None]:
    watch = _Painted(act)
    _application().installEventFilter(watch)
    try:
        yield
    finally:
        _application().removeEventFilter(watch)


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application


@pytest.fixture(autouse=True)
def _windows_go(look: None) -> Iterator[None]:
    """What one test opened is not dressed anew by all that follow."""
    yield
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _when(ready: Callable[[], bool], act: Callable[[], object]) -> None:
    """Does ``act`` as soon as ``ready``."""

    def look() -> None:
        if ready():
            act()
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def _sign_in_of(window: MainWindow) -> SignInView:
    view = window.built("sign_in")
    assert isinstance(view, SignInView)
    return view


def _when_open(window: MainWindow, act: Callable[[], object]) -> None:
    """Does ``act`` once the desk behind ``window`` is open."""
    _when(lambda: _sign_in_of(window).officer.count() > 0, act)


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


def test_another_instance_is_told_in_the_window(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    folder = a_training_profile(tmp_path)
    lock = InstanceLock(open_profile(folder).lock)
    seen: list[str] = []

    def told(window: MainWindow) -> None:
        bar = _sign_in_of(window).bar
        _when(bar.isVisible, lambda: (seen.append(bar.title.words), window.close()))

    try:
        with _at_first_painting(told):
            assert app_window.open_window(folder, "vi") == 4
    finally:
        lock.release()
    assert seen == [EnvironmentFault("profile.in_use").title("vi")]


def test_a_key_that_does_not_fit_is_told_in_the_window(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = a_training_profile(tmp_path)
    open_profile(folder).training_key.write_text("00" * 32, encoding="ascii")
    seen: list[str] = []

    def told(window: MainWindow) -> None:
        bar = _sign_in_of(window).bar
        _when(bar.isVisible, lambda: (seen.append(bar.title.words), window.close()))

    with _at_first_painting(told):
        assert app_window.open_window(folder, "vi") == 4
    assert seen == [EnvironmentFault("store.wrong_key").title("vi")]
    InstanceLock(open_profile(folder).lock).release()


def test_a_broken_profile_is_told_in_a_window_of_its_own(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = a_training_profile(tmp_path)
    (folder / "profile.json").write_text("{", encoding="utf-8")
    QTimer.singleShot(0, QApplication.quit)
    assert app_window.open_window(folder, "vi") == 4


def test_what_is_typed_before_the_desk_is_open_signs_in(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = a_training_profile(tmp_path)
    with app.running(folder) as desk:
        desk.settings.set("last_officer", desk.officer().login)
    seen: list[str] = []

    def type_early(window: MainWindow) -> None:
        view = _sign_in_of(window)
        assert view.officer.count() == 0
        QTest.keyClicks(view.password.edit, read_province().password)
        QTest.keyClick(view.password.edit, Qt.Key.Key_Return)
        _when(lambda: window.shown == "home", lambda: (seen.append(window.shown), window.close()))

    with _at_first_painting(type_early):
        assert app_window.open_window(folder, "vi") == 0
    assert seen == ["home"]


def test_a_window_closed_while_it_opens_leaves_nothing_behind(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = a_training_profile(tmp_path)
    with _at_first_painting(lambda window: QTimer.singleShot(0, window.close)):
        assert app_window.open_window(folder, "vi") == 0
    with app.running(folder) as desk:
        assert desk.enrolled


def test_a_desk_without_a_place_is_enrolled_first(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    app.make_profile(tmp_path / "desk", training=True)
    seen: list[str] = []

    def enrolling() -> MainWindow | None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        return next((w for w in shown if w.isVisible() and w.shown == "enrol"), None)

    def close() -> None:
        window = enrolling()
        assert window is not None
        seen.append(window.shown)
        window.close()

    _when(lambda: enrolling() is not None, close)
    assert app_window.open_window(tmp_path / "desk", "vi") == 0
    assert seen == ["enrol"]


def test_a_passphrase_nobody_put_away_is_shown_before_the_counter(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_training_desk(tmp_path) as desk:
        end_asking(desk.store, "a1b2-c3d4")
    seen: list[str] = []

    def showing() -> MainWindow | None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        return next((w for w in shown if w.isVisible() and w.shown == "recovery"), None)

    def close() -> None:
        window = showing()
        assert window is not None
        view = window.built("recovery")
        assert isinstance(view, RecoveryView)
        seen.append(view.passphrase.text())
        window.close()

    _when(lambda: showing() is not None, close)
    assert app_window.open_window(tmp_path / "desk", "vi") == 0
    assert seen == ["a1b2-c3d4"]


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
        _when_open(window, lambda: (seen.append(language().code), window.close()))

    for _ in range(2):
        with _at_first_painting(lambda window: (seen.append(language().code), close(window))):
            assert app_window.open_window(folder, asked) == 0
    # At the very first start the window knows only what it was asked for.
    assert seen == [asked, shown, shown, shown]


def test_a_look_chosen_while_the_desk_opens_is_kept(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = a_training_profile(tmp_path)
    with app.running(folder) as desk:
        desk.settings.set("theme", "dark")

    def choose(window: MainWindow) -> None:
        window.act("larger_text")
        _when_open(window, window.close)

    with _at_first_painting(choose):
        assert app_window.open_window(folder, "vi") == 0
    with app.running(folder) as desk:
        assert desk.settings.get("text_size") == 110
        assert desk.settings.get("theme") == "dark"
    picture = read_first_picture(folder)
    assert (picture.text_size, picture.theme) == (110, "dark")


def test_a_broken_picture_opens_the_desk_all_the_same(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = a_training_profile(tmp_path)
    (folder / "first_picture.json").write_bytes(b'{"language": 7')
    with _at_first_painting(lambda window: _when_open(window, window.close)):
        assert app_window.open_window(folder, "vi") == 0
    assert read_first_picture(folder).counter
