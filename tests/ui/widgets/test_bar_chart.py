"""Bars and figures."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.bar_chart import BarChart
from tests.ui.screenshots import shoot


def test_bars_have_their_figures_behind_them(look: None, qtbot: QtBot) -> None:
    chart = BarChart("Theo giờ", ("Giờ", "Số hồ sơ"))
    qtbot.addWidget(chart)
    chart.show_bars([("7", 3), ("8", 0), ("9", 12)])
    shoot(chart, (400, 200))
    assert "9 12" in chart._bars.accessibleDescription()
    chart.toggle_table()
    assert chart.shows_table
    model = chart.table.model()
    assert [model.index(row, 1).data() for row in range(3)] == ["3", "0", "12"]
