"""The bar under a cell is as long as what is done."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.share_bar import ShareBar
from desk_app.ui.widgets.table import Column, Table, WindowModel

WIDTH = 200


def painted(qtbot: QtBot, share: float | None) -> tuple[int, int]:
    """How many pixels of the lines under the words are accent (or good), and how many are line."""
    model = WindowModel([Column("files", lambda _row: "", WIDTH)])
    table = Table(model, "files")
    table.setItemDelegateForColumn(0, ShareBar(lambda _row: share, table))
    qtbot.addWidget(table)
    model.show_all([object()])
    table.resize(WIDTH + 60, 200)
    table.show()
    picture: QImage = table.viewport().grab().toImage()
    rows = range(table.rowHeight(0))
    colours = [picture.pixelColor(x, y) for y in rows for x in range(table.columnWidth(0))]
    wanted = theme().colour("good" if share == 1.0 else "accent")
    return (
        sum(colour == wanted for colour in colours),
        sum(colour == theme().colour("line") for colour in colours),
    )


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_the_bar_is_as_long_as_what_is_done(look: None, qtbot: QtBot, share: float) -> None:
    done, left = painted(qtbot, share)
    without, borders = painted(qtbot, None)
    done, left = done - without, left - borders
    assert done / (done + left) == pytest.approx(share, abs=0.03)


def test_a_full_bar_is_another_colour(look: None, qtbot: QtBot) -> None:
    done, _ = painted(qtbot, 1.0)
    assert done > 0
