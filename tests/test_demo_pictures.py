"""The demonstration leaves a picture of every screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desk_app import demo_pictures
from tests.builders.desks import a_training_profile


def test_every_screen_leaves_a_picture(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    demo_pictures.without_display()
    folder = a_training_profile(tmp_path)
    made = demo_pictures.take_pictures(folder, tmp_path / "out", "vi")
    assert [path.stem for path in made] == [f"screen-{name}" for name in demo_pictures.SCREENS]
    images = {QImage(str(path)).width() for path in made}
    assert images == {1366}
