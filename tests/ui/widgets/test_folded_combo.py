"""A few letters without marks find it, Enter chooses."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.folded_combo import Choice, FoldedCombo

CHOICES = [
    Choice(1, "Đăng ký khai sinh", "1.001193"),
    Choice(2, "Đăng ký khai tử", "1.000656"),
    Choice(3, "Chứng thực bản sao", "2.000815", also="photo"),
]


def _shown(qtbot: QtBot) -> FoldedCombo:
    combo = FoldedCombo("Thủ tục")
    qtbot.addWidget(combo)
    with qtbot.waitActive(combo):
        combo.show()
        combo.activateWindow()
    combo.setFocus()
    return combo


def test_letters_codes_and_other_names_find(look: None, qtbot: QtBot) -> None:
    combo = _shown(qtbot)
    combo.set_choices(CHOICES)
    for typed, expected in (("dk kh", []), ("dang khai", [1, 2]), ("000815", [3]), ("pho", [3])):
        combo.edit.clear()
        QTest.keyClicks(combo.edit, typed)
        assert [choice.value for choice in combo.answers()] == expected
        assert combo.list.isVisible() == bool(expected)


def test_arrows_and_enter_choose(look: None, qtbot: QtBot) -> None:
    combo = _shown(qtbot)
    combo.set_choices(CHOICES)
    QTest.keyClicks(combo.edit, "khai")
    QTest.keyClick(combo.edit, Qt.Key.Key_Down)
    with qtbot.waitSignal(combo.chosen) as told:
        QTest.keyClick(combo.edit, Qt.Key.Key_Return)
    assert told.args[0].value == 2
    assert combo.edit.text() == "Đăng ký khai tử"
    assert not combo.list.isVisible()


def test_esc_closes_the_list_and_keeps_the_text(look: None, qtbot: QtBot) -> None:
    combo = _shown(qtbot)
    combo.set_choices(CHOICES)
    QTest.keyClicks(combo.edit, "khai")
    QTest.keyClick(combo.edit, Qt.Key.Key_Escape)
    assert not combo.list.isVisible()
    assert combo.edit.text() == "khai"


def test_a_service_may_answer(look: None, qtbot: QtBot) -> None:
    combo = _shown(qtbot)
    asked: list[str] = []
    combo.asked.connect(asked.append)
    QTest.keyClicks(combo.edit, "ab")
    assert asked == ["a", "ab"]
    combo.show_answers(CHOICES[:1])
    assert combo.list.isVisible()
