"""One page large: whole, near, moved about."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.page_view import NEAREST, PageView
from tests.ui.screenshots import shoot
from tests.ui.widgets.test_page_strip import picture


def a_view(qtbot: QtBot) -> PageView:
    view = PageView("Chưa có trang")
    qtbot.addWidget(view)
    return view


def test_without_a_page_it_says_so(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot)
    assert view.accessibleName() == "Chưa có trang"
    assert not view.shows_page
    shoot(view, (300, 300))
    view.show_page(b"no picture")
    assert not view.shows_page


def test_the_whole_page_is_seen_first(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot)
    view.show_page(picture(), "Trang 1")
    assert view.accessibleName() == "Trang 1"
    shown = shoot(view, (300, 300)).toImage()
    assert shown.pixelColor(150, 150).blue() > 100
    assert shown.pixelColor(5, 150).blue() > 200, "beside the page is ground"


def test_it_zooms_by_keys_wheel_and_double_click(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot)
    view.show_page(picture())
    shoot(view, (300, 300))
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom_percent == 125
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom_percent == 100
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.zoom_percent == 250
    turned = QWheelEvent(
        QPointF(10, 10),
        QPointF(10, 10),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, turned)
    assert view.zoom_percent > 250
    view.zoom(100)
    assert view.zoom_percent == NEAREST * 100
    view.show_page(picture())
    assert view.zoom_percent == 100


def test_a_near_page_is_moved_and_never_lost(look: None, qtbot: QtBot) -> None:
    view = a_view(qtbot)
    view.show_page(picture())
    shoot(view, (300, 300))
    view.zoom(3)
    for _ in range(100):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert view._place().right() > 200
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    QTest.mouseMove(view, QPoint(250, 150))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton)
    assert view._place().left() < 100
