"""What an interrupted run has done of a pile: found by its batch, told as one report."""

from __future__ import annotations

from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PileReport, StackOutcome
from desk_app.services.pile_runs import EarlierRun, earlier_run, stacks_of, whole_report
from tests.builders.piles import a_cover, a_page, received, scanned

SOURCE = PageSource("file", name="chong.pdf", batch="f1")
FILED = StackOutcome("H1", 1, 2, None, None)
LOST = StackOutcome(None, None, 1, "s1", "no_cover")


def run_of(desk: Desk, batch: str | None, target: object = None) -> EarlierRun:
    with desk.store.read() as session:
        return earlier_run(session, batch, target, ())


def test_a_pile_is_known_by_its_batch_until_it_is_acknowledged(desk: Desk) -> None:
    code = received(desk)
    sheet = a_cover(code, 1, of=9)
    report = desk.piles.take(scanned(sheet, a_page(1)), SOURCE, desk.officer())
    assert report.absent
    assert run_of(desk, "f1") == EarlierRun(2, 0, None, (report,))
    assert run_of(desk, "f1", {"dossier_id": "d", "number": 1}) == EarlierRun()
    assert run_of(desk, "f2") == run_of(desk, None) == EarlierRun()
    desk.piles.acknowledge(SOURCE)
    assert run_of(desk, "f1") == EarlierRun()


def test_stacks_in_the_tray_are_no_runs(desk: Desk) -> None:
    desk.piles.take(scanned(a_page(1)), SOURCE, desk.officer())
    with desk.store.read() as session:
        assert stacks_of(session, "f1", "unmatched") == []
        assert len(stacks_of(session, "f1", "filed")) == 1
    desk.piles.acknowledge(PageSource("sane"))
    assert run_of(desk, "f1").split == 1


def test_a_pile_without_a_batch_leaves_nothing_to_go_on_from(desk: Desk) -> None:
    desk.piles.take(scanned(a_page(1)), PageSource("sane"), desk.officer())
    assert run_of(desk, "sane") == EarlierRun()


def test_the_reports_of_all_runs_are_told_as_one() -> None:
    earlier = EarlierRun(3, 0, None, (PileReport((FILED, LOST), 3, 2, 1),))
    other = StackOutcome(None, None, 1, "s2", "no_cover")
    more = PileReport((StackOutcome("H1", 1, 4, None, None), LOST, other), 6, 2, 2)
    whole = whole_report(earlier, more)
    both = StackOutcome(None, None, 2, "s1", "no_cover")
    assert whole.stacks == (StackOutcome("H1", 1, 6, None, None), both, other)
    assert (whole.pages, whole.expected, whole.found) == (9, 2, 2)
    alone = PileReport((StackOutcome("H1", 1, 0, None, "only_a_sheet"),), 1, 2, 1)
    assert whole_report(EarlierRun(1, 0, None, (alone,)), more).stacks[0].filed
    nothing = PileReport((), 0, None, 0)
    assert whole_report(earlier, nothing) == PileReport((FILED, LOST), 3, 2, 1)
    assert whole_report(EarlierRun(), more) is more
