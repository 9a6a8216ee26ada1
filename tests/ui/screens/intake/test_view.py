"""The intake screen by itself: keys, mistakes, both languages, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.services.catalogue import ProcedureCard
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.services.number_ways import NumberWays
from desk_app.ui.language import language
from desk_app.ui.screens.intake.state import Judgement, OfferedDraft, ProcedureLine, Unfinished
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.ui.theme import theme
from desk_app.ui.widgets.button import Button
from desk_app.wording import message
from tests.ui.screens.intake.test_checklist_list import papers
from tests.ui.screenshots import shoot

SHIFT = Qt.KeyboardModifier.ShiftModifier
CARD = ProcedureCard("1.001193", 1, 1, "Đăng ký khai sinh", cases=("A", "B"))
JUDGED = Judgement(card=CARD, papers=tuple(papers(6)))
FORM = IntakeForm(
    procedure="1.001193",
    case="B",
    channel="post",
    applicant=PersonForm(id_number="079187001234", full_name="Lê Mai", birth_date=date(1987, 9, 5)),
    submitter=PersonForm(full_name="Trần Bình", authorisation="Giấy số 12"),
    papers=(PaperForm(2, originals=1), PaperForm(3, "later", note="mai nộp")),
    sets=2,
    note="gấp",
)


@pytest.fixture
def view(qtbot: QtBot, look: None) -> Iterator[IntakeView]:
    made = IntakeView()
    qtbot.addWidget(made)
    made.resize(1150, 690)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.people.applicant.id_number.setFocus()
    yield made
    made._stop_timers()


def test_a_draft_comes_back_even_before_it_is_judged(view: IntakeView) -> None:
    view.show_form(FORM)
    assert view.form() == FORM
    view.show_judgement(JUDGED)
    assert view.form() == FORM


def test_enter_goes_through_the_fields_and_shift_enter_back(view: IntakeView) -> None:
    applicant = view.people.applicant
    QTest.keyClick(applicant.id_number.edit, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is applicant.full_name.edit
    QTest.keyClick(applicant.full_name.edit, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is applicant.birth_date.edit
    QTest.keyClick(applicant.birth_date.edit, Qt.Key.Key_Return, SHIFT)
    assert QApplication.focusWidget() is applicant.full_name.edit


def test_enter_reaches_the_last_button(view: IntakeView) -> None:
    view.show_form(FORM)
    view.show_judgement(JUDGED)
    seen: list[QWidget] = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        if focus is view.foot.receive:
            break
        QTest.keyClick(focus, Qt.Key.Key_Return)
    assert seen[-1] is view.foot.receive
    assert len(set(seen)) == len(seen)


def test_enter_reaches_the_empty_procedure_field_without_opening_its_list(
    view: IntakeView, qtbot: QtBot
) -> None:
    asked: list[str] = []
    view.procedure_asked.connect(asked.append)
    email = view.people.applicant.email.edit
    email.setFocus()
    QTest.keyClick(email, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view.procedure.picker.edit
    assert asked == []


def test_choosing_a_procedure_leaves_the_columns_as_wide_as_they_were(view: IntakeView) -> None:
    view.show_form(IntakeForm())
    shoot(view, (1150, 690))
    before = (view.people.width(), view.papers.width())
    view.show_form(FORM)
    view.show_judgement(replace(JUDGED, asks_fee=True))
    shoot(view, (1150, 690))
    assert (view.people.width(), view.papers.width()) == before


def test_alt_digits_go_to_parts_from_everywhere_and_further_on_to_papers(view: IntakeView) -> None:
    view.show_form(FORM)
    view.show_judgement(JUDGED)
    keys = view.actions_here()
    keys["section_3"]()
    assert QApplication.focusWidget() is view.papers.list
    keys["section_5"]()
    assert view.papers.list.currentIndex().row() == 4
    keys["section_4"]()
    assert QApplication.focusWidget() is view.outcome.sets.edit
    view.papers.list.setFocus()
    keys["section_1"]()
    assert QApplication.focusWidget() is view.people.applicant.id_number.edit
    view.show_judgement(replace(JUDGED, asks_fee=True))
    keys["section_4"]()
    assert QApplication.focusWidget() is view.outcome.set_fee.edit


def test_mistakes_stand_on_top_and_at_their_fields(view: IntakeView) -> None:
    view.show_form(FORM)
    view.show_judgement(JUDGED)
    wrong = {
        "applicant.full_name": message("people.name_missing"),
        "papers.1.originals": message("intake.count_out_of_range", most=999, found=-1),
        "sets": message("intake.number_out_of_range", most=999, found=0),
    }
    view.show_refusal(Refusal("intake.not_received", fields=wrong, count=3))
    assert len(view.summary.sentences) == 3
    assert view.people.applicant.full_name.error is not None
    assert view.outcome.sets.error is not None
    view.summary._buttons[1].click()
    assert QApplication.focusWidget() is view.papers.list
    assert view.papers.list.currentIndex().row() == 2
    assert view.form() == FORM


def test_a_fault_without_fields_is_a_sentence_on_top(view: IntakeView) -> None:
    view.show_form(FORM)
    view.show_refusal(EnvironmentFault("store.disk_full", file="x"))
    assert view.bar.isVisible()
    assert view.form() == FORM


USED_UP = Refusal("numbers.used_up", day=date(2026, 11, 20))
ALL_WAYS = NumberWays(0, "numbers.usual_used_up", sealed=20, neighbours=True, centre=True)


def _ways(view: IntakeView) -> list[str]:
    shown = [b for b in view.bar.findChildren(Button) if not b.isHidden()]
    return [b.accessibleName() for b in shown if b.property("kind") == "secondary"]


def test_without_numbers_enter_takes_the_likeliest_way(view: IntakeView, qtbot: QtBot) -> None:
    view.show_form(FORM)
    view.show_no_numbers(USED_UP, ALL_WAYS)
    assert view.form() == FORM
    assert _ways(view) == [
        "Gửi ngay (F5)",
        "Mở kho số dự phòng (Ctrl+M)",
        "Nhận số từ quầy khác",
    ]
    with qtbot.waitSignal(view.send_pressed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    view.is_offline = lambda: True
    view.show_no_numbers(USED_UP, ALL_WAYS)
    with qtbot.waitSignal(view.open_screen) as asked:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked.args == ["numbers", "open"]
    view.show_no_numbers(USED_UP, replace(ALL_WAYS, sealed=0))
    assert _ways(view) == ["Nhận số từ quầy khác (Ctrl+M)", "Gửi ngay (F5)"]
    assert view.form() == FORM


def test_what_does_not_help_is_not_offered(view: IntakeView) -> None:
    view.show_no_numbers(USED_UP, NumberWays(0, "numbers.used_up", centre=True))
    assert _ways(view) == ["Gửi ngay (F5)"]
    assert "quầy khác" in view.bar.next_step.words
    for key in ("numbers.given_up", "numbers.clock_back"):
        day = {"day": date(2026, 11, 20), "worked": date(2026, 11, 21)}
        view.show_no_numbers(Refusal(key, **day), NumberWays(0, key, centre=True))
        assert _ways(view) == ["Gửi ngay (F5)"]
        assert "F5" in view.bar.next_step.words


def test_it_is_said_when_numbers_have_come_and_when_none_did(view: IntakeView) -> None:
    view.show_form(FORM)
    view.show_no_numbers(USED_UP, ALL_WAYS)
    held = QApplication.focusWidget()
    view.show_number_news(reached_centre=False)
    assert "chưa tới được" in view.bar.meaning.words
    assert QApplication.focusWidget() is held
    view.show_numbers_came(20)
    assert "20" in view.bar.title.words
    assert _ways(view) == []
    assert view.form() == FORM


def test_warnings_about_people_stand_at_their_fields_only(view: IntakeView) -> None:
    from desk_app.services.intake_check import Problem

    phone = Problem("applicant.phone", message("people.phone_unknown"), blocks=False)
    fee = Problem("fee", message("fees.doubtful"), blocks=False)
    view.show_judgement(Judgement(card=CARD, problems=(phone, fee)))
    assert (
        view.notices.words.words
        == "Mức phí trong danh mục chưa chắc chắn: đối chiếu trước khi thu."
    )
    assert not view.notices.more.isVisible()


def test_typing_asks_for_judgement_and_saving_once(view: IntakeView, qtbot: QtBot) -> None:
    with qtbot.waitSignals([view.judge_wanted, view.save_wanted], timeout=60_000):
        QTest.keyClicks(view.people.applicant.full_name.edit, "Mai")


def test_leaving_a_field_saves_at_once(view: IntakeView, qtbot: QtBot) -> None:
    saved = []
    view.save_wanted.connect(lambda: saved.append(view.form().applicant.full_name))
    view.people.applicant.full_name.setFocus()
    QTest.keyClicks(view.people.applicant.full_name.edit, "Mai")
    QTest.keyClick(view.people.applicant.full_name.edit, Qt.Key.Key_Return)
    assert saved[-1:] == ["Mai"]


def test_what_was_left_behind_is_offered_until_something_is_typed(
    view: IntakeView, qtbot: QtBot
) -> None:
    at = datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM)
    view.offer(Unfinished(OfferedDraft(2, "d1", at)))
    assert "2" in view.bar.title.words
    assert "08:30" in view.bar.title.words
    view.offer(Unfinished(None, 1, "H99-261120-0001"))
    assert "H99-261120-0001" in view.bar.title.words
    QTest.keyClicks(view.people.applicant.full_name.edit, "M")
    assert not view.bar.isVisible()


def test_ctrl_z_is_left_to_the_toast_when_the_field_has_nothing_to_undo(view: IntakeView) -> None:
    edit = view.people.applicant.full_name.edit
    view.show_form(FORM)
    assert _taken_by_field(edit) is False
    QTest.keyClicks(edit, "x")
    assert _taken_by_field(edit) is True


def _taken_by_field(edit: QLineEdit) -> bool:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    ctrl = Qt.KeyboardModifier.ControlModifier
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, ctrl, "z")
    event.ignore()
    QApplication.sendEvent(edit, event)
    return event.isAccepted()


def test_every_control_says_what_it_is(view: IntakeView) -> None:
    view.show_form(FORM)
    view.show_judgement(JUDGED)
    kinds = (QLineEdit, QAbstractButton, QComboBox)
    nameless = [
        widget
        for kind in kinds
        for widget in view.findChildren(kind)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_nothing_stays_in_the_other_language(view: IntakeView) -> None:
    view.show_form(IntakeForm())
    before = _words(view)
    language().set("en")
    after = _words(view)
    same = {word for word in before & after if word and not word.isdigit()}
    assert same <= {"Email", "–", "-", "F9", "Ctrl+S", "Ctrl+A"}


def _words(view: IntakeView) -> set[str]:
    labels = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    buttons = {button.text() for button in view.findChildren(QAbstractButton) if button.isVisible()}
    return labels | buttons


@pytest.mark.parametrize("code", ["vi", "en"])
def test_a_usual_intake_fits_without_scrolling(view: IntakeView, code: str, tmp_path: Path) -> None:
    language().set(code)
    view.show_form(FORM.from_json({**FORM.to_json(), "submitter": None}))
    view.show_judgement(JUDGED)
    shoot(view, (1178, 708), tmp_path / "intake.png")
    assert view.columns.verticalScrollBar().maximum() == 0
    assert view.columns.widget().width() <= view.columns.viewport().width()


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut_at_the_side(view: IntakeView, percent: int, code: str) -> None:
    language().set(code)
    view.procedure.show_favourites(
        [ProcedureLine(f"1.{n}", "Đăng ký khai sinh lưu động", favourite=n) for n in range(1, 10)]
    )
    view.show_form(FORM)
    doubt = message("fees.doubtful")
    view.show_judgement(Judgement(card=CARD, papers=tuple(papers(55)), doubts=(doubt,)))
    theme().set_percent(percent)
    shoot(view, (1150, 690))
    inside = view.columns.widget()
    assert inside.minimumSizeHint().width() <= view.columns.viewport().width()
    assert inside.width() == view.columns.viewport().width()
    for card in (view.people, view.procedure, view.papers, view.outcome):
        assert card.minimumSizeHint().width() <= card.width()
