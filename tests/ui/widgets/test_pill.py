"""The states of a dossier on its way."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.pill import STATES, Pill


def test_the_five_states_differ_in_word_and_sign(look: None, qtbot: QtBot) -> None:
    pill = Pill()
    qtbot.addWidget(pill)
    said = set()
    for state in STATES:
        pill.show_state(state)
        said.add((pill.accessibleName(), STATES[state][0]))
    assert len({word for word, _ in said}) == len({sign for _, sign in said}) == 5


def test_with_little_room_it_gives_way_and_says_all_in_its_tip(look: None, qtbot: QtBot) -> None:
    pill = Pill("Đã tiếp nhận, chờ gửi lên hệ thống tỉnh")
    row = QWidget()
    qtbot.addWidget(row)
    QHBoxLayout(row).addWidget(pill)
    row.resize(160, 60)
    row.show()
    assert pill.width() < pill.sizeHint().width()
    assert row.width() == 160
    assert pill.toolTip() == pill.words
    row.resize(600, 60)
    qtbot.waitUntil(lambda: pill.width() == pill.sizeHint().width())
