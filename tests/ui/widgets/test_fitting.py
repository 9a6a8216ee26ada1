"""Columns give way and come back."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.fitting import Fitting
from desk_app.ui.widgets.table import Column, Table, WindowModel


def test_columns_hide_while_there_is_no_room(look: None, qtbot: QtBot) -> None:
    table = Table(WindowModel([Column(str(n), str, 100) for n in range(3)]), "table")
    qtbot.addWidget(table)
    Fitting(table, {1: 500, 2: 300})
    table.show()

    def hidden(width: int) -> list[int]:
        table.resize(width, 200)
        return [n for n in range(3) if table.isColumnHidden(n)]

    assert hidden(600) == []
    assert hidden(400) == [1]
    assert hidden(200) == [1, 2]
    table.resize(600, 200)
    theme().set_percent(150)
    assert table.isColumnHidden(1)
    assert not table.isColumnHidden(2)


def test_the_last_column_keeps_its_width_where_another_takes_the_rest(
    look: None, qtbot: QtBot
) -> None:
    widths = (100, 0, 120)
    table = Table(WindowModel([Column(str(n), str, width) for n, width in enumerate(widths)]), "t")
    qtbot.addWidget(table)
    Fitting(table, {1: 300})
    table.show()
    table.resize(600, 200)
    assert table.columnWidth(2) == 120
    table.resize(290, 200)
    assert table.isColumnHidden(1)
    assert table.columnWidth(2) == table.viewport().width() - 100
