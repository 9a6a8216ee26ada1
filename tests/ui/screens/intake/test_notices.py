"""Warnings on one line until asked for more."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.services.intake_check import Problem
from desk_app.ui.language import language
from desk_app.ui.screens.intake.notices import Notices
from desk_app.wording import message

FEW = [
    Problem("case", message("intake.case_not_chosen", count=3), blocks=False),
    Problem("submitter.authorisation", message("intake.no_authorisation"), blocks=False),
]


def test_the_first_is_shown_and_the_others_on_demand(qtbot: QtBot, look: None) -> None:
    notices = Notices()
    qtbot.addWidget(notices)
    notices.show_problems(FEW)
    assert notices.isVisible()
    assert notices.words.words == "Thủ tục có 3 trường hợp, chưa chọn trường hợp nào"
    assert notices.more.words == "và 1 điều khác"
    notices.more.click()
    assert notices.words.words.endswith("Người nộp thay chưa có giấy ủy quyền")
    notices.more.click()
    assert "\n" not in notices.words.words


def test_none_takes_no_room_and_all_are_read_aloud(qtbot: QtBot, look: None) -> None:
    notices = Notices()
    qtbot.addWidget(notices)
    notices.show_problems(FEW)
    assert "; " in notices.accessibleName()
    language().set("en")
    assert notices.more.words == "and 1 more"
    notices.show_problems([])
    assert not notices.isVisible()
