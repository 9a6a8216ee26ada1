"""Picking the procedure faster than answers come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.services.catalogue import ProcedureCard
from desk_app.ui.language import in_words, language
from desk_app.ui.screens.intake.procedure import ProcedureCardView
from desk_app.ui.screens.intake.state import Judgement, ProcedureLine
from desk_app.wording import message

BIRTH = ProcedureLine("1.001193", "Đăng ký khai sinh", "Birth registration", favourite=1)
AGAIN = ProcedureLine("1.004884", "Đăng ký lại khai sinh")
CARD = ProcedureCard(
    "1.001193",
    1,
    1,
    "Đăng ký khai sinh",
    name_en="Birth registration",
    cases=("Thường", "Lưu động"),
)


@pytest.fixture
def card(qtbot: QtBot, look: None) -> Iterator[ProcedureCardView]:
    made = ProcedureCardView()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.picker.edit.setFocus()
    yield made
    made.picker.list.hide()


def test_enter_picks_the_first_of_the_list(card: ProcedureCardView, qtbot: QtBot) -> None:
    QTest.keyClicks(card.picker.edit, "ks")
    card.show_answers("ks", [BIRTH, AGAIN])
    with qtbot.waitSignal(card.picked) as told:
        QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)
    assert told.args == ["1.001193"]
    assert card.code == "1.001193"


def test_enter_before_the_answer_waits_for_it(card: ProcedureCardView, qtbot: QtBot) -> None:
    QTest.keyClicks(card.picker.edit, "ks")
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)
    assert card.code == ""
    card.show_answers("k", [AGAIN])  # an answer to an older question
    assert card.code == ""
    with qtbot.waitSignal(card.picked) as told:
        card.show_answers("ks", [BIRTH, AGAIN])
    assert told.args == ["1.001193"]
    assert not card.picker.list.isVisible()


def test_enter_stays_where_nothing_was_found(card: ProcedureCardView, qtbot: QtBot) -> None:
    edit = card.picker.edit
    qtbot.keyClicks(edit, "zzz")
    card.show_answers("zzz", [])
    assert card.picker.wants_enter
    assert "Không có thủ tục nào như vậy" in in_words(card.labelled.error or "")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "zzz"
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    card.show_answers("zz", [BIRTH])
    assert card.labelled.error is None
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert card.code == "1.001193"


def test_letters_after_enter_are_a_new_question(card: ProcedureCardView) -> None:
    QTest.keyClicks(card.picker.edit, "k")
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)
    QTest.keyClicks(card.picker.edit, "s")
    card.show_answers("ks", [BIRTH])
    assert card.code == ""


def test_a_judgement_in_the_middle_of_typing_disturbs_nothing(card: ProcedureCardView) -> None:
    QTest.keyClicks(card.picker.edit, "ks")
    card.show_answers("ks", [BIRTH])
    card.show_judgement(Judgement())
    assert card.picker.edit.text() == "ks"
    assert card.picker.list.isVisible()


def _chosen_and_typed_on(card: ProcedureCardView) -> None:
    card.show_procedure("1.001193", "Thường", "direct")
    card.show_judgement(Judgement(card=CARD))
    card.picker.edit.selectAll()
    QTest.keyClicks(card.picker.edit, "ks")
    card.show_answers("ks", [BIRTH, AGAIN])


def test_half_typed_letters_are_told_and_stay(card: ProcedureCardView) -> None:
    """They stood for the procedure before without a word, and F9 received that one."""
    _chosen_and_typed_on(card)
    [(said, field)] = card.complaints()
    assert field is card.labelled
    assert "chưa chọn xong" in in_words(said)
    card.picker.list.hide()
    card.picker.edit.editingFinished.emit()
    assert card.picker.edit.text() == "ks"
    assert "chưa chọn xong" in in_words(card.labelled.error or "")
    card.show_judgement(Judgement(card=replace(CARD, version=2)))
    assert card.picker.edit.text() == "ks"
    assert card.labelled.error is not None
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)  # asks once more, and stays
    card.show_answers("ks", [BIRTH, AGAIN])
    assert card.picker.list.isVisible()
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)
    assert card.complaints() == []
    assert card.picker.edit.text() == "1.001193 · Đăng ký khai sinh"


def test_a_name_longer_than_the_field_is_not_half_typed(card: ProcedureCardView) -> None:
    card.show_procedure("1.001193", "Thường", "direct")
    card.show_judgement(Judgement(card=replace(CARD, name_vi="Chứng thực bản sao " * 20)))
    assert len(card.picker.edit.text()) == 200
    assert card.complaints() == []


def test_esc_or_nothing_keeps_the_procedure_before(card: ProcedureCardView) -> None:
    _chosen_and_typed_on(card)
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Escape)
    assert card.picker.edit.text() == "1.001193 · Đăng ký khai sinh"
    assert card.complaints() == []
    assert not card.picker.list.isVisible()
    card.picker.edit.clear()
    card.picker.edit.editingFinished.emit()
    assert card.picker.edit.text() == "1.001193 · Đăng ký khai sinh"


def test_a_picked_procedure_is_not_half_typed_before_it_is_judged(card: ProcedureCardView) -> None:
    _chosen_and_typed_on(card)
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Down)
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)
    assert card.code == "1.004884"
    assert not card.half_typed


def test_the_case_of_a_draft_is_chosen_again(card: ProcedureCardView) -> None:
    card.show_procedure("1.001193", "Lưu động", "post")
    assert card.chosen_case() == "Lưu động"
    card.show_judgement(Judgement(card=CARD))
    assert card.chosen_case() == "Lưu động"
    assert card.channel.value() == "post"
    assert card.case_labelled.isVisible()


def test_another_procedure_begins_without_a_case(card: ProcedureCardView) -> None:
    card.show_procedure("1.001193", "Lưu động", "direct")
    card.show_judgement(Judgement(card=CARD))
    other = ProcedureCard("1.004884", 1, 2, "Đăng ký lại khai sinh")
    QTest.keyClicks(card.picker.edit, "ks")
    card.show_answers("ks", [AGAIN])
    QTest.keyClick(card.picker.edit, Qt.Key.Key_Return)
    card.show_judgement(Judgement(card=other))
    assert card.chosen_case() is None
    assert not card.case_labelled.isVisible()


def test_what_is_not_certain_is_one_click_away(card: ProcedureCardView) -> None:
    card.show_judgement(Judgement(card=CARD))
    assert not card.doubt.isVisible()
    card.show_judgement(Judgement(card=CARD, doubts=(message("fees.doubtful"),)))
    assert card.doubt.isVisible()
    assert not card.doubts.isVisible()
    card.doubt.click()
    assert "Mức phí" in card.doubts.words


def test_a_favourite_is_one_click(card: ProcedureCardView, qtbot: QtBot) -> None:
    card.show_favourites([BIRTH])
    with qtbot.waitSignal(card.picked) as told:
        card.chips.buttons[0].click()
    assert told.args == ["1.001193"]
    assert card.code == "1.001193"


def test_the_star_keeps_and_lets_go(card: ProcedureCardView, qtbot: QtBot) -> None:
    card.show_procedure("1.001193", None, "direct")
    card.show_judgement(Judgement(card=CARD))
    with qtbot.waitSignal(card.favourite_pressed) as told:
        card.star.click()
    assert told.args == ["1.001193", True]
    card.show_judgement(Judgement(card=CARD, favourite=True))
    assert card.star.words == "Bỏ khỏi hay dùng"


def test_the_name_follows_the_language(card: ProcedureCardView) -> None:
    card.show_procedure("1.001193", None, "direct")
    card.show_judgement(Judgement(card=CARD))
    language().set("en")
    assert card.picker.edit.text() == "1.001193 · Birth registration"


def test_a_click_into_the_empty_field_asks_for_the_list(
    card: ProcedureCardView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(card.asked) as told:
        QTest.mouseClick(card.picker.edit, Qt.MouseButton.LeftButton)
    assert told.args == [""]


def test_a_case_left_open_is_a_mistake_until_it_is_chosen(card: ProcedureCardView) -> None:
    card.show_judgement(Judgement(card=CARD))
    [(_text, field)] = card.complaints()
    assert field is card.case_labelled
    card.case.set_value("Thường")
    assert card.complaints() == []
