"""Piles: every stack to its own paper, the rest to the tray, nothing lost and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.events import ArchiveChanged, PagesChanged, StacksChanged
from desk_app.models.tables import Page, Stack, StoredFile
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.picture_files import drawn_pdf
from tests.builders.piles import (
    FILES,
    a_blank_page,
    a_cover,
    a_damaged_cover,
    a_page,
    paper,
    received,
    rendered,
    scanned,
)


def images_in(desk: Desk, target: PaperTarget) -> list[bytes]:
    return [
        desk.scanning.image(page.id) for page in desk.scanning.pages(target) if page.state == "kept"
    ]


def states(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return sorted(session.scalars(select(Stack.state)))


def count_pages(desk: Desk) -> int:
    with desk.store.read() as session:
        return session.scalar(select(func.count()).select_from(Page)) or 0


def test_every_stack_goes_to_its_own_dossier_and_paper(desk: Desk) -> None:
    codes = [received(desk) for _ in range(3)]
    pile = [
        *(a_cover(codes[0], 1), a_page(1), a_page(2)),
        *(a_cover(codes[1], 3), a_page(3)),
        *(a_cover(codes[2], 1), a_page(4), a_page(5), a_page(6)),
    ]
    told: list[object] = []
    desk.bus.subscribe(PagesChanged, told.append)
    desk.bus.subscribe(ArchiveChanged, told.append)
    report = desk.piles.take(scanned(*pile), FILES, desk.officer())
    assert [(one.code, one.number, one.pages) for one in report.stacks] == [
        (codes[0], 1, 2),
        (codes[1], 3, 1),
        (codes[2], 1, 3),
    ]
    assert (report.pages, report.expected, report.found, report.trouble) == (9, 3, 3, None)
    assert images_in(desk, paper(desk, codes[0])) == [a_page(1), a_page(2)]
    assert images_in(desk, paper(desk, codes[1], 3)) == [a_page(3)]
    assert images_in(desk, paper(desk, codes[2])) == [a_page(4), a_page(5), a_page(6)]
    assert desk.unmatched.stacks() == ()
    assert desk.archiving.waiting() == 3
    assert len(told) == 6
    source = desk.scanning.pages(paper(desk, codes[1], 3))[0].source
    assert source == replace(FILES, cover=f"{codes[1]}/3")


def test_pages_join_those_that_are_there(desk: Desk) -> None:
    code = received(desk)
    desk.scanning.add(paper(desk, code), scanned(a_page(1))[0], FILES, desk.officer())
    desk.piles.take(scanned(a_cover(code, 1), a_page(2)), FILES, desk.officer())
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2)]


def test_blank_backs_are_alike_without_being_read_twice(desk: Desk) -> None:
    code = received(desk)
    pile = [a_cover(code, 1), a_page(1), a_blank_page(), a_page(2), a_blank_page()]
    assert desk.piles.take(scanned(*pile), FILES, desk.officer()).notes == ()


def test_a_pile_that_is_read_twice_says_so(desk: Desk) -> None:
    code = received(desk)
    pile = [a_cover(code, 1), a_page(1), a_page(2)]
    assert desk.piles.take(scanned(*pile), FILES, desk.officer()).notes == ()
    again = desk.piles.take(scanned(*pile), FILES, desk.officer())
    assert [note.key for note in again.notes] == ["scanning.same_again"]
    assert "2 trang giống hệt" in again.notes[0].in_words("vi")


def test_what_no_sheet_explains_goes_to_the_tray(desk: Desk) -> None:
    code = received(desk)
    pile = [
        a_page(1),
        *(a_cover(code, 1), a_page(2)),
        *(a_damaged_cover(code, 1), a_page(3)),
        *(a_cover("H99.21.01-261120-9999", 1), a_page(4)),
        *(a_cover(code, 99), a_page(5)),
        *(a_cover(code, 7), a_page(6)),
        *(a_cover(code, 1), a_page(7)),
    ]
    told: list[StacksChanged] = []
    desk.bus.subscribe(StacksChanged, told.append)
    report = desk.piles.take(scanned(*pile), FILES, desk.officer())
    assert [one.reason for one in report.stacks] == [
        "no_cover",
        None,
        "damaged_cover",
        "unknown_dossier",
        "unknown_paper",
        "not_to_be_scanned",
        "duplicate_cover",
    ]
    assert len(told) == 1
    assert images_in(desk, paper(desk, code)) == [a_page(2)]
    in_tray = {one.reason: desk.unmatched.pages(one.id) for one in desk.unmatched.stacks()}
    assert {reason: len(pages) for reason, pages in in_tray.items()} == {
        "no_cover": 1,
        "damaged_cover": 2,
        "unknown_dossier": 2,
        "unknown_paper": 2,
        "not_to_be_scanned": 2,
        "duplicate_cover": 2,
    }
    assert desk.scanning.image(in_tray["no_cover"][0].id) == a_page(1)
    assert count_pages(desk) == len(pile)


def test_a_sheet_without_pages_is_told_as_what_it_is(desk: Desk) -> None:
    code = received(desk)
    target = paper(desk, code, 3)
    before = desk.scanning.checklist(code)
    pile = scanned(a_cover(code, 3), a_cover(code, 1), a_page(1))
    report = desk.piles.take(pile, FILES, desk.officer())
    alone, filed = report.stacks
    assert (alone.code, alone.number, alone.pages, alone.reason) == (code, 3, 0, "only_a_sheet")
    assert (alone.filed, filed.filed) == (False, True)
    assert desk.unmatched.stacks() == ()
    assert desk.scanning.checklist(code).paper(3) == before.paper(3), "nothing is noted of it"
    said = desk.journal.of_dossier(target.dossier_id)
    assert [line.action for line in said].count("pages.scanned") == 1
    assert count_pages(desk) == len(pile), "the sheet itself is kept"


def test_a_stack_of_blank_sides_is_told(desk: Desk) -> None:
    code = received(desk)
    pile = [a_cover(code, 1), a_blank_page(), a_cover(code, 3), a_page(1), a_blank_page()]
    report = desk.piles.take(scanned(*pile), FILES, desk.officer())
    assert [(one.pages, one.blank) for one in report.stacks] == [(1, 1), (2, 1)]


def test_papers_whose_sheets_did_not_come_are_named(desk: Desk) -> None:
    code = received(desk)
    missing = [one.number for one in desk.scanning.checklist(code).papers if one.missing]
    assert len(missing) > 1
    first, rest = missing[0], missing[1:]
    sheet = a_cover(code, first, of=len(missing))
    report = desk.piles.take(scanned(sheet, a_page(1)), FILES, desk.officer())
    assert (report.expected, report.found) == (len(missing), 1)
    assert report.absent == ((code, tuple(rest)),)
    sheets = [a_cover(code, number, of=len(missing)) for number in rest]
    later = [jpeg for sheet in sheets for jpeg in (sheet, a_page(2))]
    report = desk.piles.take(scanned(*later), FILES, desk.officer())
    assert (report.expected, report.found, report.absent) == (len(rest), len(rest), ())


def test_sheets_of_a_dossier_this_desk_does_not_know_are_not_awaited(desk: Desk) -> None:
    code = received(desk)
    strange = a_cover("H99.21.01-261120-9999", 1, of=4)
    report = desk.piles.take(
        scanned(strange, a_page(1), a_cover(code, 1), a_page(2)), FILES, desk.officer()
    )
    assert [one.reason for one in report.stacks] == ["unknown_dossier", None]
    assert (report.expected, report.found, report.absent) == (1, 1, ())


def test_a_receipt_leads_late_papers_to_the_one_paper_awaited(desk: Desk) -> None:
    papers = [
        {"number": 1, "state": "submitted", "originals": 1},
        {"number": 3, "state": "later"},
    ]
    code = received(desk, papers=papers)
    desk.piles.take(scanned(a_cover(code, 1), a_page(1)), FILES, desk.officer())
    receipt = rendered(desk.receipts.stored(code, "A4"))
    report = desk.piles.take(scanned(*receipt[:1], a_page(2)), FILES, desk.officer())
    assert [(one.code, one.number) for one in report.stacks] == [(code, 3)]
    assert images_in(desk, paper(desk, code, 3)) == [a_page(2)]


def test_a_receipt_that_several_papers_may_follow_goes_to_the_tray(desk: Desk) -> None:
    papers = [{"number": number, "state": "later"} for number in (1, 3)]
    code = received(desk, papers=papers)
    receipt = rendered(desk.receipts.stored(code, "A4"))
    report = desk.piles.take(scanned(receipt[0], a_page(2)), FILES, desk.officer())
    assert [one.reason for one in report.stacks] == ["which_paper"]
    (stack,) = desk.unmatched.stacks()
    assert [one.code for one in stack.candidates] == [code]


def test_what_was_read_before_the_device_failed_is_split(desk: Desk) -> None:
    code = received(desk)

    def device() -> Iterator[ScannedImage]:
        yield from scanned(a_cover(code, 1), a_page(1))
        raise EnvironmentFault("scanner.jam", pages=2)

    report = desk.piles.take(device(), FILES, desk.officer())
    assert isinstance(report.trouble, EnvironmentFault)
    assert images_in(desk, paper(desk, code)) == [a_page(1)]
    assert states(desk) == ["filed"]


def test_an_empty_feeder_leaves_nothing_behind(desk: Desk) -> None:
    def device() -> Iterator[ScannedImage]:
        raise EnvironmentFault("scanner.tray_empty", pages=0)
        yield

    report = desk.piles.take(device(), FILES, desk.officer())
    assert (report.pages, report.stacks) == (0, ())
    assert states(desk) == []


def test_a_target_takes_everything_whatever_is_written_on_it(desk: Desk) -> None:
    code, other = received(desk), received(desk)
    target = paper(desk, code)
    pile = scanned(a_cover(other, 1), a_page(1))
    report = desk.piles.take(pile, FILES, desk.officer(), target=target)
    assert [(one.code, one.number, one.pages) for one in report.stacks] == [(code, 1, 2)]
    assert (report.expected, report.found) == (None, 1)
    with pytest.raises(Refusal, match="scanning.not_to_be_scanned"):
        desk.piles.take(pile, FILES, desk.officer(), target=PaperTarget(target.dossier_id, 7))
    assert states(desk) == ["filed"]


class Died(BaseException):
    """Stands in for the process ending; nobody catches it."""


def interrupted(images: list[ScannedImage], after: int) -> Iterator[ScannedImage]:
    yield from images[:after]
    raise Died


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.integers(0, 5), resume=st.booleans(), again=st.booleans())
def test_an_interrupted_pile_loses_nothing_and_doubles_nothing(
    desk: Desk, after: int, resume: bool, again: bool
) -> None:
    first, second = received(desk), received(desk)
    pile = scanned(a_cover(first, 1), a_page(1), a_page(2), a_cover(second, 1), a_page(3))
    source = PageSource("file", name="chong.pdf", batch=f"{first}{after}{resume}{again}")
    with pytest.raises(Died):
        desk.piles.take(interrupted(pile, after), source, desk.officer())
    if resume or not again:
        before = count_pages(desk)
        reports = desk.piles.resume(desk.officer())
        assert sum(report.pages for report in reports) == after
        assert desk.piles.resume(desk.officer()) == ()
        assert count_pages(desk) == before
    for _ in range(2 if again else 0):
        report = desk.piles.take(pile, source, desk.officer())
        assert report.pages == len(pile)
        assert [(one.code, one.pages) for one in report.stacks] == [(first, 2), (second, 1)]
        assert report.found == 2
        after = len(pile)
    wanted = [a_page(number) for number, place in ((1, 2), (2, 3), (3, 5)) if place <= after]
    found = images_in(desk, paper(desk, first)) + images_in(desk, paper(desk, second))
    assert found == wanted
    assert "arriving" not in states(desk)


def test_once_acknowledged_the_same_files_are_a_new_pile(desk: Desk) -> None:
    code = received(desk)
    target = paper(desk, code)
    source = PageSource("file", name="chong.pdf", batch="once")
    for _ in range(2):
        report = desk.piles.take(scanned(a_page(1)), source, desk.officer(), target=target)
        assert report.pages == 1
    assert len(desk.scanning.pages(target)) == 1
    desk.piles.acknowledge(source)
    desk.piles.take(scanned(a_page(1)), source, desk.officer(), target=target)
    assert len(desk.scanning.pages(target)) == 2
    other = PaperTarget(target.dossier_id, 3)
    desk.piles.take(scanned(a_page(1)), source, desk.officer(), target=other)
    assert len(desk.scanning.pages(other)) == 1


def test_a_pile_that_is_being_read_is_not_resumed(desk: Desk) -> None:
    code = received(desk)

    def device() -> Iterator[ScannedImage]:
        yield from scanned(a_cover(code, 1))
        assert desk.piles.resume(desk.officer()) == ()
        yield from scanned(a_page(1))

    report = desk.piles.take(device(), FILES, desk.officer())
    assert [(one.code, one.pages) for one in report.stacks] == [(code, 1)]


def test_the_next_picture_is_asked_for_only_when_the_last_one_is_safe(desk: Desk) -> None:
    safe: list[int] = []

    def device() -> Iterator[ScannedImage]:
        for image in scanned(a_page(1), a_page(2), a_page(3)):
            with desk.store.read() as session:
                safe.append(session.scalar(select(func.count()).select_from(StoredFile)) or 0)
            yield image

    desk.piles.take(device(), FILES, desk.officer())
    assert safe == [0, 1, 2]


@pytest.mark.parametrize(("stop_at", "notes"), [(2, ["scanning.file_left"]), (3, [])])
def test_a_file_of_a_hot_folder_that_was_not_read_to_its_end_is_named(
    desk: Desk, stop_at: int, notes: list[str]
) -> None:
    folder = PageSource("hot_folder", device="folder:1")
    file = ScannedImage(drawn_pdf(3), "application/pdf", name="chồng sáng.pdf")
    report = desk.piles.take(
        [file], folder, desk.officer(), stopped=lambda: count_pages(desk) == stop_at
    )
    assert [note.key for note in report.notes] == notes
    assert all("chồng sáng.pdf" in note.in_words("vi") for note in report.notes)


def test_a_pile_that_is_stopped_says_which_paper_is_not_whole_until_it_went_on(desk: Desk) -> None:
    one, two = received(desk), received(desk)
    pile = [a_cover(one, 1), a_page(1), a_page(2), a_cover(two, 1), a_page(3), a_page(4)]
    source = replace(FILES, name="chồng.pdf", batch="b" * 64)

    def cut_short() -> list[tuple[str, str, int]]:
        found = []
        for code in (one, two):
            line = desk.scanning.checklist(code).paper(1)
            if line is not None and line.cut_short is not None:
                found.append((code, line.cut_short.way, line.cut_short.pages))
        return found

    def take(pages: int) -> list[str]:
        until = count_pages(desk) + pages
        stop = partial(_has, desk, until)
        report = desk.piles.take(scanned(*pile), source, desk.officer(), stopped=stop)
        return [note.key for note in report.notes]

    assert take(2) == ["scanning.pile_stopped_in"]
    assert cut_short() == [(one, "pile", 2)]
    back = desk.scanning.take_as_whole(paper(desk, one), desk.officer())
    assert cut_short() == []
    desk.scanning.change(back, desk.officer())
    assert cut_short() == [(one, "pile", 2)]
    assert desk.archiving.run(read_text=False).made == 0
    assert take(3) == ["scanning.went_on", "scanning.pile_stopped_in"]
    assert cut_short() == [(two, "pile", 5)]
    assert desk.archiving.run(read_text=False).made == 1
    assert take(99) == ["scanning.went_on"]
    desk.piles.acknowledge(source)
    assert cut_short() == []
    desk.archiving.run(read_text=False)
    assert desk.archiving.waiting() == 0
    assert images_in(desk, paper(desk, two)) == [a_page(3), a_page(4)]


def _has(desk: Desk, pages: int) -> bool:
    return count_pages(desk) >= pages


def test_a_pile_that_a_crash_cut_short_leaves_its_last_paper_open(desk: Desk) -> None:
    code = received(desk)

    class Died(BaseException):
        """Nobody catches it."""

    def device() -> Iterator[ScannedImage]:
        yield from scanned(a_cover(code, 1), a_page(1))
        raise Died

    source = replace(FILES, name="chồng.pdf", batch="c" * 64)
    with pytest.raises(Died):
        desk.piles.take(device(), source, desk.officer())
    desk.piles.resume(desk.officer())
    line = desk.scanning.checklist(code).paper(1)
    assert line is not None
    assert line.cut_short is not None
    assert "chồng.pdf" in line.cut_short.words.in_words("vi")
    assert "Khay chờ ghép" in line.cut_short.words.in_words("vi")


def test_a_stack_of_the_tray_that_was_stopped_and_went_on_is_one(desk: Desk) -> None:
    code = received(desk)
    source = replace(FILES, name="chồng.pdf", batch="d" * 64)
    pile = [a_page(1), a_page(2), a_damaged_cover(code, 1), a_page(3), a_page(4)]
    for until in (1, 3, 4, 99):
        stop = partial(_has, desk, until)
        report = desk.piles.take(scanned(*pile), source, desk.officer(), stopped=stop)
        lying = [(one.reason, one.pages, one.sheet) for one in desk.unmatched.stacks()]
        told = [(one.reason, one.pages, one.stack_id) for one in report.stacks]
        ids = {one.id for one in desk.unmatched.stacks()}
        assert {one.stack_id for one in report.stacks} == ids
    assert sorted(lying) == [("damaged_cover", 2, True), ("no_cover", 2, False)]
    assert [one[:2] for one in told] == [("no_cover", 2), ("damaged_cover", 2)]
    pages = [desk.unmatched.pages(str(stack)) for _, _, stack in told]
    found = [[desk.scanning.image(page.id) for page in one] for one in pages]
    assert found == [pile[:2], pile[2:]]


def test_a_stack_that_left_the_tray_before_its_pile_went_on_does_not_grow(desk: Desk) -> None:
    target = paper(desk, received(desk))
    source = replace(FILES, batch="e" * 64)
    pile = scanned(a_page(1), a_page(2))
    desk.piles.take(pile, source, desk.officer(), stopped=partial(_has, desk, 1))
    desk.unmatched.file(desk.unmatched.stacks()[0].id, target, desk.officer())
    report = desk.piles.take(pile, source, desk.officer())
    assert [(one.pages, one.reason) for one in report.stacks] == [(1, "no_cover")] * 2
    assert [stack.pages for stack in desk.unmatched.stacks()] == [1]
    assert images_in(desk, target) == [a_page(1)]


def test_a_file_that_lies_half_in_another_paper_is_nobody_elses(desk: Desk) -> None:
    one, two = received(desk), received(desk)
    folder = PageSource("hot_folder", device="folder:1")
    file = ScannedImage(drawn_pdf(5), "application/pdf", name="a.pdf")
    stop = partial(_has, desk, 2)
    desk.scanning.add_many(paper(desk, one), [file], folder, desk.officer(), stopped=stop)
    for other in (two, None):
        if other is None:
            report = desk.piles.take([file], folder, desk.officer())
            came, trouble = report.pages, report.trouble
        else:
            added = desk.scanning.add_many(paper(desk, other), [file], folder, desk.officer())
            came, trouble = len(added.pages), added.trouble
        assert isinstance(trouble, Refusal)
        assert (came, trouble.key) == (0, "scanning.half_read")
        assert one in trouble.meaning("vi")
    desk.scanning.take_as_whole(paper(desk, one), desk.officer())
    assert desk.piles.take([file], folder, desk.officer()).pages == 5


def test_a_pile_can_be_stopped_and_keeps_what_it_has(desk: Desk) -> None:
    pages = scanned(a_page(1), a_page(2), a_page(3))
    report = desk.piles.take(
        pages, FILES, desk.officer(), stopped=lambda: count_pages(desk) == 2, finish=False
    )
    assert report.pages == 2
    assert desk.archiving.waiting() == 0
