"""A million rows cost no more than those that are seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.theme import theme
from desk_app.ui.widgets.table import KEPT_WINDOWS, SIGN, WINDOW, Column, Table, WindowModel
from desk_app.wording import message
from tests.ui.screenshots import shoot

COLUMNS = [
    Column(message("ui.home.code"), lambda row: f"code {row}", 200),
    Column(
        message("ui.home.state"), lambda row: message("ui.state.sent"), icon=lambda row: "check"
    ),
]


class _Source:
    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.model = WindowModel(COLUMNS, self.ask)

    def ask(self, first: int, count: int) -> None:
        self.asked.append((first, count))
        self.model.fill(first, range(first, first + count))


def test_a_million_rows_fetch_only_what_is_seen(look: None, qtbot: QtBot) -> None:
    source = _Source()
    table = Table(source.model, message("ui.home.latest"))
    qtbot.addWidget(table)
    source.model.restart(1_000_000)
    shoot(table, (600, 400))
    assert source.asked == [(0, WINDOW)]
    table.scrollToBottom()
    QApplication.processEvents()
    assert source.asked[-1] == (1_000_000 - WINDOW, WINDOW)
    assert len(source.asked) <= 3
    assert table.rowHeight(0) == theme().px(34)


def test_few_windows_are_kept(look: None, qtbot: QtBot) -> None:
    source = _Source()
    source.model.restart(1_000_000)
    for number in range(0, WINDOW * (KEPT_WINDOWS + 5), WINDOW):
        assert source.model.row(number) == number
    before = len(source.asked)
    assert source.model.row(WINDOW * KEPT_WINDOWS) == WINDOW * KEPT_WINDOWS
    assert len(source.asked) == before
    assert source.model.row(0) == 0
    assert len(source.asked) == before + 1


def test_rows_that_come_later_fill_in(look: None, qtbot: QtBot) -> None:
    asked: list[tuple[int, int]] = []
    model = WindowModel(COLUMNS, lambda first, count: asked.append((first, count)))
    model.restart(3)
    assert model.data(model.index(2, 0)) == "Đang lấy…"
    assert model.data(model.index(1, 0)) == "Đang lấy…"
    assert asked == [(0, 3)]
    with qtbot.waitSignal(model.dataChanged):
        model.fill(0, ["a", "b", "c"])
    assert model.data(model.index(2, 0)) == "code c"


def test_enter_opens_and_arrows_pick(look: None, qtbot: QtBot) -> None:
    model = WindowModel(COLUMNS)
    table = Table(model, "Danh sách")
    qtbot.addWidget(table)
    model.show_all(["a", "b", "c"])
    table.go_to(0)
    with qtbot.waitSignal(table.picked) as picked:
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert picked.args == ["b"]
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["b"]
    assert table.current() == "b"


def test_heads_and_cells_follow_the_language(look: None, qtbot: QtBot) -> None:
    model = WindowModel(COLUMNS)
    model.show_all(["a"])
    across = Qt.Orientation.Horizontal
    assert model.headerData(0, across) == "Mã hồ sơ"
    assert model.data(model.index(0, 1)) == "Đã gửi"
    language().set("en")
    assert model.headerData(0, across) == "Dossier code"
    assert model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole) == "Sent"


def test_the_focus_is_seen_on_the_row_under_the_cursor(look: None, qtbot: QtBot) -> None:
    model = WindowModel(COLUMNS)
    model.show_all(range(5))
    table = Table(model, message("ui.home.latest"))
    ground = QWidget()
    qtbot.addWidget(ground)
    table.setParent(ground)
    other = QLineEdit(ground)
    ground.resize(600, 300)
    table.resize(600, 250)
    ground.show()
    with qtbot.waitActive(ground):
        ground.activateWindow()
    table.go_to(1)
    other.setFocus()
    without = table.grab().toImage()
    table.setFocus()
    with_focus = table.grab().toImage()
    assert with_focus != without
    table.go_to(3)
    assert table.grab().toImage() != with_focus
    other.setFocus()
    table.go_to(1)
    assert table.grab().toImage() == without


def test_signs_grow_with_the_text_beside_them(look: None, qtbot: QtBot) -> None:
    table = Table(WindowModel(COLUMNS), message("ui.home.latest"))
    qtbot.addWidget(table)
    theme().set_percent(200)
    assert table.iconSize().width() == 2 * SIGN
