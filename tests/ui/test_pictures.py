"""Pictures of the real screens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desk_app.ui.desk_window import DeskWindow
from desk_app.ui.pictures import Shot, take_all
from tests.builders.counters import PaperTray
from tests.builders.desks import a_training_desk


def test_each_shot_is_a_picture_of_the_size_asked_for(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_training_desk(tmp_path) as desk:
        counter = DeskWindow(desk, printers=PaperTray())
        counter.begin()
        counter.session.begin(desk.officer())
        shots = [Shot("home", "home"), Shot("fee", "search", "", "fee")]
        made = take_all(counter, shots, (1366, 768), tmp_path / "out", "-vi")
        assert [path.name for path in made] == ["home-vi.png", "fee-vi.png"]
        images = [QImage(str(path)) for path in made]
        assert {(image.width(), image.height()) for image in images} == {(1366, 768)}
        assert images[0] != images[1]
        counter.end()
        counter.window.deleteLater()
