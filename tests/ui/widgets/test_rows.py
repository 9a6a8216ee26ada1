"""The parts that hand-drawn rows share."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desk_app.ui.theme import theme
from desk_app.ui.widgets.rows import draw_ground, draw_line, surface


def drawn(selected: bool) -> tuple[bool, QImage]:
    image = QImage(100, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 100, 40)
    if selected:
        option.state |= QStyle.StateFlag.State_Selected
    chosen = draw_ground(painter, option)
    painter.end()
    return chosen, image


def test_only_the_row_under_the_cursor_has_the_bar(look: None) -> None:
    chosen, image = drawn(selected=True)
    assert chosen
    assert image.pixelColor(1, 20) == theme().colour("accent")
    assert image.pixelColor(50, 20) == theme().colour("accent_soft")
    chosen, image = drawn(selected=False)
    assert not chosen
    assert image.pixelColor(1, 20) == theme().colour("surface")
    assert image.pixelColor(50, 39) == theme().colour("line")


def test_a_long_line_stays_in_its_room(look: None) -> None:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_line(painter, QRect(0, 0, 90, 40), "Đ" * 60, theme().font(), QColor("black"))
    painter.end()
    inked = [x for x in range(200) for y in range(40) if image.pixelColor(x, y).black() > 200]
    assert inked
    assert max(inked) < 90


def test_a_surface_holds_its_content(look: None, qtbot: QtBot) -> None:
    card = surface(QLabel("nội dung"), air=1)
    qtbot.addWidget(card)
    assert card.property("role") == "card"
    assert card.findChild(QLabel).text() == "nội dung"
