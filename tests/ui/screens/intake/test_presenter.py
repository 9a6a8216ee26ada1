"""The presenter with a real desk: what is asked when, and what is never asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desk_app.errors import Refusal
from desk_app.paper.cover_code import CoverCode, cover_text
from desk_app.ui.language import in_words
from desk_app.ui.screens.intake.state import CardScanned, ForProcedure, NewIntake
from tests.builders.counter import ALT, CARD, CTRL, OTHER_CARD, CounterAtWork, a_counter

ENTER = Qt.Key.Key_Return


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def test_a_card_read_elsewhere_begins_an_intake(counter: CounterAtWork) -> None:
    counter.window.open_screen("intake", CardScanned(CARD))
    counter.settle()
    assert counter.intake.people.applicant.full_name.text() == "Nguyễn Thị Phương Uyên"
    assert counter.focus is counter.intake.procedure.picker.edit


def test_a_favourite_of_the_home_screen_begins_with_its_procedure(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.window.open_screen("intake", ForProcedure("1.001193"))
    counter.settle()
    assert counter.intake.procedure.code == "1.001193"
    assert counter.intake.people.applicant.full_name.text() == ""
    assert len(counter.intake.papers.model.papers) == 8
    assert counter.focus is counter.intake.people.applicant.id_number.edit
    assert len(counter.desk.drafts.list(counter.desk.officer("uyen"))) == 1


def test_a_dossier_code_is_not_for_this_screen(counter: CounterAtWork, qtbot: QtBot) -> None:
    with qtbot.waitSignal(counter.window.scan_unclaimed) as told:
        counter.window.take_scan("H99.21.01-261120-0001")
    assert told.args == ["H99.21.01-261120-0001"]


def test_a_cover_sheet_is_not_for_this_screen(counter: CounterAtWork, qtbot: QtBot) -> None:
    text = cover_text(CoverCode("H99.21.01-261120-0001", 2, 1, 3))
    with qtbot.waitSignal(counter.window.scan_unclaimed) as told:
        counter.window.take_scan(text)
    assert told.args == [text]
    assert not counter.intake.bar.isVisible()


def test_something_else_gets_a_sentence(counter: CounterAtWork) -> None:
    counter.scan("8934563138164")
    assert counter.intake.bar.isVisible()
    counter.scan(CARD)
    assert not counter.intake.bar.isVisible()


def test_f9_before_the_procedure_is_judged_waits_for_it(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.intake.procedure.picker.edit.setText("dkks")
    counter.intake.procedure.picker.edit.textEdited.emit("dkks")
    counter.intake.procedure._chosen("1.001193")
    counter.intake.receive_pressed.emit()
    counter.settle()
    assert counter.codes() == []
    assert counter.intake.bar.isVisible()  # the procedure is known: it asks for the papers
    counter.press(Qt.Key.Key_F9)
    assert len(counter.codes()) == 1


def test_f2_puts_aside_what_is_typed_and_the_toast_brings_it_back(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    before = counter.intake.form()
    counter.press(Qt.Key.Key_F2)
    assert counter.intake.people.applicant.full_name.text() == ""
    assert len(counter.desk.drafts.list(counter.desk.officer("uyen"))) == 1
    counter.window.toast.undo()
    counter.settle()
    assert counter.intake.form() == before
    assert len(counter.desk.drafts.list(counter.desk.officer("uyen"))) == 1


def test_a_day_that_does_not_exist_stays_in_the_draft_and_is_not_received(
    counter: CounterAtWork,
) -> None:
    field = counter.intake.people.applicant.birth_date
    counter.scan(CARD)
    field.set_text("31/02/1990")
    field.changed.emit(field.text())
    counter.press(Qt.Key.Key_F2)
    assert field.text() == ""
    [draft] = counter.desk.drafts.list(counter.desk.officer("uyen"))
    counter.window.open_screen("intake", draft.id)
    counter.settle()
    assert field.text() == "31/02/1990"
    assert "không có trong lịch" in in_words(field.error or "")
    form = replace(counter.intake.form(), procedure="1.001193")
    with pytest.raises(Refusal) as caught:
        counter.desk.intake.receive(form, counter.desk.officer("uyen"))
    assert list(caught.value.fields) == ["applicant.birth_date"]
    counter.scan(CARD)  # a card says the day anew
    assert counter.intake.form().applicant.birth_text == ""


def test_coming_back_does_not_begin_anew(counter: CounterAtWork) -> None:
    counter.window.open_screen("intake", CardScanned(CARD))
    counter.settle()
    counter.intake.people.applicant.phone.set_text("0912345678")
    counter.window.open_screen("receipt")
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.shown == "intake"
    assert counter.intake.people.applicant.phone.text() == "0912345678"


def test_other_screens_do_not_disturb_what_is_typed(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    before = counter.intake.form()
    counter.window.open_screen("receipt")
    counter.press(Qt.Key.Key_Escape)
    assert counter.window.shown == "intake"
    assert counter.intake.form() == before


def test_a_favourite_is_kept_and_picked_by_its_digit(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.intake.procedure.star.click()
    counter.settle()
    assert counter.intake.procedure.star.words == "Bỏ khỏi hay dùng"
    counter.press(Qt.Key.Key_F2)
    counter.scan(OTHER_CARD)
    counter.type("1")
    counter.press(ENTER)
    assert counter.intake.procedure.code == "1.001193"


def test_a_draft_that_is_gone_says_so(counter: CounterAtWork) -> None:
    counter.window.open_screen("intake", "no-such-draft")
    counter.settle()
    assert counter.intake.bar.isVisible()
    assert "không còn" in counter.intake.bar.title.words


def test_an_empty_form_is_no_draft(counter: CounterAtWork) -> None:
    counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert counter.desk.drafts.list(counter.desk.officer("uyen")) == []


def test_an_open_dossier_of_the_same_person_is_told(counter: CounterAtWork) -> None:
    for _ in range(2):
        counter.press(Qt.Key.Key_F2)
        counter.scan(CARD)
        counter.type("dkks")
        counter.press(ENTER)
        if not counter.codes():
            counter.press(Qt.Key.Key_A, CTRL)
            counter.press(Qt.Key.Key_F9)
    [code] = counter.codes()
    assert code in counter.intake.people.other.words


def test_what_was_cleared_comes_back_after_the_toast_has_gone(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    before = counter.intake.form()
    counter.intake.foot.clear.click()
    counter.settle()
    counter.window.toast.forget()
    counter.press(Qt.Key.Key_Z, CTRL)
    assert counter.intake.form() == before
    assert len(counter.desk.drafts.list(counter.desk.officer("uyen"))) == 1


def test_it_comes_back_once(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.intake.foot.clear.click()
    counter.settle()
    counter.press(Qt.Key.Key_Z, CTRL)
    counter.press(Qt.Key.Key_Z, CTRL)
    counter.intake.people.applicant.full_name.set_text("")
    assert counter.window.act("undo") is None
    counter.settle()
    assert counter.intake.people.applicant.full_name.text() == ""
    assert len(counter.desk.drafts.list(counter.desk.officer("uyen"))) == 1


def test_nothing_comes_back_over_what_is_typed_anew(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.intake.foot.clear.click()
    counter.settle()
    counter.window.toast.forget()
    counter.scan(OTHER_CARD)
    counter.window.act("undo")
    counter.settle()
    assert counter.intake.people.applicant.full_name.text() == "Trần Văn Bình"


def test_a_draft_is_called_saved_only_once_it_is(counter: CounterAtWork) -> None:
    said: list[str] = []
    counter.intake.said.connect(lambda words, _undo: said.append(in_words(words)))
    counter.scan(CARD)
    with counter.desk.store.write() as session:
        session.execute(text("ALTER TABLE draft RENAME TO draft_away"))
    counter.press(Qt.Key.Key_S, CTRL)
    assert "Đã lưu nháp" not in said
    with counter.desk.store.write() as session:
        session.execute(text("ALTER TABLE draft_away RENAME TO draft"))
    counter.press(Qt.Key.Key_S, CTRL)
    assert "Đã lưu nháp" in said


def test_a_wish_for_a_new_intake_keeps_what_is_typed_as_a_draft(counter: CounterAtWork) -> None:
    """From the home screen and from a receipt one begins anew: an officer who scanned the next
    card there once received it with the phone and the papers of the person before."""
    counter.scan(CARD)
    before = counter.intake.form()
    counter.window.open_screen("receipt")
    counter.window.open_screen("intake", NewIntake())
    counter.settle()
    assert counter.intake.people.applicant.full_name.text() == ""
    assert counter.focus is counter.intake.people.applicant.id_number.edit
    assert len(counter.desk.drafts.list(counter.desk.officer("uyen"))) == 1
    counter.window.toast.undo()
    counter.settle()
    assert counter.intake.form() == before


def test_a_wish_is_taken_once_whatever_came_between(counter: CounterAtWork) -> None:
    """ "Back" brings the same wish again: twice back stands before what was typed last."""
    counter.window.open_screen("intake", CardScanned(CARD))
    counter.window.open_screen("receipt")
    counter.window.open_screen("intake", CardScanned(OTHER_CARD))
    counter.settle()
    counter.window.go_back()
    counter.window.go_back()
    counter.settle()
    assert counter.window.shown == "intake"
    assert counter.intake.people.applicant.full_name.text() == "Trần Văn Bình"


def test_what_is_being_received_is_not_put_aside(counter: CounterAtWork) -> None:
    """Its way back would receive it twice."""
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.intake.receive_pressed.emit()
    counter.window.take_scan(OTHER_CARD)
    counter.intake.new_pressed.emit()
    counter.settle()
    assert counter.window.shown == "receipt"
    assert len(counter.codes()) == 1
    assert counter.desk.drafts.list(counter.desk.officer("uyen")) == []


def test_f12_waits_until_the_dossier_is_received(counter: CounterAtWork) -> None:
    """It would scan these papers into the dossier before."""
    said: list[str] = []
    counter.intake.said.connect(lambda words, _undo: said.append(in_words(words)))
    assert "scan" not in counter.intake.actions_here()
    counter.scan(CARD)
    counter.intake.actions_here()["scan"]()
    assert "F9 tiếp nhận, rồi F12" in said[-1]
    assert counter.window.shown == "intake"


def test_f9_refuses_while_another_procedure_is_typed_and_not_chosen(counter: CounterAtWork) -> None:
    """It received the procedure before, while the next one stood there, highlighted."""
    counter.scan(CARD)
    counter.type("1.000656")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(Qt.Key.Key_2, ALT)
    counter.type("ket hon")
    counter.press(Qt.Key.Key_F9)
    procedure = counter.intake.procedure
    assert counter.codes() == []
    assert counter.intake.summary.isVisible()
    assert "chưa chọn xong" in counter.intake.summary.sentences[0]
    assert procedure.picker.edit.text() == "ket hon"
    assert counter.focus is procedure.picker.edit
    assert procedure.picker.list.isVisible()
    counter.press(Qt.Key.Key_F9)
    assert counter.codes() == []
    counter.press(ENTER)
    assert not counter.intake.summary.isVisible()
    assert counter.intake.form().procedure == "1.000894"
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(Qt.Key.Key_F9)
    assert len(counter.codes()) == 1


def test_f9_takes_along_a_count_and_a_note_that_are_half_typed(counter: CounterAtWork) -> None:
    """The receipt said one original where three were typed: the field had not been left."""
    counter.scan(CARD)
    counter.type("1.000656")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    editor = counter.intake.papers.editor
    editor.counts["originals"].edit.setFocus()
    editor.counts["originals"].edit.selectAll()
    counter.type("3")
    counter.press(Qt.Key.Key_P, CTRL)
    assert counter.intake.form().papers[0].originals == 3
    counter.press(Qt.Key.Key_Escape)
    editor.note.setFocus()
    counter.type("mo")
    counter.press(Qt.Key.Key_F9)
    [code] = counter.codes()
    papers = counter.desk.dossiers.get(code).papers
    assert (papers[0].originals, papers[0].note) == (3, "mo")
