"""Whom a card belongs to: the dossier that is begun, or the next one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.services.card_qr import read_card
from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.ui.screens.intake.cards import is_another
from tests.builders.counter import CARD, CTRL, OTHER_CARD, CounterAtWork, a_counter

ENTER = Qt.Key.Key_Return
UYEN = read_card(CARD)


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def _drafts(counter: CounterAtWork) -> list[IntakeForm]:
    lines = counter.desk.drafts.list(counter.desk.officer("uyen"))
    return [IntakeForm.from_json(counter.desk.drafts.get(line.id).form) for line in lines]


def _begun(counter: CounterAtWork) -> IntakeForm:
    """The dossier of the first card, with papers and a phone."""
    counter.scan(CARD)
    counter.type("dkks")
    counter.press(ENTER)
    counter.press(Qt.Key.Key_A, CTRL)
    counter.intake.people.applicant.phone.set_text("0955555555")
    counter.intake.people.committed.emit()
    counter.settle()
    return counter.intake.form()


def test_the_card_of_somebody_else_begins_a_dossier_of_its_own(counter: CounterAtWork) -> None:
    """Its receipt once carried the phone of the person before, and papers nobody handed in."""
    before = _begun(counter)
    counter.scan(OTHER_CARD)
    form = counter.intake.form()
    assert form.applicant.full_name == "Trần Văn Bình"
    assert (form.applicant.phone, form.procedure, form.papers) == ("", "", ())
    assert counter.focus is counter.intake.procedure.picker.edit
    assert before in _drafts(counter)


def test_the_way_back_leaves_nothing_of_the_other_card(counter: CounterAtWork) -> None:
    before = _begun(counter)
    counter.scan(OTHER_CARD)
    counter.window.toast.undo()
    counter.settle()
    assert counter.intake.form() == before
    assert _drafts(counter) == [before]


def test_the_way_back_keeps_what_was_typed_since(counter: CounterAtWork) -> None:
    before = _begun(counter)
    counter.scan(OTHER_CARD)
    counter.intake.people.applicant.phone.set_text("0911111111")
    counter.window.toast.undo()
    counter.settle()
    assert counter.intake.form() == before
    assert {form.applicant.phone for form in _drafts(counter)} == {"0955555555", "0911111111"}


def test_the_same_card_once_more_is_meant_for_this_dossier(counter: CounterAtWork) -> None:
    """Taken back and read again: the first card was the wrong one. The phone was of its person."""
    before = _begun(counter)
    counter.scan(OTHER_CARD)
    counter.window.toast.undo()
    counter.settle()
    counter.scan(OTHER_CARD)
    form = counter.intake.form()
    assert (form.applicant.full_name, form.applicant.phone) == ("Trần Văn Bình", "")
    assert (form.procedure, form.papers) == (before.procedure, before.papers)
    counter.window.toast.undo()
    counter.settle()
    assert counter.intake.form() == before


def test_a_dossier_without_an_applicant_takes_the_card(counter: CounterAtWork) -> None:
    counter.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    counter.type("dkks")
    counter.press(ENTER)
    counter.scan(OTHER_CARD)
    form = counter.intake.form()
    assert (form.procedure, form.applicant.full_name) == ("1.001193", "Trần Văn Bình")
    assert _drafts(counter) == [form]


def test_a_card_for_the_submitter_stays_in_the_dossier(counter: CounterAtWork) -> None:
    _begun(counter)
    counter.intake.people.by_another.setChecked(True)
    counter.settle()
    counter.scan(OTHER_CARD)
    form = counter.intake.form()
    assert form.submitter is not None
    assert (form.applicant.full_name, form.submitter.full_name) == (
        "Nguyễn Thị Phương Uyên",
        "Trần Văn Bình",
    )
    counter.intake.people.submitter.phone.set_text("0900000000")
    counter.intake.papers.list.setFocus()
    counter.scan(OTHER_CARD)  # read twice, with the focus elsewhere: still the submitter's
    submitter = counter.intake.form().submitter
    assert submitter is not None
    assert submitter.phone == "0900000000"
    assert len(_drafts(counter)) == 1


def test_another_submitter_has_nothing_of_the_one_before(counter: CounterAtWork) -> None:
    _begun(counter)
    people = counter.intake.people
    people.by_another.setChecked(True)
    counter.scan(OTHER_CARD)
    people.submitter.authorisation.set_text("Giấy ủy quyền của ông Bình")
    people.submitter.phone.set_text("0900000000")
    people.submitter.id_number.setFocus()
    counter.scan("079190000777||Lê Thị Cúc|01011990|Nữ|5 Bến Xuân, tỉnh Mẫu|01012022")
    submitter = counter.intake.form().submitter
    assert submitter is not None
    assert (submitter.full_name, submitter.phone, submitter.authorisation) == ("Lê Thị Cúc", "", "")


@pytest.mark.parametrize(
    ("person", "another"),
    [
        (PersonForm(), False),
        (PersonForm(id_number=UYEN.id_number), False),
        (PersonForm(id_number="079187", full_name="Trần Văn Bình"), False),  # only begun
        (PersonForm(id_number="024123456"), False),  # her number before
        (PersonForm(full_name="nguyen thi phuong"), False),
        (PersonForm(full_name="Trần Văn Bình"), True),
        (PersonForm(id_number="079090004321"), True),
        (PersonForm(kind="enterprise", id_number="0312345678"), True),
    ],
)
def test_who_is_another(person: PersonForm, another: bool) -> None:
    assert is_another(person, UYEN) is another
    assert is_another(replace(person, address="Bến Xuân"), UYEN) is another
