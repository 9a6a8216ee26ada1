"""Drawings beside the words of a trouble."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desk_app.paper.scanners.port import KINDS, ScannerTrouble
from desk_app.ui.widgets.drawing import FOLDER, Drawing
from desk_app.ui.widgets.info_bar import InfoBar
from tests.ui.screenshots import shoot


@pytest.mark.parametrize("kind", KINDS)
def test_each_trouble_of_a_scanner_has_its_drawing(look: None, qtbot: QtBot, kind: str) -> None:
    name = ScannerTrouble(kind).picture
    assert (FOLDER / f"{name}.svg").is_file()
    drawing = Drawing()
    qtbot.addWidget(drawing)
    drawing.show_drawing(name, "care")
    seen = shoot(drawing, (96, 72)).toImage()
    tones = {seen.pixelColor(x, y).rgb() for x in range(0, 96, 2) for y in range(0, 72, 2)}
    assert len(tones) > 2
    drawing.show_drawing("", "care")
    assert drawing.isHidden()
    drawing.show_drawing("no-such-drawing", "care")
    assert drawing.isHidden()


def test_the_bar_shows_it_only_for_its_trouble(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    bar.show_error(ScannerTrouble("jam"))
    assert bar.drawing.isVisible()
    bar.say("Đã quét 2 trang")
    assert bar.drawing.isHidden()
