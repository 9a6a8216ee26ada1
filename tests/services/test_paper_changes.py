"""What is noted of a paper besides its pages is changed and changed back."""

from __future__ import annotations

import pytest

from desk_app.errors import Refusal
from desk_app.events import ArchiveChanged, OutboxChanged, PagesChanged
from desk_app.services.desk import Desk
from desk_app.services.page_views import UNCOUNTED, PageChange, PaperChange, PaperTarget
from desk_app.services.paper_changes import counted
from tests.builders.piles import FILES, a_page, paper, received, scanned


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    return paper(desk, received(desk))


def test_nobody_counts_less_than_nothing() -> None:
    assert counted(None) == UNCOUNTED
    assert counted(0) == 0
    for wrong in (-1, 10_000):
        with pytest.raises(Refusal, match="scanning.impossible_count"):
            counted(wrong)


def test_nothing_is_changed_unless_all_is(desk: Desk, target: PaperTarget) -> None:
    page = desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
    before = desk.scanning.checklist(target.dossier_id)
    changes = [
        PageChange(page.id, state="removed"),
        PaperChange(target, declared=2),
        PaperChange(target, reuse="no such copy"),
    ]
    with pytest.raises(Refusal, match="scanning.not_reusable"):
        desk.scanning.change(changes, desk.officer())
    assert desk.scanning.checklist(target.dossier_id) == before


def test_a_paper_that_must_not_be_scanned_has_nothing_to_count(desk: Desk) -> None:
    target = paper(desk, received(desk), 7)
    with pytest.raises(Refusal, match="scanning.not_to_be_scanned"):
        desk.scanning.change([PaperChange(target, declared=1)], desk.officer())


def test_whoever_listens_hears_of_the_paper_and_of_a_copy_to_send(
    desk: Desk, target: PaperTarget
) -> None:
    desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
    desk.archiving.run(read_text=False)
    later = paper(desk, received(desk))
    [choice] = desk.scanning.reusable(later)
    heard: list[object] = []
    for kind in (OutboxChanged, ArchiveChanged, PagesChanged):
        desk.bus.subscribe(kind, heard.append)
    changed = PagesChanged(later.dossier_id, later.number)
    desk.scanning.declare_pages(later, 1, desk.officer())
    assert heard == [changed]
    del heard[:]
    desk.scanning.reuse(later, choice, desk.officer())
    assert heard == [changed, OutboxChanged(), ArchiveChanged(later.dossier_id, 0)]
