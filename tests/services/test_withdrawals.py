"""A paper whose pages are taken away is withdrawn at the centre, and comes back with them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.events import ArchiveChanged, OutboxChanged
from desk_app.models.tables import ArchiveFile, OutboxEntry
from desk_app.services.desk import Desk
from desk_app.services.digitise_finish import TIME_TO_UNDO
from desk_app.services.page_views import Changes, PageChange, PaperTarget
from desk_app.sync.protocol import PAYLOADS, PaperDigitisedV1, PaperWithdrawnV1, Part
from tests.builders.piles import (
    FILES,
    a_blank_page,
    a_damaged_cover,
    a_page,
    paper,
    received,
    scanned,
)


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    """A paper of two pages, of which the centre was told."""
    found = paper(desk, received(desk))
    for image in scanned(a_page(1), a_page(2)):
        desk.scanning.add(found, image, FILES, desk.officer())
    archived(desk, found)
    return found


def archived(desk: Desk, target: PaperTarget) -> None:
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="bổ sung sau")
    desk.archiving.run(read_text=False)


def removed(desk: Desk, target: PaperTarget) -> Changes:
    """Takes away all pages; the way back."""
    gone = [PageChange(page.id, state="removed") for page in desk.scanning.pages(target)]
    return desk.scanning.change(gone, desk.officer())


def told(desk: Desk, target: PaperTarget) -> list[Part]:
    """What the outbox says of the papers of a dossier, in its order."""
    with desk.store.read() as session:
        rows = session.scalars(
            select(OutboxEntry)
            .where(
                OutboxEntry.dossier_id == target.dossier_id, OutboxEntry.kind.startswith("paper.")
            )
            .order_by(OutboxEntry.position)
        )
        return [PAYLOADS[row.kind, 1].model_validate(json.loads(row.payload)) for row in rows]


def kinds(desk: Desk, target: PaperTarget) -> list[tuple[str, int]]:
    names = {PaperDigitisedV1: "digitised", PaperWithdrawnV1: "withdrawn"}
    return [(names[type(one)], one.version) for one in told(desk, target)]  # type: ignore[attr-defined, index]


def states(desk: Desk, target: PaperTarget) -> list[str]:
    with desk.store.read() as session:
        return list(
            session.scalars(
                select(ArchiveFile.state)
                .where(ArchiveFile.dossier_id == target.dossier_id)
                .order_by(ArchiveFile.version)
            )
        )


def wait_until_made(desk: Desk) -> None:
    assert isinstance(desk.clock, TickingClock)
    desk.clock.advance(TIME_TO_UNDO)
    desk.archiving.run(read_text=False)


def actions(desk: Desk, target: PaperTarget) -> list[str]:
    return [line.action for line in desk.journal.of_dossier(target.dossier_id)]


@pytest.mark.parametrize("state", ["made", "uploaded"])
def test_a_paper_without_pages_is_withdrawn_in_the_same_act(
    desk: Desk, target: PaperTarget, state: str
) -> None:
    with desk.store.write() as session:
        session.execute(update(ArchiveFile).values(state=state))
    heard: list[object] = []
    desk.bus.subscribe(OutboxChanged, heard.append)
    desk.bus.subscribe(ArchiveChanged, heard.append)
    before = desk.clock.now()
    removed(desk, target)
    announced, said = told(desk, target)
    assert isinstance(announced, PaperDigitisedV1)
    assert isinstance(said, PaperWithdrawnV1)
    assert (said.code, said.number) == (announced.code, 1)
    assert (said.file_id, said.version) == (announced.file_id, 1)
    officer = desk.officer()
    assert (said.officer, said.counter) == (officer.login, officer.counter)
    assert before <= said.withdrawn_at <= desk.clock.now()
    assert states(desk, target) == ["withdrawn"]
    assert heard == [OutboxChanged(), ArchiveChanged(target.dossier_id, 0)]
    assert actions(desk, target)[-1] == "paper.withdrawn"
    line = desk.scanning.checklist(target.dossier_id).paper(1)
    assert line is not None
    assert (line.missing, line.digitised, line.file_state) == (True, "none", None)


def test_a_paper_that_keeps_a_page_is_not_withdrawn(desk: Desk, target: PaperTarget) -> None:
    first, second = desk.scanning.pages(target)
    desk.scanning.change([PageChange(first.id, state="removed")], desk.officer())
    assert kinds(desk, target) == [("digitised", 1)]
    desk.scanning.change([PageChange(second.id, state="hidden")], desk.officer())
    assert kinds(desk, target) == [("digitised", 1), ("withdrawn", 1)]


def test_pages_moved_to_another_paper_withdraw_the_one_they_left(
    desk: Desk, target: PaperTarget
) -> None:
    other = PaperTarget(target.dossier_id, 3)
    pages = desk.scanning.pages(target)
    moved = [PageChange(page.id, target=other) for page in pages]
    back = desk.scanning.change(moved, desk.officer())
    archived(desk, other)
    assert kinds(desk, target) == [("digitised", 1), ("withdrawn", 1), ("digitised", 1)]
    desk.scanning.change(back, desk.officer())
    assert kinds(desk, target)[-1] == ("withdrawn", 1)
    wait_until_made(desk)
    assert kinds(desk, target)[-1] == ("digitised", 2)


def test_a_copy_nobody_was_told_of_is_just_not_made(desk: Desk) -> None:
    target = paper(desk, received(desk))
    desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    removed(desk, target)
    desk.archiving.run(read_text=False)
    assert kinds(desk, target) == []


def test_all_versions_are_withdrawn_together(desk: Desk, target: PaperTarget) -> None:
    first, _ = desk.scanning.pages(target)
    desk.scanning.change([PageChange(first.id, turn=180)], desk.officer())
    archived(desk, target)
    removed(desk, target)
    assert kinds(desk, target) == [("digitised", 1), ("digitised", 2), ("withdrawn", 2)]
    assert states(desk, target) == ["withdrawn", "withdrawn"]


def test_undoing_it_makes_the_next_version_after_a_while(desk: Desk, target: PaperTarget) -> None:
    back = removed(desk, target)
    again = desk.scanning.change(back, desk.officer())
    desk.archiving.run(read_text=False)
    assert states(desk, target) == ["withdrawn", "wanted"]
    desk.scanning.change(again, desk.officer())  # the undo is undone
    wait_until_made(desk)
    assert kinds(desk, target) == [("digitised", 1), ("withdrawn", 1)]
    desk.scanning.change(back, desk.officer())
    wait_until_made(desk)
    assert kinds(desk, target) == [("digitised", 1), ("withdrawn", 1), ("digitised", 3)]
    line = desk.scanning.checklist(target.dossier_id).paper(1)
    assert line is not None
    assert (line.digitised, line.file_state) == ("scanned", "made")


def test_scanning_anew_makes_the_next_version(desk: Desk, target: PaperTarget) -> None:
    removed(desk, target)
    desk.scanning.add(target, scanned(a_page(5))[0], FILES, desk.officer())
    archived(desk, target)
    assert kinds(desk, target) == [("digitised", 1), ("withdrawn", 1), ("digitised", 2)]


def test_a_page_the_program_hides_withdraws_too(desk: Desk, target: PaperTarget) -> None:
    first, second = desk.scanning.pages(target)
    desk.scanning.add(target, scanned(a_blank_page())[0], FILES, desk.officer())
    gone = [PageChange(page.id, state="removed") for page in (first, second)]
    desk.scanning.change(gone, desk.officer())
    assert kinds(desk, target) == [("digitised", 1)]
    desk.scanning.check_waiting()
    said = told(desk, target)[-1]
    assert isinstance(said, PaperWithdrawnV1)
    assert said.officer == desk.officer().login


@pytest.mark.parametrize("number", [1, 3])
def test_what_was_filed_and_told_is_withdrawn_when_it_is_put_back(desk: Desk, number: int) -> None:
    code = received(desk)
    target = paper(desk, code, number)
    desk.piles.take(scanned(a_damaged_cover(code, 1), a_page(1)), FILES, desk.officer())
    (stack,) = desk.unmatched.stacks()
    before = desk.scanning.checklist(code)
    desk.unmatched.file(stack.id, target, desk.officer())
    wait_until_made(desk)
    desk.unmatched.put_back(stack.id, desk.officer())
    assert kinds(desk, target) == [("digitised", 1), ("withdrawn", 1)]
    assert desk.scanning.checklist(code) == before
    desk.unmatched.file(stack.id, target, desk.officer())
    wait_until_made(desk)
    assert kinds(desk, target)[-1] == ("digitised", 2)


def test_it_is_no_longer_among_the_files_to_send(desk: Desk, target: PaperTarget) -> None:
    other = PaperTarget(target.dossier_id, 3)
    desk.scanning.add(other, scanned(a_page(3))[0], FILES, desk.officer())
    archived(desk, other)
    removed(desk, target)
    queue = desk.outbox.queue()
    assert queue.files_waiting == 1
    files = queue.entries[0].files
    assert files is not None
    assert (files.total, files.uploaded) == (1, 0)


def test_the_dossier_shows_it_and_tells_it_in_words(desk: Desk, target: PaperTarget) -> None:
    removed(desk, target)
    shown = desk.dossiers.get(target.dossier_id).as_json("vi")
    [line] = [one for one in shown["papers"] if one["number"] == 1]
    assert (line["pages"], line["file"]["state"], line["digitised"]) == ([], "withdrawn", "none")
    assert [step["text"] for step in shown["timeline"] if step["what"] == "paper.withdrawn"] == [
        "Rút lại bản số hóa của giấy tờ 1 (bản 1): không còn trang nào"
    ]


def test_its_pages_are_found_no_more(desk: Desk, target: PaperTarget) -> None:
    desk.archiving.run()
    with desk.store.write() as session:
        from desk_app.services.page_search import index_page

        index_page(session, 1, "Giấy chứng sinh")
    assert desk.page_search.find("chung sinh")
    removed(desk, target)
    assert desk.page_search.find("chung sinh") == ()


def reusing(desk: Desk) -> PaperTarget:
    """A later dossier of the person took the copy."""
    later = paper(desk, received(desk))
    desk.scanning.reuse(later, desk.scanning.reusable(later)[0], desk.officer())
    return later


def test_a_withdrawn_copy_is_not_offered_again(desk: Desk, target: PaperTarget) -> None:
    [choice] = desk.scanning.reusable(paper(desk, received(desk)))
    reusing(desk)
    removed(desk, target)
    third = paper(desk, received(desk))
    assert desk.scanning.reusable(third) == ()  # nor where it was reused before
    with pytest.raises(Refusal, match="scanning.not_reusable"):
        desk.scanning.reuse(third, choice, desk.officer())


def test_whoever_reused_it_keeps_the_copy_and_is_told(desk: Desk, target: PaperTarget) -> None:
    later = reusing(desk)
    removed(desk, target)
    line = desk.scanning.checklist(later.dossier_id).paper(1)
    assert line is not None
    assert (line.digitised, line.file_state) == ("reused", "made")
    assert line.warning is not None
    assert line.warning.key == "scanning.source_withdrawn"
    assert actions(desk, later)[-1] == "paper.source_withdrawn"
    assert kinds(desk, later) == [("digitised", 1)]


def test_a_reused_paper_has_no_pages_to_lose(desk: Desk, target: PaperTarget) -> None:
    later = paper(desk, received(desk))
    desk.scanning.add(later, scanned(a_page(7))[0], FILES, desk.officer())
    back = removed(desk, later)
    desk.scanning.reuse(later, desk.scanning.reusable(later)[0], desk.officer())
    again = desk.scanning.change(back, desk.officer())
    desk.scanning.change(again, desk.officer())
    assert kinds(desk, later) == [("digitised", 1)]
    desk.scanning.change(back, desk.officer())
    archived(desk, later)
    removed(desk, later)
    assert kinds(desk, later) == [("digitised", 1), ("digitised", 2), ("withdrawn", 2)]


def test_a_dossier_that_is_closed_can_be_withdrawn_from_as_well(
    desk: Desk, target: PaperTarget
) -> None:
    first, _ = desk.scanning.pages(target)
    desk.scanning.change([PageChange(first.id, turn=180)], desk.officer())
    archived(desk, target)
    with desk.store.write() as session:
        from desk_app.models.tables import Dossier

        session.execute(update(Dossier).values(state="done"))
        session.execute(update(ArchiveFile).values(state="uploaded"))
    desk.archiving.run(read_text=False)  # originals are let go
    back = removed(desk, target)
    desk.scanning.change(back, desk.officer())
    wait_until_made(desk)
    assert kinds(desk, target)[-2:] == [("withdrawn", 2), ("digitised", 3)]
