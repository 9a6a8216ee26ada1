"""The fields of one person: typed, filled, taken from a QR text."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.services.intake_form import PersonForm, PersonKind
from desk_app.ui.language import in_words, language
from desk_app.ui.screens.intake.person import PersonSection
from desk_app.ui.widgets.labelled import LabelledInput
from tests.builders.counter import CARD

UYEN = PersonForm(
    id_number="079187001234",
    full_name="Nguyễn Thị Phương Uyên",
    birth_date=date(1987, 9, 5),
    sex="female",
    address="25/7 Nguyễn Bỉnh Khiêm",
    phone="0912345678",
    email="uyen@vidu.vn",
    old_id_number="024123456",
    id_issued_on=date(2022, 1, 1),
    identity_method="card_qr",
    qr_rest="x",
)


@pytest.fixture
def section(qtbot: QtBot, look: None) -> PersonSection:
    made = PersonSection()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_person_comes_back_as_shown(section: PersonSection) -> None:
    section.show_person(UYEN)
    assert section.person() == UYEN
    assert section.from_card


def test_a_submitter_has_an_authorisation(qtbot: QtBot, look: None) -> None:
    section = PersonSection(submitter=True)
    qtbot.addWidget(section)
    section.show()
    section.show_person(PersonForm(full_name="Trần Văn Bình", authorisation="Giấy số 12"))
    assert section.person().authorisation == "Giấy số 12"
    assert section.authorisation.isVisible()
    assert not section.address.isVisible()
    assert section.authorisation.edit in section.chain()


def test_a_number_typed_by_hand_is_no_longer_from_the_card(section: PersonSection) -> None:
    section.show_person(UYEN)
    section.id_number.edit.setFocus()
    QTest.keyClicks(section.id_number.edit, "9")
    person = section.person()
    assert person.identity_method == "typed"
    assert (person.old_id_number, person.qr_rest, person.id_issued_on) == ("", "", None)


def test_another_phone_leaves_the_card_as_it_was(section: PersonSection) -> None:
    section.show_person(UYEN)
    QTest.keyClicks(section.phone.edit, "9")
    assert section.from_card


def test_spaces_in_a_number_do_no_harm(section: PersonSection) -> None:
    QTest.keyClicks(section.id_number.edit, "079 187 001 234")
    assert section.person().id_number == "079187001234"


@pytest.mark.parametrize("name", ["id_number", "full_name"])
def test_a_pasted_qr_text_is_taken_out_and_told(
    section: PersonSection, qtbot: QtBot, name: str
) -> None:
    field = section.fields()[name]
    assert isinstance(field, LabelledInput)
    QApplication.clipboard().setText(CARD)
    with qtbot.waitSignal(section.card_typed) as told:
        field.edit.paste()
    assert told.args == [CARD]
    assert field.text() == ""


@pytest.mark.parametrize("name", ["id_number", "full_name"])
def test_a_reader_that_types_into_the_field_is_understood(
    section: PersonSection, qtbot: QtBot, name: str
) -> None:
    field = section.fields()[name]
    assert isinstance(field, LabelledInput)
    ascii_card = "079187001234|024123456|NGUYEN THI UYEN|05091987|Nam|25/7 NBK|01012022"
    with qtbot.waitSignal(section.card_typed) as told:
        QTest.keyClicks(field.edit, ascii_card)
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told.args == [ascii_card]
    assert field.text() == ""


@pytest.mark.parametrize("name", ["id_number", "full_name"])
@pytest.mark.parametrize("marked", [True, False])
def test_what_such_a_reader_types_over_is_not_lost(
    section: PersonSection, qtbot: QtBot, name: str, marked: bool
) -> None:
    """The dossier that is put aside for the next card once lost its number to that card."""
    field = section.fields()[name]
    assert isinstance(field, LabelledInput)
    before = {"id_number": "079187001234", "full_name": "Nguyễn Thị Uyên"}[name]
    field.set_text(before)
    ascii_card = "079090004321||TRAN VAN BINH|12031990|Nam|3 Hoa Binh|15062023"
    if marked:
        field.edit.selectAll()
    with qtbot.waitSignal(section.card_typed) as told:
        QTest.keyClicks(field.edit, ascii_card)
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told.args == [ascii_card]
    assert field.text() == before


def test_an_enterprise_has_no_birth_date(section: PersonSection) -> None:
    section.show_person(PersonForm(kind="enterprise", id_number="0312345678", full_name="Cty A"))
    assert not section.birth_date.isVisible()
    assert section.full_name.edit.accessibleName() == "Tên doanh nghiệp"
    assert section.id_number.edit.accessibleName() == "Mã số doanh nghiệp"
    section.birth_date.set_text("31/02/1987")
    assert section.complaints() == []
    assert section.person().birth_date is None
    section.show_person(PersonForm())
    assert section.birth_date.isVisible()
    assert section.full_name.edit.accessibleName() == "Họ tên"


@pytest.mark.parametrize(
    ("kind", "vietnamese", "english"),
    [
        ("enterprise", "Tên doanh nghiệp", "Name of the enterprise"),
        ("organisation", "Tên tổ chức", "Name of the organisation"),
        ("state_body", "Tên cơ quan", "Name of the state body"),
    ],
)
def test_each_kind_of_applicant_is_called_what_it_is(
    section: PersonSection, kind: PersonKind, vietnamese: str, english: str
) -> None:
    section.show_person(PersonForm(kind=kind))
    assert section.full_name.edit.accessibleName() == vietnamese
    language().set("en")
    assert section.full_name.edit.accessibleName() == english


def test_an_unreadable_date_is_named(section: PersonSection) -> None:
    section.birth_date.set_text("31/02/1987")
    [(text, field)] = section.complaints()
    assert field is section.birth_date
    assert section.person().birth_date is None


def test_an_unreadable_date_stays_as_typed_with_its_complaint(section: PersonSection) -> None:
    section.birth_date.set_text(" 31/02/1987")
    kept = section.person()
    section.show_person(PersonForm())
    assert (section.birth_date.text(), section.birth_date.error) == ("", None)
    section.show_person(kept)
    assert section.birth_date.text() == "31/02/1987"
    assert "không có trong lịch" in in_words(section.birth_date.error or "")
    assert section.person() == kept
    section.birth_date.set_text("28/02/1987")
    assert (section.person().birth_date, section.person().birth_text) == (date(1987, 2, 28), "")
