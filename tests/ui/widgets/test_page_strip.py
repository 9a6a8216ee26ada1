"""Thumbnails: only those seen are asked for, hundreds stay light, pages can be dragged."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.page_strip import (
    KEPT_PICTURES,
    PAGES_MIME,
    PageStrip,
    StripPage,
    carried_pages,
)
from tests.ui.screenshots import shoot

MOVE = Qt.DropAction.MoveAction


def picture(tone: Qt.GlobalColor = Qt.GlobalColor.darkBlue) -> bytes:
    image = QImage(200, 283, QImage.Format.Format_RGB32)
    image.fill(tone)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(buffer.data().data())


def pages(count: int) -> list[StripPage]:
    return [StripPage(f"p{n}", "a", n) for n in range(1, count + 1)]


def a_strip(qtbot: QtBot, count: int) -> PageStrip:
    strip = PageStrip("Các trang")
    qtbot.addWidget(strip)
    strip.show_pages(pages(count))
    return strip


def test_only_pages_that_are_seen_are_asked_for(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 500)
    asked: list[str] = []
    strip.pages.picture_wanted.connect(asked.append)
    shoot(strip, (500, 400))
    assert "p1" in asked
    assert len(asked) < 40
    before = len(asked)
    shoot(strip, (500, 400))
    assert len(asked) == before, "a page is asked for once"
    strip.go_to("p500")
    shoot(strip, (500, 400))
    assert "p500" in asked


def test_pictures_of_pages_long_gone_are_let_go(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, KEPT_PICTURES + 20)
    one = picture()
    for page in strip.pages.pages:
        strip.pages.show_picture(page.id, one)
    assert len(strip.pages._pictures) == KEPT_PICTURES


def test_a_changed_page_asks_for_its_new_picture(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 2)
    strip.pages.show_picture("p1", picture())
    assert strip.pages.picture(0) is not None
    strip.show_pages([StripPage("p1", "b", 1), StripPage("p2", "a", 2)])
    asked: list[str] = []
    strip.pages.picture_wanted.connect(asked.append)
    assert strip.pages.picture(0) is None
    assert asked == ["p1"]


def test_cursor_and_choice_stay_on_their_pages(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 5)
    shoot(strip, (500, 400))
    strip.go_to("p3")
    flags = strip.selectionModel().SelectionFlag
    strip.selectionModel().select(strip.pages.index(1), flags.Select)
    assert strip.chosen() == ("p2", "p3")
    strip.show_pages(pages(5)[1:])
    assert strip.chosen() == ("p2", "p3")
    assert strip.current_page() == "p3"
    strip.show_pages([])
    assert (strip.current_page(), strip.chosen()) == ("", ())


def test_the_cursor_goes_alone_though_a_key_is_still_held(look: None, qtbot: QtBot) -> None:
    """Ctrl+Z: the cursor goes to the page, and Del would have taken two."""
    strip = a_strip(qtbot, 5)
    shoot(strip, (500, 400))
    for key, modifier in (
        (Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier),
    ):
        QTest.keyPress(strip, key, modifier)
        strip.go_to("p4")
        strip.go_to("p2")
        QTest.keyRelease(strip, key)
        assert strip.chosen() == ("p2",)


@pytest.mark.parametrize(("here", "gone", "goes"), [(2, {2}, 3), (4, {4}, 3), (1, {1, 2}, 3)])
def test_where_pages_went_the_cursor_goes_to_the_next(
    look: None, qtbot: QtBot, here: int, gone: set[int], goes: int
) -> None:
    strip = a_strip(qtbot, 4)
    strip.go_to(f"p{here}")
    strip.show_pages([page for page in pages(4) if page.number not in gone])
    assert strip.current_page() == f"p{goes}"
    assert strip.chosen() == (f"p{goes}",)


def test_pages_of_another_paper_begin_with_the_first(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 4)
    strip.go_to("p3")
    strip.show_pages([StripPage(f"q{n}", "a", n) for n in range(1, 5)])
    assert strip.current_page() == "q1"


def test_pages_that_come_in_are_added_at_the_end(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 2)
    strip.go_to("p2")
    strip.show_pages(pages(4))
    assert strip.current_page() == "p2"
    assert strip.pages.rowCount() == 4


def test_dragged_pages_tell_where_they_were_dropped(look: None, qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 4)
    model = strip.pages
    dropped: list[tuple[object, int]] = []
    model.pages_dropped.connect(lambda ids, row: dropped.append((ids, row)))
    carried = model.mimeData([model.index(3), model.index(2)])
    assert carried_pages(carried) == ("p3", "p4")
    model.dropMimeData(carried, MOVE, -1, 0, model.index(0))
    model.dropMimeData(carried, MOVE, -1, 0, QModelIndex())
    assert dropped == [(("p3", "p4"), 0), (("p3", "p4"), 4)]
    foreign = QMimeData()
    foreign.setText("x")
    assert model.mimeTypes() == [PAGES_MIME]
    assert not model.dropMimeData(foreign, MOVE, 0, 0, QModelIndex())


def test_what_there_is_to_see_is_also_said(look: None, qtbot: QtBot) -> None:
    strip = PageStrip("Các trang")
    qtbot.addWidget(strip)
    strip.show_pages(
        [
            StripPage("a", "1", 1, sign="triangle-alert", about="Trang bị mờ"),
            StripPage("b", "1", 1, hidden=True),
            StripPage("c", "1", 2, mark="có giấy dán"),
        ]
    )
    role = Qt.ItemDataRole.AccessibleTextRole
    assert strip.pages.data(strip.pages.index(0), role) == "Trang 1. Trang bị mờ"
    assert "ẩn" in (strip.pages.data(strip.pages.index(1), role) or "")
    assert strip.pages.data(strip.pages.index(2), role) == "Trang 2. có giấy dán"
    strip.pages.show_picture("a", picture())
    shown = shoot(strip, (300, 200)).toImage()
    seen = [shown.pixelColor(x, y) for x in range(0, 124, 4) for y in range(20, 160, 10)]
    assert any(tone.blue() > 100 and tone.red() < 60 for tone in seen)
