"""A pile out of a hot folder that ended within a file goes on behind the last page it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services import half_read_files
from desk_app.services.desk import Desk
from desk_app.services.half_read_files import MOST_NOTED, HalfReadFile
from desk_app.services.page_views import PageChange, PageSource, PaperTarget, PileReport
from tests.builders.picture_files import drawn_pdf, scanned_pdf
from tests.builders.piles import a_cover, a_page, paper, received, scanned
from tests.fakes.hot_folders import HOT, Died, Folder

WAYS = st.sampled_from(["stopped", "killed", "killed and started"])


def a_file(*jpegs: bytes) -> bytes:
    """A file of several pages that come out of it as they went in."""
    return scanned_pdf(jpegs)


def images_in(desk: Desk, target: PaperTarget) -> list[bytes]:
    pages = desk.scanning.pages(target)
    return [desk.scanning.image(page.id) for page in pages if page.state == "kept"]


def stops_at(page: int) -> Callable[[], bool]:
    asked = iter(range(1, 100))
    return lambda: next(asked) >= page


def notes(report: PileReport) -> list[str]:
    return [note.key for note in report.notes]


def take(desk: Desk, folder: Folder, *, stop: int = 99) -> PileReport:
    return desk.piles.take(folder.scan(), HOT, desk.officer(), stopped=stops_at(stop))


def ends(desk: Desk, folder: Folder, after: int, how: str) -> None:
    """Reads so many pages of what is given, skipped ones too."""

    def dies(done: int, _total: int | None, _what: object) -> None:
        if done == after:
            raise Died

    if how == "stopped":
        take(desk, folder, stop=after)
        return
    with pytest.raises(Died):
        desk.piles.take(folder.scan(), HOT, desk.officer(), progress=dies)
    if how == "killed and started":
        desk.piles.resume(desk.officer())


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=st.integers(1, 6), again=st.integers(1, 3), how=WAYS, then=WAYS)
def test_a_pile_goes_on_within_a_file_on_the_sheet_it_was_on(
    desk: Desk, first: int, again: int, how: str, then: str
) -> None:
    one, two = received(desk), received(desk)
    folder = Folder(
        mot=a_file(a_cover(one, 1), a_page(1)),
        dai=a_file(a_page(2), a_cover(two, 1), a_page(3), a_page(4)),
    )
    ends(desk, folder, first, how)
    ends(desk, folder, again, then)
    report = take(desk, folder)
    assert images_in(desk, paper(desk, one)) == [a_page(1), a_page(2)]
    assert images_in(desk, paper(desk, two)) == [a_page(3), a_page(4)]
    assert [(stack.code, stack.pages) for stack in report.stacks] == [(one, 2), (two, 2)]
    assert (report.pages, report.found, folder.files) == (6, 2, {})
    assert desk.unmatched.stacks() == ()
    assert desk.scanning.cut_short() == ()


def test_the_file_is_named_with_the_page_that_comes_next(desk: Desk) -> None:
    folder = Folder(mot=a_page(9), dai=drawn_pdf(5))
    report = take(desk, folder, stop=3)
    assert notes(report) == ["scanning.file_left"]
    words = report.notes[0].in_words("vi")
    assert "«dai»" in words
    assert "trang 3 " in words
    report = take(desk, folder, stop=1)
    assert notes(report) == ["scanning.went_on", "scanning.file_left"]
    assert report.notes[1].in_words("vi") == words
    assert notes(take(desk, folder)) == ["scanning.went_on"]
    assert sum(stack.pages for stack in desk.unmatched.stacks()) == 6


def test_trouble_within_a_file_leaves_its_last_paper_open_until_it_went_on(desk: Desk) -> None:
    code = received(desk)
    folder = Folder(dai=a_file(a_cover(code, 1), a_page(1), a_page(2)))

    def full(done: int, _total: int | None, _what: object) -> None:
        if done == 2:
            raise EnvironmentFault("files.disk_full")

    report = desk.piles.take(folder.scan(), HOT, desk.officer(), progress=full)
    assert isinstance(report.trouble, EnvironmentFault)
    assert notes(report) == ["scanning.file_left"]
    assert desk.scanning.cut_short() == ((code, 1),)
    line = desk.scanning.checklist(code).paper(1)
    assert line is not None
    assert line.cut_short is not None
    assert "Khay chờ ghép" in line.cut_short.words.in_words("vi")
    take(desk, folder)
    assert desk.scanning.cut_short() == ()
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2)]


def test_a_file_that_was_whole_and_not_removed_comes_once(desk: Desk) -> None:
    code = received(desk)
    folder = Folder(dai=a_file(a_cover(code, 1), a_page(1)))
    ends(desk, folder, 2, "killed and started")
    assert desk.scanning.cut_short() == ((code, 1),)
    report = take(desk, folder)
    assert (notes(report), report.pages, folder.files) == ([], 2, {})
    assert desk.scanning.cut_short() == ()
    assert images_in(desk, paper(desk, code)) == [a_page(1)]


def test_the_same_file_put_into_the_folder_again_is_new(desk: Desk) -> None:
    code = received(desk)
    file = a_file(a_cover(code, 1), a_page(1))
    for _ in range(2):
        take(desk, Folder(dai=file))
    assert images_in(desk, paper(desk, code)) == [a_page(1)] * 2


def test_what_the_officer_took_away_whole_is_read_from_its_beginning(desk: Desk) -> None:
    code = received(desk)
    target = paper(desk, code)
    folder = Folder(dai=a_file(a_cover(code, 1), a_page(1), a_page(2), a_page(3)))
    take(desk, folder, stop=3)
    first, second = (page.id for page in desk.scanning.pages(target))
    desk.scanning.change([PageChange(first, state="removed")], desk.officer())
    take(desk, folder, stop=3)
    assert images_in(desk, target) == [a_page(2)]
    desk.scanning.change([PageChange(second, state="removed")], desk.officer())
    assert notes(take(desk, folder)) == []
    assert images_in(desk, target) == [a_page(1), a_page(2), a_page(3)]


def test_what_was_discarded_in_the_tray_is_read_from_its_beginning(desk: Desk) -> None:
    folder = Folder(dai=drawn_pdf(3))
    take(desk, folder, stop=2)
    desk.unmatched.discard(desk.unmatched.stacks()[0].id, desk.officer(), "nhầm")
    take(desk, folder)
    assert [stack.pages for stack in desk.unmatched.stacks()] == [3]


def test_a_file_that_brought_only_a_sheet_goes_on(desk: Desk) -> None:
    code = received(desk)
    folder = Folder(dai=a_file(a_cover(code, 1), a_page(1)))
    take(desk, folder, stop=1)
    take(desk, folder)
    assert images_in(desk, paper(desk, code)) == [a_page(1)]


def test_a_file_of_a_half_read_pile_is_read_into_no_paper(desk: Desk) -> None:
    one, two = received(desk), received(desk)
    folder = Folder(dai=a_file(a_cover(one, 1), a_page(1), a_page(2)))
    take(desk, folder, stop=2)
    report = desk.scanning.add_many(paper(desk, two), folder.scan(), HOT, desk.officer())
    assert isinstance(report.trouble, Refusal)
    assert (report.pages, report.trouble.key) == ((), "scanning.half_read_in_pile")
    take(desk, folder)
    assert images_in(desk, paper(desk, one)) == [a_page(1), a_page(2)]


def test_a_half_read_file_that_comes_later_waits_for_its_own_turn(desk: Desk) -> None:
    one, two = received(desk), received(desk)
    half = a_file(a_cover(one, 1), a_page(1), a_page(2))
    folder = Folder(dai=half)
    take(desk, folder, stop=2)
    folder = Folder(moi=a_file(a_cover(two, 1), a_page(3)), dai=half)
    report = take(desk, folder)
    assert (notes(report), report.pages) == (["scanning.other_pile_next"], 2)
    assert list(folder.files) == ["dai"]
    assert notes(take(desk, folder)) == ["scanning.went_on"]
    assert images_in(desk, paper(desk, one)) == [a_page(1), a_page(2)]
    assert images_in(desk, paper(desk, two)) == [a_page(3)]


def test_an_empty_folder_says_so(desk: Desk) -> None:
    def empty() -> Iterator[ScannedImage]:
        yield from ()
        raise EnvironmentFault("scanner.folder_empty", folder="in")

    report = desk.piles.take(empty(), HOT, desk.officer())
    assert isinstance(report.trouble, EnvironmentFault)
    assert report.pages == 0


def test_a_list_that_was_killed_a_second_time_keeps_its_sheet(desk: Desk) -> None:
    code = received(desk)
    pile = scanned(a_cover(code, 1), a_page(1), a_page(2), a_page(3))
    source = PageSource("file", name="chong.pdf", batch="twice")

    def dies(done: int, _total: int | None, _what: object) -> None:
        if done == 3:
            raise Died

    desk.piles.take(pile, source, desk.officer(), stopped=stops_at(2))
    with pytest.raises(Died):
        desk.piles.take(pile, source, desk.officer(), progress=dies)
    desk.piles.resume(desk.officer())
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2)]


def test_one_file_of_each_pile_is_noted_and_the_oldest_go(desk: Desk) -> None:
    desk.piles.take(scanned(a_page(1)), PageSource("sane", batch="p0"), desk.officer())
    with desk.store.write() as session:
        half_read_files.note(session, "f0", "p0", 0)
        half_read_files.note(session, "f1", "p0", 7)
        assert half_read_files.find(session, "f0") is None
        half_read_files.forget(session, "p1")
        half_read_files.note(session, "f2", "p0", 0)
        for number in range(MOST_NOTED):
            half_read_files.note(session, f"x{number}", f"q{number}", 0)
        assert half_read_files.find(session, "f2") is None


def test_a_file_without_pages_is_new(desk: Desk) -> None:
    with desk.store.write() as session:
        half_read_files.note(session, "f", "p", 3)
        assert half_read_files.find(session, "f") is None
        half_read_files.forget(session, "p")
    assert HalfReadFile("p", 3).after == 0
