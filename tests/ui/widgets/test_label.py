"""Words on the screen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.label import ROLES, Label


def test_a_label_never_reads_data_as_markup(look: None, qtbot: QtBot) -> None:
    for wrap in (False, True):
        label = Label("<b>Nguyễn & Trần</b>", wrap=wrap)
        qtbot.addWidget(label)
        assert label.words == "<b>Nguyễn & Trần</b>"
        assert ("&lt;b&gt;" in label.text()) == wrap


@pytest.mark.parametrize("role", [role for role in ROLES if role != "figure"])
@pytest.mark.parametrize("wrap", [False, True])
def test_a_code_reads_as_it_is_typed(look: None, qtbot: QtBot, role: str, wrap: bool) -> None:
    """In «H99.21.01 - 261120 - 0001» there are blanks to read that nobody may type."""
    label = Label("-" * 20, role, wrap=wrap)
    qtbot.addWidget(label)
    label.show()
    label.set_tone("care")
    for percent in (100, 200):
        theme().set_percent(percent)
        font = label.font()
        font.setFeature(QFont.Tag("tnum"), 1)
        wide = QFontMetrics(font).horizontalAdvance(label.words)
        assert label.fontMetrics().horizontalAdvance(label.words) < 0.9 * wide


def test_large_figures_stand_still(look: None, qtbot: QtBot) -> None:
    label = Label("000000", "figure")
    qtbot.addWidget(label)
    width = label.sizeHint().width()
    label.say("111111")
    assert label.sizeHint().width() == width
