"""Lists of files that were cut short: they say where they stopped, and go on there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.errors import EnvironmentFault
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageChange, PageSource, PaperTarget
from tests.builders.lists import (
    LIST,
    PAGES,
    by_command,
    by_screen,
    ends_after,
    given_list,
    images,
    stops_at,
    warning,
)
from tests.builders.picture_files import tiff
from tests.builders.piles import a_blank_page, a_page, paper, received, scanned
from tests.fakes.hot_folders import HOT, Died, Folder

Way = Callable[[Desk, Any, PageSource, PaperTarget], list[str]]
WAYS = st.sampled_from([by_screen, by_command])


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=WAYS, then=WAYS, after=st.integers(0, PAGES), resumed=st.booleans())
def test_a_killed_list_goes_on_by_whatever_way(
    desk: Desk, first: Way, then: Way, after: int, resumed: bool
) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        first(desk, ends_after(after, Died()), given_list(), target)
    if resumed or first is not then:
        desk.piles.resume(desk.officer(), finish=False)  # as every start does
    there = len(images(desk, target))
    assert there in (0, after)
    assert warning(desk, target) == (("scanning.cut_short", there) if there else None)
    notes = then(desk, scanned(*LIST), given_list(), target)
    assert notes == (["scanning.went_on"] if after else [])
    assert images(desk, target) == LIST
    assert warning(desk, target) is None
    assert desk.piles.resume(desk.officer()) == ()


@pytest.mark.parametrize("way", [by_screen, by_command])
def test_a_list_that_ended_in_trouble_goes_on(desk: Desk, way: Way) -> None:
    target = paper(desk, received(desk))
    way(desk, ends_after(2, EnvironmentFault("scan_store.disk_full")), given_list(), target)
    assert warning(desk, target) == ("scanning.cut_short", 2)
    way(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST


def test_a_list_somebody_stopped_goes_on(desk: Desk) -> None:
    target = paper(desk, received(desk))
    stopped = iter((False, True))
    desk.scanning.add_many(
        target, scanned(*LIST), given_list(), desk.officer(), stopped=lambda: next(stopped)
    )
    assert images(desk, target) == LIST[:2]
    by_screen(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST


def test_what_the_officer_took_away_whole_is_read_from_its_beginning(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(3, Died()), given_list(), target)
    gone = [PageChange(page.id, state="removed") for page in desk.scanning.pages(target)]
    desk.scanning.change(gone, desk.officer())
    assert warning(desk, target) is None
    by_screen(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST


def test_a_list_that_is_all_there_given_again_is_new_and_says_so(desk: Desk) -> None:
    target = paper(desk, received(desk))
    assert by_screen(desk, scanned(*LIST), given_list(), target) == []
    assert by_screen(desk, scanned(*LIST), given_list(), target) == ["scanning.same_again"]
    assert images(desk, target) == LIST + LIST


def test_blank_sides_are_alike_without_being_given_twice(desk: Desk) -> None:
    target = paper(desk, received(desk))
    sides = scanned(a_page(1), a_blank_page(), a_page(2), a_blank_page())
    assert by_screen(desk, sides, given_list(), target) == []


def test_another_list_or_another_paper_begins_at_its_beginning(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    other = PaperTarget(target.dossier_id, 3)
    by_screen(desk, scanned(*LIST), given_list(), other)
    assert images(desk, other) == LIST
    by_screen(desk, scanned(a_page(9)), given_list("another"), target)
    assert images(desk, target) == [*LIST[:2], a_page(9)]
    assert warning(desk, target) == ("scanning.cut_short", 2)


THICK = tiff(PAGES)


def kept(desk: Desk, target: PaperTarget) -> int:
    return sum(page.state == "kept" for page in desk.scanning.pages(target))


def test_a_file_of_a_hot_folder_that_was_stopped_says_so_and_goes_on(desk: Desk) -> None:
    target, folder = paper(desk, received(desk)), Folder(dai=THICK)
    desk.scanning.add_many(target, folder.scan(), HOT, desk.officer(), stopped=stops_at(2))
    assert (kept(desk, target), list(folder.files)) == (2, ["dai"])
    assert warning(desk, target) == ("scanning.cut_short_hot_folder", 2)
    report = desk.scanning.add_many(target, folder.scan(), HOT, desk.officer())
    assert [note.key for note in report.notes] == ["scanning.went_on"]
    assert (kept(desk, target), folder.files) == (PAGES, {})
    assert warning(desk, target) is None


def test_an_undone_continuation_of_a_file_of_a_hot_folder_leaves_it_cut_short(desk: Desk) -> None:
    target, folder = paper(desk, received(desk)), Folder(dai=THICK)
    desk.scanning.add_many(target, folder.scan(), HOT, desk.officer(), stopped=stops_at(2))
    rest = desk.scanning.add_many(target, folder.scan(), HOT, desk.officer())
    again = desk.scanning.change(rest.back, desk.officer())
    assert (kept(desk, target), warning(desk, target)) == (2, ("scanning.cut_short_hot_folder", 2))
    desk.scanning.change(again, desk.officer())
    assert (kept(desk, target), warning(desk, target)) == (PAGES, None)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.integers(1, PAGES))
def test_a_file_of_a_hot_folder_read_by_a_killed_program_goes_on(desk: Desk, after: int) -> None:
    target, folder = paper(desk, received(desk)), Folder(mot=a_page(8), dai=THICK)

    def dies(done: int, _total: int | None, _what: object) -> None:
        if done == 1 + after:
            raise Died

    with pytest.raises(Died):
        desk.scanning.add_many(target, folder.scan(), HOT, desk.officer(), progress=dies)
    assert warning(desk, target) == ("scanning.cut_short_hot_folder", after)
    desk.scanning.add_many(target, folder.scan(), HOT, desk.officer())
    assert (kept(desk, target), folder.files) == (1 + PAGES, {})
    assert warning(desk, target) is None


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.integers(1, PAGES), resumed=st.booleans())
def test_a_file_of_a_hot_folder_goes_on_by_the_command_too(
    desk: Desk, after: int, resumed: bool
) -> None:
    target, folder = paper(desk, received(desk)), Folder(mot=a_page(8), dai=THICK)

    def dies(done: int, _total: int | None, _what: object) -> None:
        if done == 1 + after:
            raise Died

    with pytest.raises(Died):
        desk.piles.take(folder.scan(), HOT, desk.officer(), target=target, progress=dies)
    if resumed:  # as every start does
        desk.piles.resume(desk.officer())
        assert warning(desk, target) == ("scanning.cut_short_hot_folder", after)
    report = desk.piles.take(folder.scan(), HOT, desk.officer(), target=target)
    assert [note.key for note in report.notes] == ["scanning.went_on"]
    assert (kept(desk, target), folder.files) == (1 + PAGES, {})
    assert warning(desk, target) is None


def test_a_file_that_was_whole_and_could_not_be_removed_comes_once(desk: Desk) -> None:
    target, folder = paper(desk, received(desk)), Folder(dai=THICK, mot=a_page(8))
    with pytest.raises(Died):
        desk.scanning.add_many(target, folder.scan("dai"), HOT, desk.officer())
    assert warning(desk, target) is None
    desk.scanning.add_many(target, folder.scan(), HOT, desk.officer())
    assert (kept(desk, target), folder.files) == (PAGES + 1, {})


def test_the_same_file_put_into_the_folder_again_is_new_and_says_so(desk: Desk) -> None:
    target = paper(desk, received(desk))
    notes = [
        [
            note.key
            for note in desk.scanning.add_many(
                target, Folder(dai=THICK).scan(), HOT, desk.officer()
            ).notes
        ]
        for _ in range(2)
    ]
    assert notes == [[], ["scanning.same_again"]]
    assert kept(desk, target) == 2 * PAGES


def test_a_file_of_the_folder_goes_on_when_it_is_chosen_by_hand(desk: Desk, tmp_path: Path) -> None:
    target, folder = paper(desk, received(desk)), Folder(dai=THICK)
    desk.scanning.add_many(target, folder.scan(), HOT, desk.officer(), stopped=stops_at(2))
    path = tmp_path / "dai"
    path.write_bytes(THICK)
    source = PageSource("file", name="dai", batch=desk.devices.fingerprint([path]))
    desk.scanning.add_many(target, desk.devices.files([path]), source, desk.officer())
    assert kept(desk, target) == PAGES


def test_how_many_pages_are_to_come_is_told_by_whatever_way(desk: Desk) -> None:
    target, told = paper(desk, received(desk)), list[tuple[int, int | None]]()

    def progress(done: int, total: int | None, _what: object) -> None:
        told.append((done, total))

    def files() -> list[ScannedImage]:
        return [ScannedImage(tiff(2), "", 100, "a.tif"), ScannedImage(tiff(3), "", 100, "b.tif")]

    each_file = [(1, 2), (2, 2), (3, 5), (4, 5), (5, 5)]
    desk.scanning.add_many(target, files(), HOT, desk.officer(), progress=progress)
    assert told == each_file
    told.clear()
    desk.piles.take(files(), HOT, desk.officer(), progress=progress)
    assert told == each_file
    told.clear()
    desk.scanning.add_many(target, scanned(*LIST[:2]), HOT, desk.officer(), progress=progress)
    assert told == [(1, None), (2, None)]
