"""The document camera: live picture, a shot on demand, a shot once the page lies still."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.camera_view import STILL_FRAMES, CameraView, Stillness
from tests.ui.screenshots import shoot


class GivenFrames(QObject):
    """A camera whose pictures the test gives."""

    frame = Signal(QImage)
    picture = Signal(QImage)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.running = False
        self.shots = 0

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def shoot(self) -> None:
        self.shots += 1
        self.picture.emit(grey(120, (400, 300)))


def grey(tone: int, size: tuple[int, int] = (320, 240)) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(tone << 16 | tone << 8 | tone)
    return image


def a_camera(qtbot: QtBot) -> tuple[CameraView, GivenFrames]:
    view, frames = CameraView(), GivenFrames()
    qtbot.addWidget(view)
    view.begin(frames)
    return view, frames


def test_what_the_camera_sees_is_shown(look: None, qtbot: QtBot) -> None:
    view, frames = a_camera(qtbot)
    assert frames.running
    frames.frame.emit(grey(40))
    assert shoot(view, (320, 240)).toImage().pixelColor(160, 120).red() == 40
    view.end()
    assert not frames.running
    assert not view.looks


def test_a_shot_is_a_jpeg_of_the_full_size(look: None, qtbot: QtBot) -> None:
    view, _frames = a_camera(qtbot)
    with qtbot.waitSignal(view.taken) as taken:
        view.shoot()
    image = QImage.fromData(taken.args[0])
    assert (image.width(), image.height()) == (400, 300)
    assert taken.args[0][:2] == b"\xff\xd8"


def test_a_page_that_was_put_down_is_shot_once(look: None, qtbot: QtBot) -> None:
    view, frames = a_camera(qtbot)
    for _ in range(3 * STILL_FRAMES):
        frames.frame.emit(grey(40))
    assert frames.shots == 0, "nothing was put down"
    frames.frame.emit(grey(200))
    for _ in range(3 * STILL_FRAMES):
        frames.frame.emit(grey(200))
    assert frames.shots == 1
    view.by_itself = False
    frames.frame.emit(grey(20))
    for _ in range(3 * STILL_FRAMES):
        frames.frame.emit(grey(20))
    assert frames.shots == 1


def test_a_hand_over_the_page_makes_it_wait() -> None:
    still = Stillness()
    seen = [still.look(grey(tone)) for tone in (10, 90, 10, 90, 10, 90)]
    assert not any(seen)


def test_no_camera_and_a_broken_one_are_sentences(look: None, qtbot: QtBot) -> None:
    view, frames = a_camera(qtbot)
    frames.failed.emit("Device lost")
    assert "Device lost" in view.accessibleName()
    view.begin(None)
    assert "máy chụp" in view.accessibleName()
    shoot(view, (200, 200))
    assert Qt.FocusPolicy.StrongFocus == view.focusPolicy()
