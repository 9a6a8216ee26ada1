"""What the screen asks of the services, with a real desk behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.services.desk import Desk
from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.ui.screens.intake.source import IntakeSource
from tests.builders.desks import a_training_desk

FORM = IntakeForm(procedure="1.001193", applicant=PersonForm(full_name="Lê Thị Mai"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_training_desk(tmp_path) as at_work:
        yield at_work


@pytest.fixture
def source(desk: Desk) -> IntakeSource:
    officer = desk.officer("uyen")
    return IntakeSource(
        desk.intake, desk.catalogue, desk.drafts, desk.receipts, lambda: officer, lambda: "A5"
    )


def test_one_intake_keeps_one_draft_and_receiving_takes_it_away(
    desk: Desk, source: IntakeSource
) -> None:
    opened = source.begin()
    first = opened.save(FORM, "Đăng ký khai sinh")
    assert opened.save(replace(FORM, note="gấp"), "Đăng ký khai sinh") == first
    assert source.draft(first or "") == replace(FORM, note="gấp")

    received = opened.receive(FORM)

    assert desk.dossiers.get(received.code).procedure == "1.001193"
    assert opened.save(FORM, "") is None
    left = source.unfinished()
    assert left.draft is None
    assert (left.unprinted, left.latest_unprinted) == (1, received.code)


def test_what_is_saved_while_signing_out_belongs_to_who_typed_it(desk: Desk) -> None:
    at_desk = [desk.officer("uyen")]
    source = IntakeSource(
        desk.intake, desk.catalogue, desk.drafts, desk.receipts, lambda: at_desk[0], lambda: "A5"
    )
    opened = source.begin()
    uyen = at_desk.pop()
    opened.save(FORM, "")
    assert len(desk.drafts.list(uyen)) == 1


def test_a_refused_intake_keeps_its_draft(source: IntakeSource) -> None:
    opened = source.begin()
    draft = opened.save(FORM, "")
    with pytest.raises(Refusal):
        opened.receive(replace(FORM, applicant=PersonForm()))
    assert opened.draft_id == draft
    assert source.draft(draft or "") == FORM


def test_a_draft_deleted_elsewhere_is_kept_anew(desk: Desk, source: IntakeSource) -> None:
    opened = source.begin()
    draft = opened.save(FORM, "")
    desk.drafts.delete(draft or "", desk.officer("uyen"))
    assert source.draft(opened.save(FORM, "") or "") == FORM


def test_a_cleared_form_leaves_no_draft(source: IntakeSource) -> None:
    opened = source.begin()
    opened.save(FORM, "")
    opened.drop()
    assert source.unfinished().draft is None
    assert opened.save(FORM, "") is None


def test_the_draft_on_the_screen_is_not_offered(source: IntakeSource) -> None:
    shown = source.begin()
    shown.save(FORM, "")
    other = source.begin()
    other.save(FORM, "")
    offered = source.unfinished(shown.draft_id).draft
    assert offered is not None
    assert (offered.count, offered.draft_id) == (1, other.draft_id)


def test_the_last_procedure_stands_first_in_an_empty_search(source: IntakeSource) -> None:
    source.keep("2.000815", True)
    source.note_last("1.001193")
    first, second = source.procedures("")[:2]
    assert (first.code, first.last) == ("1.001193", True)
    assert (second.code, second.favourite) == ("2.000815", 1)


def test_a_digit_is_a_favourite(source: IntakeSource) -> None:
    source.keep("2.000815", True)
    source.keep("1.001193", True)
    assert source.procedures("2")[0].code == "1.001193"
    assert [line.favourite for line in source.favourites()] == [1, 2]
    source.keep("2.000815", False)
    assert [line.code for line in source.favourites()] == ["1.001193"]


def test_an_exemption_takes_the_fee_away(desk: Desk, source: IntakeSource) -> None:
    form = replace(FORM, procedure="2.000815", pages=3, copies=1, exemption="Hộ nghèo số 12")
    judged = source.judge(form)
    assert judged.fee is not None
    assert judged.fee.vnd == 0
    assert desk.dossiers.get(source.begin().receive(form).code).fee_reason == "Hộ nghèo số 12"


def test_a_form_is_judged_whole(source: IntakeSource) -> None:
    judged = source.judge(IntakeForm(procedure="2.000815", pages=3, copies=2))
    assert judged.certified_copies
    assert judged.counts_pages
    assert judged.counts_copies
    assert judged.fee is not None
    assert judged.fee.vnd == 10_000
    assert judged.promise is not None
    assert not judged.favourite
    assert source.judge(IntakeForm()).card is None


def test_a_preview_shows_one_copy_and_receives_nothing(desk: Desk, source: IntakeSource) -> None:
    left = desk.numbers.left(desk.this_desk().unit, desk.clock.now().date())
    pages = source.preview(FORM)
    assert [page[:4] for page in pages] == [b"\x89PNG"]
    assert desk.search.search("").total == 0
    assert desk.numbers.left(desk.this_desk().unit, desk.clock.now().date()) == left


def test_a_form_with_mistakes_has_no_preview(source: IntakeSource) -> None:
    with pytest.raises(Refusal) as refused:
        source.preview(replace(FORM, applicant=PersonForm()))
    assert "applicant.full_name" in refused.value.fields


def test_of_several_rates_none_is_taken_silently_or_remembered(
    desk: Desk, source: IntakeSource
) -> None:
    form = replace(FORM, procedure="1.004194", papers=())
    judged = source.judge(form)
    assert (judged.picks_fee, judged.asks_fee) == (True, True)
    assert [rate.vnd for rate in judged.rates] == [10_000]
    picked = replace(form, fee_vnd=15_000)
    code = source.begin().receive(picked).code
    assert desk.dossiers.get(code).fee_vnd == 15_000
    assert source.judge(form).fee != source.judge(picked).fee
    assert desk.settings.get("unit_fees") == {}
