"""What happens at the counter, in the officer's words, through the real window and a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.services.receipts import REPRINT_REASONS
from desk_app.ui.language import language
from tests.builders.counter import ALT, CARD, CTRL, OTHER_CARD, CounterAtWork, a_counter
from tests.fakes.paper_tray import PaperTray

ENTER, F2, F9 = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_F9
MOST_KEYS = 12
MOST_KEYS_FOR_COPIES = 6


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def test_a_repeat_intake_takes_one_scan_and_twelve_keys_at_most(counter: CounterAtWork) -> None:
    counter.press(F2)
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)

    assert counter.keys <= MOST_KEYS
    assert counter.codes() == ["H99.21.01-261120-0001"]
    dossier = counter.desk.dossiers.get("H99.21.01-261120-0001")
    assert dossier.applicant.full_name == "Nguyễn Thị Phương Uyên"
    assert dossier.applicant.identity_method == "card_qr"
    assert dossier.procedure == "1.001193"
    assert [paper.number for paper in dossier.papers] == [1, 5, 6, 7, 8]
    assert counter.window.shown == "receipt"
    assert counter.receipt.facts.code.words == dossier.code
    assert counter.tray.titles == [dossier.code]
    assert counter.tray.sheets[0] == counter.desk.receipts.stored(dossier.code, "A5")
    assert counter.desk.dossiers.get(dossier.code).print_state == "printed"


def test_the_next_one_of_the_same_kind_needs_no_letters(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)
    counter.keys = 0

    counter.press(F2)
    counter.scan(OTHER_CARD)
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)

    assert counter.keys == 4
    assert len(counter.codes()) == 2
    second = counter.desk.dossiers.get(counter.codes()[0])
    assert second.code.endswith("-0002")
    assert (second.procedure, second.applicant.full_name) == ("1.001193", "Trần Văn Bình")


def test_three_mistakes_by_hand_are_named_together_and_nothing_typed_is_lost(
    counter: CounterAtWork,
) -> None:
    counter.type("07918700123")
    counter.press(ENTER)
    counter.press(ENTER)
    counter.type("31021987")
    counter.press(Qt.Key.Key_2, ALT)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)

    summary = counter.intake.summary
    assert summary.isVisible()
    assert summary.sentences == [
        "Số định danh phải có 12 chữ số – đang có 11",
        "Chưa có họ tên: gõ họ tên hoặc quét thẻ căn cước",
        "Ngày sinh: Ngày này không có trong lịch. Gõ ngày/tháng/năm, ví dụ 5/9/1987 hoặc 05091987",
    ]
    assert counter.codes() == []
    assert counter.focus.parentWidget() is summary

    counter.press(ENTER)
    applicant = counter.intake.people.applicant
    assert counter.focus is applicant.id_number.edit
    assert applicant.id_number.text() == "07918700123"
    assert applicant.birth_date.text() == "31021987"
    assert applicant.id_number.error is not None
    counter.press(Qt.Key.Key_End)
    counter.type("4")
    counter.press(ENTER)
    assert len(summary.sentences) == 2
    counter.say("Nguyễn Thị Phương Uyên")
    assert len(summary.sentences) == 1
    counter.press(ENTER)
    applicant.birth_date.edit.clear()
    counter.type("05091987")
    assert not summary.isVisible()
    counter.press(F9)

    assert counter.window.shown == "receipt"
    dossier = counter.desk.dossiers.get(counter.codes()[0])
    assert dossier.applicant.id_number == "079187001234"


def test_f9_without_any_paper_asks_once_in_place(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    assert counter.intake.notices.words.words.startswith("Còn 3 thành phần phải nộp chưa nhận")
    counter.press(F9)
    assert counter.codes() == []
    assert counter.intake.bar.isVisible()
    assert counter.intake.bar.title.words.startswith("Chưa nhận giấy tờ nào, còn 3 thành phần")

    counter.press(Qt.Key.Key_Space)  # one paper is ticked: the question has its answer
    assert not counter.intake.bar.isVisible()
    counter.press(Qt.Key.Key_Space)
    counter.press(F9)
    assert counter.codes() == []
    counter.press(F9)
    assert len(counter.codes()) == 1


def test_f9_for_a_submitter_without_authorisation_asks_once(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.intake.people.by_another.click()
    counter.settle()
    counter.scan(OTHER_CARD)
    counter.intake.papers.list.setFocus()
    counter.settle()
    field = counter.intake.people.submitter.authorisation
    assert field.editor.accessibleDescription() == "Người nộp thay chưa có giấy ủy quyền"
    counter.press(F9)
    assert counter.codes() == []
    assert counter.intake.bar.title.words.startswith("Người nộp thay chưa có giấy ủy quyền")
    counter.press(F9)
    assert len(counter.codes()) == 1


def test_a_submitter_comes_with_an_authorisation(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.intake.people.by_another.click()
    counter.settle()
    counter.scan(OTHER_CARD)
    counter.intake.people.submitter.authorisation.setFocus()
    counter.say("Giấy ủy quyền số 12 ngày 18/11/2026")
    counter.press(F9)

    dossier = counter.desk.dossiers.get(counter.codes()[0])
    assert dossier.applicant.full_name == "Nguyễn Thị Phương Uyên"
    assert dossier.submitter is not None
    assert dossier.submitter.full_name == "Trần Văn Bình"
    assert dossier.submitter.authorisation == "Giấy ủy quyền số 12 ngày 18/11/2026"


def test_certified_copies_take_six_keys_after_the_name(counter: CounterAtWork) -> None:
    counter.intake.people.applicant.full_name.setFocus()
    counter.say("Lê Thị Mai")
    counter.press(Qt.Key.Key_2, ALT)
    counter.type("2.000815")
    counter.press(ENTER)
    counter.press(F9)
    counter.press(F2)
    counter.intake.people.applicant.full_name.setFocus()
    counter.say("Phạm Văn Nam")
    counter.keys = 0

    counter.press(Qt.Key.Key_2, ALT)
    counter.press(ENTER)
    counter.type("3")
    counter.press(ENTER)
    counter.type("2")
    counter.press(F9)

    assert counter.keys <= MOST_KEYS_FOR_COPIES
    dossier = counter.desk.dossiers.get(counter.codes()[0])
    assert dossier.applicant.full_name == "Phạm Văn Nam"
    assert dossier.procedure == "2.000815"
    assert dossier.fee_vnd == 2 * (2000 + 2000 + 1000)
    assert [paper.state for paper in dossier.papers] == ["presented"]
    assert counter.tray.titles[-1] == dossier.code


def test_a_printer_out_of_order_costs_no_second_code(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    tray = PaperTray(out_of_order=True)
    with a_counter(tmp_path, qtbot, tray) as counter:
        counter.scan(CARD)
        counter.type("dkks")
        counter.press(ENTER)
        counter.press(Qt.Key.Key_A, CTRL)
        counter.press(F9)

        assert tray.sheets == []
        assert counter.receipt.bar.isVisible()
        assert "F9" in counter.receipt.bar.next_step.words
        [code] = counter.codes()
        assert counter.desk.dossiers.get(code).print_state == "not_printed"

        tray.out_of_order = False
        counter.press(F9)

        assert counter.codes() == [code]
        assert tray.titles == [code]
        assert counter.desk.dossiers.get(code).print_state == "printed"
        assert not counter.receipt.bar.isVisible()


def test_after_a_crash_behind_the_commit_the_receipt_is_printed_by_its_button(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    with a_counter(tmp_path, qtbot) as before:
        before.scan(CARD)
        before.type("dkks")
        before.press(ENTER)
        officer = before.desk.officer("uyen")
        before.desk.intake.receive(before.intake.form(), officer)  # and the program is gone

    tray = PaperTray()
    with a_counter(tmp_path, qtbot, tray) as counter:
        [code] = counter.codes()
        counter.press(F9)  # means this screen only: nothing is printed
        assert tray.titles == []
        counter.press(F2)
        counter.window.open_screen("intake")
        counter.settle()
        counter.intake.print_pressed.emit(code)
        counter.settle()

        assert tray.titles == [code]
        assert counter.codes() == [code]


def test_a_draft_survives_a_crash(tmp_path: Path, qtbot: QtBot, look: None) -> None:
    with a_counter(tmp_path, qtbot) as before:
        before.scan(CARD)
        before.type("dkks")
        before.press(ENTER)
        before.press(Qt.Key.Key_Space)
        before.press(Qt.Key.Key_Down)
        before.press(Qt.Key.Key_Space)

    with a_counter(tmp_path, qtbot) as counter:
        offered = counter.desk.drafts.list(counter.desk.officer("uyen"))
        assert len(offered) == 1
        assert counter.intake.bar.isVisible()
        counter.intake.draft_pressed.emit(offered[0].id)
        counter.settle()

        form = counter.intake.form()
        assert form.applicant.full_name == "Nguyễn Thị Phương Uyên"
        assert form.procedure == "1.001193"
        assert [paper.number for paper in form.papers] == [1, 2]
        counter.press(F9)
        assert len(counter.codes()) == 1
        assert counter.desk.drafts.list(counter.desk.officer("uyen")) == []


def test_what_is_typed_is_on_disk_without_leaving_the_field(
    tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    with a_counter(tmp_path, qtbot) as before:
        before.intake.people.applicant.full_name.setFocus()
        before.say("Lê Thị M")

    with a_counter(tmp_path, qtbot) as counter:
        [line] = counter.desk.drafts.list(counter.desk.officer("uyen"))
        saved = counter.desk.drafts.get(line.id).form
        assert saved["applicant"]["full_name"] == "Lê Thị M"


def test_a_reprint_is_marked_and_counted(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)
    [code] = counter.codes()

    counter.press(F9)  # it is printed already: asks why
    assert counter.receipt.reprint_card.isVisible()
    counter.press(ENTER)

    assert counter.desk.dossiers.get(code).reprints == 1
    assert counter.tray.titles == [code, code]
    assert counter.tray.sheets[1] != counter.tray.sheets[0]
    assert counter.receipt.reason.value() == REPRINT_REASONS[0]


def test_without_a_printer_the_receipt_is_shown(tmp_path: Path, qtbot: QtBot, look: None) -> None:
    with a_counter(tmp_path, qtbot, PaperTray(missing=True)) as counter:
        counter.scan(CARD)
        counter.type("dkks")
        counter.press(ENTER)
        counter.press(Qt.Key.Key_A, CTRL)
        counter.press(F9)

        assert counter.window.shown == "receipt"
        counter.until(lambda: counter.receipt.preview.page_count > 0)
        assert counter.receipt.bar.isVisible()


def test_f9_twice_receives_once(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.intake.receive_pressed.emit()
    counter.intake.receive_pressed.emit()
    counter.settle()
    assert len(counter.codes()) == 1


def test_a_broken_card_gets_a_sentence_and_changes_nothing(counter: CounterAtWork) -> None:
    counter.scan(CARD.replace("Nguyễn", "Nguy?n"))
    assert counter.intake.bar.isVisible()
    assert "vỡ chữ" in counter.intake.bar.title.words
    assert counter.intake.people.applicant.full_name.text() == ""


def test_cleared_by_mistake_comes_back(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    before = counter.intake.form()
    counter.intake.foot.clear.click()
    counter.settle()
    assert counter.intake.people.applicant.full_name.text() == ""
    counter.press(Qt.Key.Key_Z, CTRL)
    assert counter.intake.form() == before


def test_a_wrong_turn_of_language_in_the_middle_loses_nothing(counter: CounterAtWork) -> None:
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    before = counter.intake.form()
    language().toggle()
    counter.settle()
    assert counter.intake.form() == before
    counter.press(Qt.Key.Key_A, CTRL)
    counter.press(F9)
    assert len(counter.codes()) == 1
