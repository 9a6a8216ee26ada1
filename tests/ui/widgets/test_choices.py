"""Lines to pick from."""

from __future__ import annotations

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.choices import CHOICE_ROLE, Choice, ChoiceDelegate
from desk_app.wording import message
from tests.ui.screenshots import shoot


def test_all_that_finds_a_choice() -> None:
    choice = Choice(1, message("ui.home.title"), "1.001193", also="counter")
    assert choice.searched() == "Quầy 1.001193 counter"


def test_a_line_is_as_high_as_a_row_and_shows_its_parts(look: None, qtbot: QtBot) -> None:
    model = QStandardItemModel()
    item = QStandardItem("x")
    item.setData(Choice(1, "Đăng ký khai sinh", "1.001193", icon="star"), CHOICE_ROLE)
    model.appendRow(item)
    view = QListView()
    model.setParent(view)
    qtbot.addWidget(view)
    view.setModel(model)
    view.setItemDelegate(ChoiceDelegate(view))
    assert view.sizeHintForRow(0) == theme().px(34)
    blank = shoot(view, (300, 60)).toImage()
    item.setData(Choice(1, "", ""), CHOICE_ROLE)
    assert shoot(view, (300, 60)).toImage() != blank
