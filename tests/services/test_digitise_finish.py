"""Finishing asks for the copies that are due; missing papers need a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk_app.errors import Refusal
from desk_app.events import ArchiveChanged
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.digitise_finish import want_copies
from desk_app.services.page_views import FinishReport, PageSource, PaperTarget
from tests.builders.piles import FILES, a_page, paper, received, scanned

PAPERS = [{"number": number, "state": "submitted", "originals": 1} for number in (1, 3)]


@pytest.fixture
def code(desk: Desk) -> str:
    found = received(desk, papers=PAPERS)
    desk.scanning.add(paper(desk, found), scanned(a_page(1))[0], FILES, desk.officer())
    return found


def test_missing_papers_are_a_refusal_without_a_reason(desk: Desk, code: str) -> None:
    missing = [one.number for one in desk.scanning.checklist(code).papers if one.missing]
    assert 3 in missing
    for reason in (None, "  "):
        with pytest.raises(Refusal) as caught:
            desk.scanning.finish(code, desk.officer(), reason=reason)
        assert caught.value.key == "scanning.papers_missing"
        assert caught.value.values["numbers"] == missing
    assert desk.archiving.waiting() == 0


def test_with_a_reason_the_others_are_finished_and_the_journal_says_why(
    desk: Desk, code: str
) -> None:
    told: list[ArchiveChanged] = []
    desk.bus.subscribe(ArchiveChanged, told.append)
    report = desk.scanning.finish(code, desk.officer(), reason="bổ sung sau")
    assert (report.wanted, 3 in report.missing) == ((1,), True)
    dossier = desk.scanning.checklist(code).dossier_id
    assert told == [ArchiveChanged(dossier, 1)]
    last = desk.journal.of_dossier(dossier)[-1]
    assert last.action == "digitisation.without"
    assert "bổ sung sau" in last.text.in_words("vi")


def test_what_was_finished_without_papers_is_seen_by_the_supervisor_and_in_the_timeline(
    desk: Desk, code: str
) -> None:
    missing = desk.scanning.finish(code, desk.officer(), reason="bổ sung sau").missing
    told = [one for one in desk.day_review.day().exceptions if one.kind == "digitised_without"]
    assert [(one.code, one.text.values["numbers"]) for one in told] == [(code, list(missing))]
    assert "bổ sung sau" in told[0].text.in_words("vi")
    steps = {step.what: step for step in desk.dossiers.get(code).timeline}
    assert "bổ sung sau" in steps["digitisation.without"].text.in_words("vi")


def test_finishing_twice_asks_once(desk: Desk, code: str) -> None:
    for _ in range(2):
        assert desk.scanning.finish(code, desk.officer(), reason="x").wanted == (1,)
    assert desk.archiving.waiting() == 1
    desk.archiving.run(read_text=False)
    assert desk.scanning.finish(code, desk.officer(), reason="x").wanted == ()
    assert desk.archiving.waiting() == 0


def test_only_the_papers_asked_for_get_a_copy(desk: Desk, code: str) -> None:
    dossier = desk.scanning.checklist(code).dossier_id
    with desk.store.write() as session:
        assert want_copies(session, desk.clock, dossier, desk.officer(), [3]) == ()
        assert want_copies(session, desk.clock, dossier, desk.officer(), [1, 3]) == (1,)


def cut_short(desk: Desk, target: PaperTarget, pages: int = 2) -> None:
    """A list of five pages was read into a paper, and somebody stopped after some of them."""
    count = iter(range(1, pages + 1))
    desk.scanning.add_many(
        target,
        scanned(*(a_page(number) for number in range(5))),
        PageSource("file", name="dai.pdf", batch="a list"),
        desk.officer(),
        stopped=lambda: next(count) == pages,
    )


@pytest.fixture
def target(desk: Desk) -> PaperTarget:
    return paper(desk, received(desk, papers=PAPERS[:1]))


def finish(desk: Desk, target: PaperTarget, reason: str | None = None) -> FinishReport:
    others = [one for one in desk.scanning.checklist(target.dossier_id).papers if one.missing]
    for one in others:
        if one.number != target.number:
            into = PaperTarget(target.dossier_id, one.number)
            desk.scanning.add(into, scanned(a_page(one.number))[0], FILES, desk.officer())
    return desk.scanning.finish(target.dossier_id, desk.officer(), reason=reason)


def test_a_paper_cut_short_counts_like_a_missing_one_and_gets_no_copy(
    desk: Desk, target: PaperTarget
) -> None:
    cut_short(desk, target)
    with pytest.raises(Refusal) as caught:
        finish(desk, target)
    assert caught.value.key == "scanning.papers_missing"
    assert caught.value.values["numbers"] == [target.number]
    report = finish(desk, target, "đọc tiếp sau")
    assert report.missing == report.cut_short == (target.number,)
    assert target.number not in report.wanted


def test_what_the_officer_took_as_whole_is_finished_without_a_question(
    desk: Desk, target: PaperTarget
) -> None:
    cut_short(desk, target)
    desk.scanning.take_as_whole(target, desk.officer())
    assert target.number in finish(desk, target).wanted


def test_a_paper_with_other_than_the_declared_pages_asks_why_and_gets_its_copy(
    desk: Desk, target: PaperTarget
) -> None:
    desk.scanning.add(target, scanned(a_page(1))[0], FILES, desk.officer())
    desk.scanning.declare_pages(target, 3, desk.officer())
    with pytest.raises(Refusal) as caught:
        finish(desk, target)
    assert caught.value.values["numbers"] == [target.number]
    report = finish(desk, target, "khai nhầm")
    assert (report.missing, report.cut_short) == ((target.number,), ())
    assert target.number in report.wanted


@pytest.mark.parametrize("batch", [None, "a list"])
def test_a_dossier_that_is_being_read_into_is_not_finished(
    desk: Desk, target: PaperTarget, batch: str | None
) -> None:
    refused: list[Refusal] = []

    def pages() -> Iterator[ScannedImage]:
        yield from scanned(a_page(1), a_page(2))
        with pytest.raises(Refusal) as caught:
            desk.scanning.finish(target.dossier_id, desk.officer(), reason="x")
        refused.append(caught.value)

    source = PageSource("file", name="dai.pdf", batch=batch)
    desk.scanning.add_many(target, pages(), source, desk.officer())
    assert [(one.key, one.values["numbers"]) for one in refused] == [
        ("scanning.being_read", [target.number])
    ]
    assert target.number in finish(desk, target).wanted
