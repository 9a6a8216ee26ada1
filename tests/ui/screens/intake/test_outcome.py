"""Promised time and fee as they would be, and the inputs that change them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.catalogue import ProcedureCard
from desk_app.services.fee_rates import KnownRate
from desk_app.services.fees import Fee, LeftOpen
from desk_app.services.intake_check import Problem
from desk_app.services.intake_form import IntakeForm
from desk_app.services.promised_time import Promise
from desk_app.ui.language import in_words, language
from desk_app.ui.screens.intake.outcome import OutcomeCard
from desk_app.ui.screens.intake.state import Judgement
from desk_app.wording import message

AT = datetime(2026, 12, 7, 17, 0, tzinfo=VIETNAM)
LINE = message("promise.no_limit")
JUDGED = Judgement(
    card=ProcedureCard("2.000815", 1, 1, "Chứng thực bản sao"),
    promise=Promise(AT, (LINE,), None, "2026.1", "PT-02/1"),
    fee=Fee(14000, (message("fees.unknown"),), (), uncertain=True),
    counts_pages=True,
    counts_copies=True,
)


@pytest.fixture
def card(qtbot: QtBot, look: None) -> OutcomeCard:
    made = OutcomeCard()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_amount_the_province_has_set_is_typed(card: OutcomeCard) -> None:
    assert card.set_fee.isHidden()
    card.show_judgement(replace(JUDGED, asks_fee=True))
    assert not card.set_fee.isHidden()
    card.set_fee.set_value(75_000)
    assert card.filled(IntakeForm()).fee_vnd == 75_000
    card.show_judgement(replace(JUDGED, asks_fee=False))
    assert card.filled(IntakeForm()).fee_vnd is None


def test_large_figures_and_lines_on_demand(card: OutcomeCard) -> None:
    card.show_judgement(JUDGED)
    assert card.promised.words == "17:00 · 07/12/2026"
    assert card.fee.words == "14.000 đ"
    assert card.fee_note.words == "Mức phí cần đối chiếu"
    assert not card.lines.isVisibleTo(card)
    card.why.click()
    assert card.lines.isVisibleTo(card)
    assert "không hẹn ngày trả" in card.lines.words
    assert "không ghi mức phí" in card.lines.words


@pytest.mark.parametrize(
    ("left_open", "words"),
    [("set_elsewhere", "Do tỉnh quy định"), ("unknown", "–"), (None, "0 đ")],
)
def test_an_amount_nobody_knows_is_never_shown_as_nothing(
    card: OutcomeCard, left_open: LeftOpen | None, words: str
) -> None:
    fee = Fee(0, (), (), uncertain=left_open is not None, left_open=left_open)
    card.show_judgement(replace(JUDGED, fee=fee))
    assert card.fee.words == words


def test_no_promise_says_so(card: OutcomeCard) -> None:
    assert JUDGED.promise is not None
    card.show_judgement(replace(JUDGED, promise=replace(JUDGED.promise, at=None)))
    assert card.promised.words == "Không hẹn ngày"


def test_pages_and_copies_only_where_the_fee_asks(card: OutcomeCard) -> None:
    card.show_judgement(replace(JUDGED, counts_pages=False, counts_copies=False))
    card.pages.set_value(7)
    assert not card.pages.isVisibleTo(card)
    assert card.filled(IntakeForm()).pages is None
    card.show_judgement(JUDGED)
    assert card.pages.isVisibleTo(card)
    assert card.filled(IntakeForm()).pages == 7


def test_the_form_comes_back_as_it_was(card: OutcomeCard) -> None:
    card.show_judgement(JUDGED)
    form = IntakeForm(
        sets=2, pages=3, copies=4, note="gấp", exemption="hộ nghèo số 12", result_at="post"
    )
    card.show_form(form)
    card.show_judgement(JUDGED)
    assert card.filled(IntakeForm()) == form


def test_an_exemption_needs_its_reason(card: OutcomeCard) -> None:
    card.exempt.click()
    [(text, field)] = card.complaints()
    assert field is card.exemption
    assert text.key == "intake_screen.outcome.exemption_missing"
    card.exemption.set_text("Hộ nghèo")
    assert card.complaints() == []
    card.exempt.click()
    assert card.filled(IntakeForm()).exemption == ""


def test_an_error_stands_at_its_field_until_it_is_mended(card: OutcomeCard) -> None:
    wrong = Problem("sets", message("intake.number_out_of_range", most=999, found=0))
    card.show_judgement(replace(JUDGED, problems=(wrong,)))
    assert card.sets.error is not None
    card.show_judgement(JUDGED)
    assert card.sets.error is None


def test_amounts_follow_the_language(card: OutcomeCard) -> None:
    card.show_judgement(JUDGED)
    language().set("en")
    assert card.fee.words == "14,000 VND"


SEVERAL = replace(
    JUDGED,
    asks_fee=True,
    picks_fee=True,
    rates=(KnownRate(20_000, "Hộ gia đình"), KnownRate(5_000)),
)


def test_of_several_rates_one_is_picked(card: OutcomeCard) -> None:
    card.show_judgement(SEVERAL)
    assert [field for _, field in card.complaints()] == [card.set_fee]
    assert [card.rate.itemText(row) for row in range(card.rate.count())] == [
        "Chọn mức, hoặc gõ số tiền",
        "20.000 đ – Hộ gia đình",
        "5.000 đ",
    ]
    card.rate.setCurrentIndex(2)
    card.rate.activated.emit(2)
    assert card.filled(IntakeForm()).fee_vnd == 5_000
    assert card.complaints() == []


def test_another_amount_may_be_typed(card: OutcomeCard) -> None:
    card.show_judgement(SEVERAL)
    card.set_fee.set_value(7_500)
    card.show_judgement(SEVERAL)
    assert card.rate.value() is None
    assert card.complaints() == []
    card.set_fee.set_value(20_000)
    card.show_judgement(SEVERAL)
    assert card.rate.value() == 20_000


def test_who_is_exempt_needs_no_rate(card: OutcomeCard) -> None:
    card.show_judgement(SEVERAL)
    card.exempt.setChecked(True)
    card.exemption.set_text("Hộ nghèo số 12")
    assert card.complaints() == []


def test_one_rate_is_not_asked_about(card: OutcomeCard) -> None:
    card.show_judgement(JUDGED)
    assert card.rate_labelled.isHidden()
    assert card.complaints() == []


def test_a_number_that_is_too_large_stays_as_typed(card: OutcomeCard, qtbot: QtBot) -> None:
    """9999999999 sets once became 9999 without a word, and cost 69 million."""
    card.show_judgement(replace(JUDGED, asks_fee=True))
    for field in (card.sets, card.pages, card.copies, card.set_fee):
        field.edit.clear()
        qtbot.keyClicks(field.edit, "9999999999")
        assert field.text() == "9999999999"
        assert field.value() == 9_999_999_999
    wrong = message("intake.number_out_of_range", most=9999, found=9_999_999_999)
    card.show_judgement(replace(JUDGED, problems=(Problem("copies", wrong),)))
    assert "đang là 9999999999" in in_words(card.copies.error or "")
    assert card.fee.words == "–"  # the amount of another number is no amount
    card.show_judgement(Judgement(problems=(Problem("sets", wrong),)))  # no procedure yet
    assert (card.sets.error, card.copies.error) == (wrong, None)
    card.sets.edit.clear()
    qtbot.keyClicks(card.sets.edit, "1x2")
    assert card.sets.text() == "12"
