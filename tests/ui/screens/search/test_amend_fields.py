"""Each field says what was typed into it, and nothing where nothing was changed."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.amendment_views import FieldView, ValueView
from desk_app.ui.screens.search.amend_fields import ConflictChoice, FieldEditor
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.select import Select

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
HERE = ValueView("0987654321", "An", "Quầy 01", AT, sent=True)
THERE = ValueView("0903112233", "Hương", "Quầy 05", AT, sent=True)
PHONE = FieldView(
    "applicant.phone", "0912345678", "0987654321", HERE, (HERE, THERE), ("one", "two")
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("applicant.birth_date", "1987-09-05"),
        ("applicant.birth_date", None),
        ("applicant.sex", "female"),
        ("applicant.sex", None),
        ("result_at", "post"),
        ("note", None),
        ("applicant.phone", "0912345678"),
    ],
)
def test_what_nobody_touched_is_no_answer(
    look: None, qtbot: QtBot, name: str, value: str | None
) -> None:
    editor = FieldEditor(FieldView(name, value, value), value=value)
    qtbot.addWidget(editor)
    assert (editor.value(), editor.answer()) == (value, {})


def test_a_new_value_is_the_answer(look: None, qtbot: QtBot) -> None:
    born = FieldEditor(FieldView("applicant.birth_date", None, None))
    qtbot.addWidget(born)
    assert isinstance(born.labelled, LabelledInput)
    for typed, said in (("5/9/1987", "1987-09-05"), ("31/02/1987", "31/02/1987"), ("", None)):
        born.labelled.edit.setText(typed)
        assert born.value() == said
    sex = FieldEditor(FieldView("applicant.sex", "male", "male"), value="male")
    qtbot.addWidget(sex)
    assert isinstance(sex.labelled.editor, Select)
    sex.labelled.editor.set_value(None)
    assert sex.answer() == {"applicant.sex": None}


def test_an_amended_field_says_what_was_printed(look: None, qtbot: QtBot) -> None:
    field = FieldView("applicant.phone", "0912345678", "0987654321", HERE)
    editor = FieldEditor(field, value=field.value)
    qtbot.addWidget(editor)
    assert any("0912345678" in one.words for one in editor.findChildren(Label))


def test_nothing_is_decided_beforehand_and_a_third_value_can_be_typed(
    look: None, qtbot: QtBot
) -> None:
    choice = ConflictChoice(PHONE)
    qtbot.addWidget(choice)
    choice.show()
    assert choice.answer() == {}
    words = [button.text() for button in choice.group.buttons()]
    assert "0987654321" in words[0]
    assert "Quầy 01 · An" in words[0]
    assert "0903112233" in words[1]
    assert "Quầy 05 · Hương" in words[1]
    choice.group.buttons()[1].click()
    assert choice.answer() == {"applicant.phone": "0903112233"}
    assert not choice.other.isVisible()
    choice.group.buttons()[2].click()
    assert choice.other.isVisible()
    assert isinstance(choice.labelled, LabelledInput)
    choice.labelled.edit.setText("0911111111")
    assert choice.answer() == {"applicant.phone": "0911111111"}


def test_arrows_choose(look: None, qtbot: QtBot) -> None:
    choice = ConflictChoice(PHONE)
    qtbot.addWidget(choice)
    choice.show()
    first, second, other = choice.group.buttons()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert choice.answer() == {"applicant.phone": "0987654321"}
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert choice.answer() == {"applicant.phone": "0903112233"}
    assert choice.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Right)
    assert other.isChecked()
    assert choice.other.isVisible()
    assert choice.focusWidget() is other, "arrows lead back out of it"
    qtbot.keyClick(other, Qt.Key.Key_Left)
    assert choice.answer() == {"applicant.phone": "0903112233"}
    assert not choice.other.isVisible()
    qtbot.keyClick(second, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert second.isChecked()


def test_what_was_printed_is_said_once(look: None, qtbot: QtBot) -> None:
    choice = ConflictChoice(PHONE)
    qtbot.addWidget(choice)
    choice.show()
    choice.group.buttons()[-1].click()
    printed = [one for one in choice.findChildren(Label) if "0912345678" in one.words]
    assert len([one for one in printed if one.isVisible()]) == 1


def test_long_values_stand_in_lines_of_their_own(look: None, qtbot: QtBot) -> None:
    long = "Số 12/4, ngõ 25, đường Bến Xuân, tổ dân phố số 7, phường Mẫu, tỉnh Mẫu"
    option = ValueView(long, "An", "Quầy 01", AT, sent=True)
    choice = ConflictChoice(FieldView("note", None, long, option, (option, THERE)))
    qtbot.addWidget(choice)
    assert long not in choice.group.buttons()[0].text()
    assert any(one.words == long for one in choice.findChildren(Label))


def test_what_was_typed_before_stands_there_as_it_was_typed(look: None, qtbot: QtBot) -> None:
    for name, said in (
        ("applicant.birth_date", "1987-09-05"),
        ("applicant.birth_date", "31/02/1987"),
        ("applicant.birth_date", None),
        ("applicant.sex", "female"),
        ("note", "gọi trước"),
    ):
        editor = FieldEditor(FieldView(name, "x", "x"), value="1980-01-01" if "_" in name else "x")
        qtbot.addWidget(editor)
        editor.fill(said)
        assert editor.answer() == {name: said}


def test_what_was_chosen_before_is_chosen_again(look: None, qtbot: QtBot) -> None:
    for value, third in ((HERE.value, False), (THERE.value, False), ("0911111111", True)):
        choice = ConflictChoice(PHONE)
        qtbot.addWidget(choice)
        choice.fill(value)
        assert choice.answer() == {"applicant.phone": value}
        assert choice.other.isVisibleTo(choice) == third
