"""A pile out of a hot folder that ended within a file goes on behind the last page it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services import half_read_files
from desk_app.services.desk import Desk
from desk_app.services.half_read_files import MOST_NOTED, HalfReadFile
from desk_app.services.page_views import (
    AddReport,
    PageChange,
    PageSource,
    PaperTarget,
    PileReport,
)
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


def by_hand(tmp_path: Path, desk: Desk, *files: bytes) -> tuple[list[Path], PageSource]:
    """Files as an officer chooses them: named as in the folder, as one list."""
    paths = [tmp_path / name for name in ("dai", "hai")[: len(files)]]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    return paths, PageSource("file", name="dai", batch=desk.devices.fingerprint(paths))


def test_a_file_of_a_half_read_pile_goes_on_when_it_is_chosen_by_hand(
    desk: Desk, tmp_path: Path
) -> None:
    code = received(desk)
    data = a_file(a_cover(code, 1), a_page(1), a_page(2), a_page(3))
    folder = Folder(dai=data)
    take(desk, folder, stop=2)
    paths, source = by_hand(tmp_path, desk, data)

    def choose(stop: int = 99) -> PileReport:
        given = desk.devices.files(paths)
        report = desk.piles.take(given, source, desk.officer(), stopped=stops_at(stop))
        desk.piles.acknowledge(source)
        return report

    report = choose(stop=3)
    assert notes(report) == ["scanning.went_on", "scanning.file_left"]
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2)]
    report = choose()
    assert notes(report) == ["scanning.went_on"]
    assert [(stack.code, stack.pages) for stack in report.stacks] == [(code, 3)]
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2), a_page(3)]
    assert desk.scanning.cut_short() == ()
    report = choose()
    assert notes(report) == ["scanning.all_came_before"]
    assert "4 trang" in report.notes[0].in_words("vi")
    # In its folder it still lies; from there it comes no second time, and is put away.
    take(desk, folder)
    assert folder.files == {}
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2), a_page(3)]
    assert desk.unmatched.stacks() == ()


@pytest.mark.parametrize("way", ["screen", "command"])
def test_a_file_of_a_half_read_pile_is_not_read_into_a_paper_by_hand_before_its_pages_are_told(
    desk: Desk, tmp_path: Path, way: str
) -> None:
    one, two = received(desk), received(desk)
    data = a_file(a_cover(one, 1), a_page(1), a_page(2))
    take(desk, Folder(dai=data), stop=2)
    paths, source = by_hand(tmp_path, desk, data)
    refusal = into_paper(desk, paths, source, paper(desk, two), way)
    assert refusal.key == "scanning.half_read_in_pile"
    assert "2 trang" in refusal.meaning("vi")
    assert images_in(desk, paper(desk, two)) == []
    [page] = desk.scanning.pages(paper(desk, one))
    desk.scanning.change([PageChange(page.id, state="removed")], desk.officer())
    desk.scanning.add_many(paper(desk, two), desk.devices.files(paths), source, desk.officer())
    assert images_in(desk, paper(desk, two))[1:] == [a_page(1), a_page(2)]


@pytest.mark.parametrize("way", ["screen", "command"])
def test_files_of_a_half_read_pile_are_not_read_into_a_paper_before_their_pages_are_told(
    desk: Desk, tmp_path: Path, way: str
) -> None:
    code = received(desk)
    paths, source = by_hand(tmp_path, desk, a_file(a_cover(code, 1), a_page(1)), a_page(2))
    given = desk.devices.files(paths)
    desk.piles.take(given, source, desk.officer(), stopped=stops_at(2))
    refusal = into_paper(desk, paths, source, paper(desk, code), way)
    assert refusal.key == "scanning.half_read_in_pile"
    assert "2 trang" in refusal.meaning("vi")
    desk.piles.take(desk.devices.files(paths), source, desk.officer())
    assert images_in(desk, paper(desk, code)) == [a_page(1), a_page(2)]
    desk.piles.acknowledge(source)
    # It is done: given again it is meant.
    desk.scanning.add_many(paper(desk, code), desk.devices.files(paths), source, desk.officer())
    assert len(images_in(desk, paper(desk, code))) == 5


@pytest.mark.parametrize("into", ["pile", "screen", "command"])
def test_a_list_of_files_ends_before_the_one_that_a_pile_has_half_read(
    desk: Desk, tmp_path: Path, into: str
) -> None:
    one, two = received(desk), received(desk)
    half = a_file(a_cover(one, 1), a_page(1), a_page(2))
    take(desk, Folder(hai=half), stop=2)
    paths, source = by_hand(tmp_path, desk, a_page(3), half)
    if into == "pile":
        report = desk.piles.take(desk.devices.files(paths), source, desk.officer())
        assert isinstance(report.trouble, Refusal)
        refusal = report.trouble
    else:
        refusal = into_paper(desk, paths, source, paper(desk, two), into)
        assert images_in(desk, paper(desk, two)) == [a_page(3)]
    assert refusal.key == "scanning.half_read_in_pile"
    assert "«hai»" in refusal.title("vi")
    assert images_in(desk, paper(desk, one)) == [a_page(1)]


def into_paper(
    desk: Desk, paths: list[Path], source: PageSource, target: PaperTarget, way: str
) -> Refusal:
    """Has files chosen by hand read into a paper; returns why they were not, or not all."""
    given, officer = desk.devices.files(paths), desk.officer()
    report: AddReport | PileReport
    if way == "screen":
        report = desk.scanning.add_many(target, given, source, officer)
    else:
        report = desk.piles.take(given, source, officer, target=target)
    assert isinstance(report.trouble, Refusal)
    return report.trouble


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
