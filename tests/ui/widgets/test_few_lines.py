"""Words of any length take a few lines and push nothing away."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.few_lines import FewLines, in_few_lines
from tests.ui.screenshots import shoot

LONG = "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan có thẩm quyền cấp " * 6


def test_a_long_name_takes_its_lines_and_no_more(look: None, qtbot: QtBot) -> None:
    label = FewLines(LONG, most=2)
    qtbot.addWidget(label)
    shoot(label, (200, 60))
    assert len(label.shown()) == 2
    assert label.shown()[-1].endswith("…")
    assert label.heightForWidth(200) < 3 * label.fontMetrics().height()
    assert label.toolTip() == label.accessibleName() == LONG
    label.say("Đăng ký khai sinh")
    assert label.shown() == ("Đăng ký khai sinh",)
    assert label.heightForWidth(200) < 2 * label.fontMetrics().height()


def test_one_very_long_word_pushes_nothing_away(look: None, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    label, button = FewLines("x" * 400), QPushButton("Tiếp tục")
    row = QHBoxLayout(around)
    row.addWidget(label, 1)
    row.addWidget(button)
    shoot(around, (320, 80))
    assert around.rect().contains(button.geometry())
    assert len(label.shown()) == 2


def test_nothing_is_one_empty_line(look: None, qtbot: QtBot) -> None:
    label = FewLines("")
    qtbot.addWidget(label)
    assert label.heightForWidth(100) > 0
    assert in_few_lines("", label.font(), 100, 2) in ((), ("",))
