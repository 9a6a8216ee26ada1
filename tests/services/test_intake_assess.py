"""Judging a form while it is typed: nothing is written, nothing is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desk_app.services.catalogue_import import import_catalogue
from desk_app.services.intake_assess import channel_of
from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.services.intake_json import read_form
from tests.builders.desks import a_dossier_said, a_training_desk
from tests.builders.procedures import a_national_procedure, a_time


def test_an_empty_form_has_all_its_problems_and_no_promise(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        seen = desk.intake.assess(IntakeForm(), desk.officer())
        assert [problem.field for problem in seen.blocking] == [
            "procedure",
            "applicant.full_name",
        ]
        assert (seen.card, seen.promise, seen.fee) == (None, None, None)
        other = desk.intake.assess(IntakeForm(procedure=" 9.999999 "), desk.officer())
        assert "9.999999" in other.blocking[0].text.in_words("vi")


def test_without_a_procedure_all_the_rest_is_judged_too(tmp_path: Path) -> None:
    """Mistakes are told at once, not a second time after the procedure was chosen."""
    with a_training_desk(tmp_path) as desk:
        form = IntakeForm(sets=5000, note="a" * 2001)
        seen = desk.intake.assess(form, desk.officer())
        told = [problem.field for problem in seen.blocking]
        assert told == ["procedure", "applicant.full_name", "sets", "note"]


def test_half_a_form_already_says_when_and_how_much(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        form = IntakeForm(procedure="2.000815", pages=5, copies=2)
        seen = desk.intake.assess(form, desk.officer())
        assert seen.fee is not None
        assert seen.fee.vnd == 14_000
        assert seen.promise is not None
        assert seen.promise.at is not None
        assert {problem.field for problem in seen.blocking} == {"applicant.full_name"}


def test_a_province_suffix_names_the_same_procedure(tmp_path: Path) -> None:
    """And an open dossier under the plain code is seen through it."""
    with a_training_desk(tmp_path) as desk:
        desk.intake.receive(read_form(a_dossier_said()), desk.officer())
        form = read_form(a_dossier_said(procedure="1.001193.H05"))
        seen = desk.intake.assess(form, desk.officer())
        assert seen.card is not None
        assert seen.card.code == "1.001193"
        assert len(seen.open_dossiers) == 1


def test_judging_writes_nothing(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        form = read_form(a_dossier_said(fee_vnd=5000))
        for name in ("A", "B"):
            person = replace(form.applicant, full_name=name)
            desk.intake.assess(replace(form, applicant=person), desk.officer())
        assert desk.search.search("").total == 0
        assert desk.settings.get("unit_fees") == {}


def test_without_an_id_number_nobody_is_taken_for_somebody_else(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        form = replace(read_form(a_dossier_said()), applicant=PersonForm(full_name="Lê Thị Sen"))
        for _ in range(2):
            seen = desk.intake.assess(form, desk.officer())
            assert seen.open_dossiers == ()
            desk.intake.receive(form, desk.officer())


def test_a_channel_the_catalogue_lacks_borrows_the_first(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        card = desk.catalogue.get("1.003677")
        found = channel_of(card, "direct")
        assert found is card.channels[0]
        assert channel_of(replace(card, channels=()), "direct") is None


def test_a_limit_that_could_not_be_read_is_warned_of(tmp_path: Path) -> None:
    way = {"KENH": "1", "THOIGIAN": [a_time("-5", "Ngày")]}
    with a_training_desk(tmp_path) as desk:
        import_catalogue(desk.store, desk.clock, [a_national_procedure(7, CACHTHUCTHUCHIEN=[way])])
        seen = desk.intake.assess(IntakeForm(procedure="8.000007"), desk.officer())
        assert seen.promise is not None
        assert seen.promise.limit_unknown
        warned = [p.text.in_words("vi") for p in seen.warnings if p.field == "promised_at"]
        assert len(warned) == 1
        assert "ghi tay thời hạn" in warned[0]


def test_a_text_that_was_cut_short_says_so(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        cut = [p for p in desk.catalogue.get("1.013225").papers if p.uncertain == "text_cut"]
        assert len(cut) == 8
        assert all(paper.name.endswith("…") for paper in cut)
