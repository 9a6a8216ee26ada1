"""Applicant and submitter together, with what is odd about them."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.intake_assess import OpenDossier
from desk_app.services.intake_check import Problem
from desk_app.services.intake_form import PersonForm
from desk_app.ui.screens.intake.people import PeopleCard
from desk_app.ui.screens.intake.state import Judgement
from desk_app.wording import message
from tests.ui.screens.intake.test_person import UYEN

DOUBT = Problem("applicant.id_number", message("people.id_number_missing"), blocks=False)
MISSING = Problem("applicant.full_name", message("people.name_missing"))


@pytest.fixture
def card(qtbot: QtBot, look: None) -> PeopleCard:
    made = PeopleCard()
    qtbot.addWidget(made)
    made.show()
    return made


def test_people_come_back_as_shown(card: PeopleCard) -> None:
    other = PersonForm(full_name="Trần Văn Bình", authorisation="Giấy số 12")
    card.show_people(UYEN, other)
    assert card.people() == (UYEN, other)
    assert card.submitter.isVisible()
    card.show_people(UYEN, None)
    assert card.people() == (UYEN, None)
    assert not card.submitter.isVisible()


def test_empty_fields_are_not_marked_before_f9(card: PeopleCard) -> None:
    card.show_judgement(Judgement(problems=(DOUBT, MISSING)))
    assert card.applicant.full_name.error is None
    card.mark_all()
    card.show_judgement(Judgement(problems=(DOUBT, MISSING)))
    assert card.applicant.full_name.error == MISSING.text
    assert card.applicant.id_number.error is None


def test_a_doubt_is_a_hint_and_an_error_an_error(card: PeopleCard) -> None:
    card.show_people(UYEN, None)
    doubt = Problem("applicant.phone", message("people.phone_unknown"), blocks=False)
    wrong = Problem("applicant.id_number", message("people.id_number_digits"))
    card.show_judgement(Judgement(problems=(doubt, wrong)))
    assert card.applicant.phone.error is None
    assert "Số điện thoại" in card.applicant.phone.editor.accessibleDescription()
    assert card.applicant.id_number.error == wrong.text
    card.show_judgement(Judgement())
    assert card.applicant.id_number.error is None
    assert card.applicant.phone.editor.accessibleDescription() == ""


def test_an_open_dossier_is_named_and_can_be_seen(card: PeopleCard, qtbot: QtBot) -> None:
    other = OpenDossier("H99-261119-0001", datetime(2026, 11, 19, 9, tzinfo=VIETNAM), "received")
    card.show_judgement(Judgement(others=(other,)))
    assert "H99-261119-0001, nhận 19/11/2026" in card.other.words
    with qtbot.waitSignal(card.dossier_pressed) as told:
        card.see_other.click()
    assert told.args == ["H99-261119-0001"]
    card.show_judgement(Judgement())
    assert not card.see_other.isVisible()


def test_the_second_card_belongs_to_the_submitter(card: PeopleCard) -> None:
    assert card.wanted_by_card("079090004321") is card.applicant
    card.show_people(UYEN, PersonForm())
    assert card.wanted_by_card("079090004321") is card.submitter
    card.show_people(UYEN, UYEN)
    assert card.wanted_by_card("079090004321") is card.applicant


def test_fields_are_found_by_their_path(card: PeopleCard) -> None:
    assert card.field("applicant.phone") is card.applicant.phone
    assert card.field("submitter.authorisation") is card.submitter.authorisation
    assert card.field("papers.0.number") is None
