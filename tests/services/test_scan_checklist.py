"""The checklist: papers of the procedure and of the intake, with what is scanned of them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from desk_app.errors import Refusal
from desk_app.models.tables import Dossier, ProcedureVersion, RequiredPaper
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageChange, PaperTarget
from desk_app.services.scan_checklist import must_be_scannable, read_paper
from desk_app.wording import Message
from tests.builders.piles import FILES, a_blank_page, a_page, paper, received, scanned


def test_the_first_paper_without_pages_is_the_current_one(desk: Desk) -> None:
    papers = [{"number": number, "state": "submitted", "originals": 1} for number in (1, 3)]
    code = received(desk, papers=papers)
    listed = desk.scanning.checklist(code)
    assert (listed.code, listed.current) == (code, 1)
    assert listed == desk.scanning.checklist(listed.dossier_id)
    desk.scanning.add(paper(desk, code), scanned(a_page(1))[0], FILES, desk.officer())
    assert desk.scanning.checklist(code).current == 3


def test_the_procedure_is_named_in_both_languages_where_it_has_two_names(desk: Desk) -> None:
    code = received(desk)
    with desk.store.write() as session:
        session.execute(update(ProcedureVersion).values(name_en="Birth registration"))
    listed = desk.scanning.checklist(code)
    assert isinstance(listed.procedure, Message)
    assert listed.procedure.in_words("vi") == listed.procedure_name
    assert listed.procedure.in_words("en") == "Birth registration"


def test_papers_nothing_was_noted_of_stand_there_too(desk: Desk) -> None:
    listed = desk.scanning.checklist(received(desk))
    unnoted = listed.paper(3)
    assert unnoted is not None
    assert (unnoted.state, unnoted.pages, unnoted.digitised) == (None, 0, "none")
    assert unnoted.name
    noted = listed.paper(1)
    assert noted is not None
    assert (noted.state, noted.required) == ("submitted", True)


def test_scanning_a_paper_nothing_was_noted_of_notes_it(desk: Desk) -> None:
    code = received(desk)
    desk.scanning.add(paper(desk, code, 3), scanned(a_page(1))[0], FILES, desk.officer())
    line = desk.scanning.checklist(code).paper(3)
    assert line is not None
    assert (line.state, line.pages) == ("later", 1)
    assert [one.number for one in desk.dossiers.get(code).papers] == [1, 3]


def states(desk: Desk, code: str) -> dict[int, str]:
    return {one.number: one.state for one in desk.dossiers.get(code).papers}


def left_for_later(desk: Desk) -> list[str]:
    return [str(o.code) for o in desk.day_review.day().exceptions if o.kind == "papers_later"]


def test_what_was_noted_because_of_pages_goes_and_comes_with_them(desk: Desk) -> None:
    code = received(desk)
    before = (states(desk, code), desk.day_review.day().exceptions)
    added = desk.scanning.add(paper(desk, code), scanned(a_page(1))[0], FILES, desk.officer())
    there = states(desk, code)
    moved = [PageChange(added.id, target=paper(desk, code, 3))]
    back = desk.scanning.change(moved, desk.officer())
    assert states(desk, code) == {**there, 3: "later"}
    assert left_for_later(desk) == []
    desk.scanning.change(back, desk.officer())
    assert states(desk, code) == there
    gone = desk.scanning.change([PageChange(added.id, state="removed")], desk.officer())
    assert (states(desk, code), desk.day_review.day().exceptions) == before
    desk.scanning.change(moved, desk.officer())
    desk.scanning.change(gone, desk.officer())
    assert states(desk, code) == {**there, 3: "later"}


def test_a_paper_left_for_later_has_come_with_its_pages(desk: Desk) -> None:
    code = received(desk, papers=[{"number": 3, "state": "later"}])
    assert left_for_later(desk) == [code]
    target = paper(desk, code, 3)
    added = desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
    assert left_for_later(desk) == []
    assert [one.here for one in desk.dossiers.get(code).papers] == [True]
    desk.scanning.change([PageChange(added.id, state="removed")], desk.officer())
    assert left_for_later(desk) == [code]
    assert [one.here for one in desk.dossiers.get(code).papers] == [False]


def test_what_was_said_at_intake_or_counted_stays_without_pages(desk: Desk) -> None:
    code = received(desk)
    added = desk.scanning.add(paper(desk, code), scanned(a_page(1))[0], FILES, desk.officer())
    desk.scanning.declare_pages(paper(desk, code, 3), 2, desk.officer())
    desk.scanning.change([PageChange(added.id, state="removed")], desk.officer())
    assert states(desk, code) == {1: "submitted", 3: "later"}
    assert left_for_later(desk) == []


def test_a_code_is_found_as_a_reader_brings_it(desk: Desk) -> None:
    code = received(desk)
    assert desk.scanning.checklist(f" {code.lower()} ").code == code


def test_an_online_dossier_is_not_scanned_at_all(desk: Desk) -> None:
    code = received(desk)
    with desk.store.write() as session:
        session.execute(update(Dossier).values(channel="online"))
    listed = desk.scanning.checklist(code)
    assert {one.why_not.key for one in listed.papers if one.why_not} == {"scanning.why_not.online"}
    assert listed.current is None


def test_a_recipe_of_the_catalogue_reaches_the_checklist(desk: Desk) -> None:
    code = received(desk)
    with desk.store.write() as session:
        session.execute(
            update(RequiredPaper)
            .where(RequiredPaper.number == 1)
            .values(scan={"one_page": True, "colour": "color", "dpi": 300})
        )
    for number in (1, 2):
        image = scanned(a_page(number))[0]
        desk.scanning.add(paper(desk, code), image, FILES, desk.officer())
    line = desk.scanning.checklist(code).paper(1)
    assert line is not None
    assert (line.recipe.colour, line.recipe.dpi) == ("color", 300)
    assert line.warning is not None
    assert line.warning.key == "scanning.card_sides_apart"


def test_a_secret_paper_is_refused(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with desk.store.write() as session:
        session.execute(update(RequiredPaper).values(scan={"do_not_scan": "secret"}))
    with desk.store.read() as session, pytest.raises(Refusal) as caught:
        must_be_scannable(session, target)
    assert "bí mật nhà nước" in caught.value.meaning("vi")


def test_an_unknown_paper_is_refused(desk: Desk) -> None:
    target = PaperTarget(paper(desk, received(desk)).dossier_id, 99)
    with desk.store.read() as session, pytest.raises(Refusal, match="scanning.unknown_paper"):
        read_paper(session, target)


def test_a_paper_of_which_only_blank_sides_came_says_so(desk: Desk) -> None:
    code = received(desk)
    for _ in range(2):
        desk.scanning.add(paper(desk, code), scanned(a_blank_page())[0], FILES, desk.officer())
    desk.scanning.check_waiting()
    line = desk.scanning.checklist(code).paper(1)
    assert line is not None
    assert line.missing
    assert line.warning is not None
    assert line.warning.in_words("vi") == "2 mặt, đều trắng, đã ẩn"
    desk.scanning.add(paper(desk, code), scanned(a_page(1))[0], FILES, desk.officer())
    assert desk.scanning.checklist(code).papers[0].warning is None
