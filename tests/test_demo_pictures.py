"""The demonstration leaves a picture of every screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desk_app import demo_pictures
from desk_app.ui.screens.digitise.state import ScanOf
from tests.builders.desks import a_training_desk, a_training_profile
from tests.builders.piles import FILES, a_page, paper, received, scanned


def test_every_screen_leaves_a_picture(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    demo_pictures.without_display()
    folder = a_training_profile(tmp_path)
    made = demo_pictures.take_pictures(folder, tmp_path / "out", "vi")
    assert [path.stem for path in made] == [f"screen-{name}" for name in demo_pictures.SCREENS]
    images = {QImage(str(path)).width() for path in made}
    assert images == {1366}


def test_the_picture_of_scanning_shows_a_paper_with_pages(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        assert list(demo_pictures.scanned(desk)) == []
        code = received(desk)
        desk.scanning.add(paper(desk, code), scanned(a_page(1))[0], FILES, desk.officer())
        assert list(demo_pictures.scanned(desk)) == [("digitise", ScanOf(code, 1))]
