"""What was digitised for an earlier dossier of this person is not scanned again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from desk_app.errors import Refusal
from desk_app.models.tables import ArchiveFile, OutboxEntry
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageChange, PaperTarget
from desk_app.sync.protocol import PaperDigitisedV1
from tests.builders.desks import applicant_said
from tests.builders.piles import FILES, a_damaged_cover, a_page, paper, received, scanned


@pytest.fixture
def earlier(desk: Desk) -> str:
    """A dossier whose papers 1 and 3 are copied."""
    code = received(desk)
    for number in (1, 3):
        target = paper(desk, code, number)
        desk.scanning.add(target, scanned(a_page(number))[0], FILES, desk.officer())
    desk.scanning.finish(code, desk.officer(), reason="x")
    desk.archiving.run(read_text=False)
    return code


def said_of(desk: Desk, target: PaperTarget) -> PaperDigitisedV1:
    with desk.store.read() as session:
        row = session.scalars(
            select(OutboxEntry)
            .where(OutboxEntry.dossier_id == target.dossier_id)
            .order_by(OutboxEntry.position.desc())
        ).first()
        assert row is not None
        return PaperDigitisedV1.model_validate(json.loads(row.payload))


def test_earlier_copies_of_the_same_person_are_offered_what_fits_first(
    desk: Desk, earlier: str
) -> None:
    found = desk.scanning.reusable(paper(desk, received(desk), 3))
    assert [(one.code, one.number, one.fits, one.pages) for one in found] == [
        (earlier, 3, True, 1),
        (earlier, 1, False, 1),
    ]


def test_nobody_elses_copies_are_offered(desk: Desk, earlier: str) -> None:
    stranger = received(desk, applicant=applicant_said(id_number="079187004321"))
    assert desk.scanning.reusable(paper(desk, stranger)) == ()


def test_a_copy_is_used_again_with_its_source(desk: Desk, earlier: str) -> None:
    code = received(desk)
    target = paper(desk, code)
    choice = next(one for one in desk.scanning.reusable(target) if one.number == 1)
    desk.scanning.reuse(target, choice, desk.officer())
    line = desk.scanning.checklist(code).paper(1)
    assert line is not None
    assert (line.digitised, line.reused_from, line.file_state) == ("reused", earlier, "made")
    assert not line.missing
    said = said_of(desk, target)
    assert said.reused_from is not None
    assert (said.reused_from.dossier, said.reused_from.paper) == (earlier, 1)
    assert said.sha256 == said.reused_from.sha256 == choice.sha256
    shown = desk.dossiers.get(code).papers[0]
    assert [page.sha256 for page in shown.pages] == [page.sha256 for page in said.pages]
    actions = [one.action for one in desk.journal.of_dossier(target.dossier_id)]
    assert actions[-1] == "paper.reused"
    with desk.store.read() as session:
        files = session.scalars(select(ArchiveFile.file).where(ArchiveFile.paper_number == 1)).all()
    assert len(files) == 2
    assert len(set(files)) == 1


def test_a_copy_used_twice_names_where_it_was_first_made(desk: Desk, earlier: str) -> None:
    for _ in range(2):
        target = paper(desk, received(desk))
        choice = desk.scanning.reusable(target)[0]
        desk.scanning.reuse(target, choice, desk.officer())
    reused = said_of(desk, target).reused_from
    assert reused is not None
    assert reused.dossier == earlier


def test_a_paper_with_pages_of_its_own_is_not_replaced(desk: Desk, earlier: str) -> None:
    target = paper(desk, received(desk))
    choice = desk.scanning.reusable(target)[0]
    desk.scanning.add(target, scanned(a_page(9))[0], FILES, desk.officer())
    with pytest.raises(Refusal, match="scanning.has_pages"):
        desk.scanning.reuse(target, choice, desk.officer())


def test_a_copy_of_somebody_else_is_refused(desk: Desk, earlier: str) -> None:
    choice = desk.scanning.reusable(paper(desk, received(desk)))[0]
    stranger = received(desk, applicant=applicant_said(id_number="079187004321"))
    for wrong in (choice, replace(choice, archive_id="no such copy")):
        with pytest.raises(Refusal, match="scanning.not_reusable"):
            desk.scanning.reuse(paper(desk, stranger), wrong, desk.officer())


def test_the_pages_of_a_copy_can_be_looked_at(desk: Desk, earlier: str) -> None:
    [choice, _] = desk.scanning.reusable(paper(desk, received(desk), 1))
    source = paper(desk, earlier, 1)
    [page] = desk.scanning.copy_pages(choice.archive_id)
    assert page.id == desk.scanning.pages(source)[0].id
    assert desk.scanning.image(page.id)
    target = paper(desk, received(desk))
    desk.scanning.reuse(target, choice, desk.officer())
    line = desk.scanning.checklist(target.dossier_id).paper(1)
    assert line is not None
    assert line.copy_id is not None
    assert desk.scanning.copy_pages(line.copy_id) == (page,)
    desk.scanning.change([PageChange(page.id, state="removed")], desk.officer())
    assert desk.scanning.copy_pages(line.copy_id) == (page,), "what was used is still what it was"
    desk.scanning.change([PageChange(page.id, state="kept", turn=90)], desk.officer())
    assert desk.scanning.copy_pages(line.copy_id) == (), "this is another picture"
    assert desk.scanning.copy_pages("no such copy") == ()


def kinds(desk: Desk, target: PaperTarget) -> list[str]:
    """What the outbox says of the papers of a dossier, in its order."""
    with desk.store.read() as session:
        rows = session.scalars(
            select(OutboxEntry.kind)
            .where(
                OutboxEntry.dossier_id == target.dossier_id, OutboxEntry.kind.startswith("paper.")
            )
            .order_by(OutboxEntry.position)
        )
        return list(rows)


def stands(desk: Desk, target: PaperTarget) -> tuple[str, str | None, str | None]:
    """How the checklist and ``show`` say a paper stands; both must say the same."""
    line = desk.scanning.checklist(target.dossier_id).paper(target.number)
    shown = desk.dossiers.get(target.dossier_id).papers[0]
    assert line is not None
    source = shown.reused_from["dossier"] if shown.reused_from else None
    assert (line.digitised, line.reused_from) == (shown.digitised, source)
    return line.digitised, line.reused_from, line.file_state


def test_a_reuse_is_undone_and_done_again(desk: Desk, earlier: str) -> None:
    target = paper(desk, received(desk))
    before = stands(desk, target)
    back = desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    again = desk.scanning.change(back, desk.officer())
    assert stands(desk, target) == before
    assert kinds(desk, target) == ["paper.digitised", "paper.withdrawn"]
    [offered, _] = desk.scanning.reusable(target)
    assert offered.code == earlier, "only the later dossier gave the copy up"
    desk.scanning.change(again, desk.officer())
    assert stands(desk, target) == ("reused", earlier, "made")
    said = said_of(desk, target)
    assert said.version == 2
    assert said.reused_from is not None
    assert said.reused_from.dossier == earlier


def test_another_copy_in_its_place_is_undone_to_the_one_before(desk: Desk, earlier: str) -> None:
    target = paper(desk, received(desk))
    first, second = desk.scanning.reusable(target)
    desk.scanning.reuse(target, first, desk.officer())
    back = desk.scanning.reuse(target, second, desk.officer())
    desk.scanning.change(back, desk.officer())
    said = said_of(desk, target)
    assert said.reused_from is not None
    assert (said.version, said.reused_from.paper) == (3, first.number)


def test_the_same_copy_taken_twice_is_told_once(desk: Desk, earlier: str) -> None:
    target = paper(desk, received(desk))
    for _ in range(2):
        desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    assert kinds(desk, target) == ["paper.digitised"]


def test_what_its_source_withdrew_meanwhile_is_not_taken_again(desk: Desk, earlier: str) -> None:
    target = paper(desk, received(desk))
    back = desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    again = desk.scanning.change(back, desk.officer())
    pages = desk.scanning.pages(paper(desk, earlier))
    gone = [PageChange(page.id, state="removed") for page in pages]
    desk.scanning.change(gone, desk.officer())
    with pytest.raises(Refusal, match="scanning.not_reusable"):
        desk.scanning.change(again, desk.officer())


def test_pages_of_its_own_stand_before_the_earlier_copy_until_they_go(
    desk: Desk, earlier: str
) -> None:
    target = paper(desk, received(desk))
    desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    report = desk.scanning.add_many(target, scanned(a_page(9)), FILES, desk.officer())
    assert stands(desk, target) == ("none", None, "outdated")
    again = desk.scanning.change(report.back, desk.officer())
    assert stands(desk, target) == ("reused", earlier, "made")
    assert kinds(desk, target) == ["paper.digitised"]
    desk.scanning.change(again, desk.officer())
    assert stands(desk, target) == ("none", None, "outdated")


def test_scanning_after_all_takes_the_place_of_the_earlier_copy(desk: Desk, earlier: str) -> None:
    target = paper(desk, received(desk))
    desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    desk.scanning.add(target, scanned(a_page(9))[0], FILES, desk.officer())
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    desk.archiving.run(read_text=False)
    said = said_of(desk, target)
    assert (said.version, said.reused_from) == (2, None)


def test_undoing_a_scan_that_was_told_already_gives_the_earlier_copy_back(
    desk: Desk, earlier: str
) -> None:
    target = paper(desk, received(desk))
    desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    report = desk.scanning.add_many(target, scanned(a_page(9)), FILES, desk.officer())
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    desk.archiving.run(read_text=False)
    assert stands(desk, target) == ("scanned", None, "made")
    again = desk.scanning.change(report.back, desk.officer())
    assert stands(desk, target) == ("reused", earlier, "made")
    assert kinds(desk, target) == ["paper.digitised"] * 3
    desk.scanning.change(again, desk.officer())
    assert stands(desk, target) == ("none", None, "outdated")


def test_a_source_that_withdrew_does_not_keep_a_scan_from_being_undone(
    desk: Desk, earlier: str
) -> None:
    target = paper(desk, received(desk))
    desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    report = desk.scanning.add_many(target, scanned(a_page(9)), FILES, desk.officer())
    pages = desk.scanning.pages(paper(desk, earlier))
    desk.scanning.change([PageChange(page.id, state="removed") for page in pages], desk.officer())
    desk.scanning.change(report.back, desk.officer())
    assert stands(desk, target) == ("reused", earlier, "made")


def test_pages_filed_from_the_tray_stand_before_the_copy_and_leave_it_when_put_back(
    desk: Desk, earlier: str
) -> None:
    code = received(desk)
    target = paper(desk, code)
    desk.scanning.reuse(target, desk.scanning.reusable(target)[0], desk.officer())
    desk.piles.take(scanned(a_damaged_cover(code, 1), a_page(9)), FILES, desk.officer())
    (stack,) = desk.unmatched.stacks()
    desk.unmatched.file(stack.id, target, desk.officer())
    assert stands(desk, target)[:2] == ("none", None)
    desk.unmatched.put_back(stack.id, desk.officer())
    assert stands(desk, target) == ("reused", earlier, "made")
    assert kinds(desk, target) == ["paper.digitised"]
