"""What is noted of lists of files: which papers were cut short, until when, and what undo does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk_app.errors import Refusal
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.desk import Desk
from desk_app.services.list_notes import MOST_NOTED
from desk_app.services.page_views import PaperTarget
from tests.builders.lists import (
    LIST,
    by_command,
    by_screen,
    ends_after,
    given_list,
    images,
    stops_at,
    warning,
)
from tests.builders.piles import a_page, paper, received, scanned
from tests.fakes.hot_folders import Died


def test_nothing_is_said_while_it_is_read(desk: Desk) -> None:
    target = paper(desk, received(desk))

    def watched() -> Iterator[ScannedImage]:
        for image in scanned(*LIST[:2]):
            yield image
            assert warning(desk, target) is None
        raise Died

    with pytest.raises(Died):
        by_screen(desk, watched(), given_list(), target)
    assert warning(desk, target) == ("scanning.cut_short", 2)


def test_the_mark_outlives_finishing_until_the_list_went_on(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    desk.scanning.finish(target.dossier_id, desk.officer(), reason="đọc sau")
    assert warning(desk, target) == ("scanning.cut_short", 2)
    by_screen(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST
    assert warning(desk, target) is None


def test_the_mark_outlives_any_number_of_other_lists(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    other = PaperTarget(target.dossier_id, 3)
    for number in range(MOST_NOTED + 5):
        source = given_list(f"list {number}")
        desk.piles.take(scanned(LIST[0]), source, desk.officer(), target=other, finish=False)
    assert warning(desk, target) == ("scanning.cut_short", 2)


def test_the_officer_says_that_what_is_there_is_all(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    desk.scanning.take_as_whole(target, desk.officer())
    assert warning(desk, target) is None
    assert desk.journal.of_dossier(target.dossier_id)[-1].action == "pages.taken_as_whole"
    by_screen(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST[:2] + LIST


def test_taking_what_is_there_for_the_whole_is_undone(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    back = desk.scanning.take_as_whole(target, desk.officer())
    again = desk.scanning.change(back, desk.officer())
    assert warning(desk, target) == ("scanning.cut_short", 2)
    assert desk.journal.of_dossier(target.dossier_id)[-1].action == "pages.cut_short_again"
    back = desk.scanning.change(again, desk.officer())
    assert warning(desk, target) is None
    assert desk.journal.of_dossier(target.dossier_id)[-1].action == "pages.not_cut_short"
    desk.scanning.change(back, desk.officer())
    by_screen(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST


def test_an_undone_continuation_leaves_the_list_cut_short_where_it_was(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    stopped = desk.scanning.add_many(
        target, scanned(*LIST), given_list(), desk.officer(), stopped=stops_at(3)
    )
    assert warning(desk, target) == ("scanning.cut_short", 3)
    rest = desk.scanning.add_many(target, scanned(*LIST), given_list(), desk.officer())
    assert warning(desk, target) is None
    rest_again = desk.scanning.change(rest.back, desk.officer())
    assert warning(desk, target) == ("scanning.cut_short", 3)
    stopped_again = desk.scanning.change(stopped.back, desk.officer())
    assert warning(desk, target) == ("scanning.cut_short", 2)
    stopped_back = desk.scanning.change(stopped_again, desk.officer())
    assert warning(desk, target) == ("scanning.cut_short", 3)
    rest_back = desk.scanning.change(rest_again, desk.officer())
    assert (warning(desk, target), images(desk, target)) == (None, LIST)
    desk.scanning.change(rest_back, desk.officer())
    desk.scanning.change(stopped_back, desk.officer())
    with pytest.raises(Died):
        by_screen(desk, ends_after(4, Died()), given_list(), target)
    assert warning(desk, target) == ("scanning.cut_short", 4)
    by_screen(desk, scanned(*LIST), given_list(), target)
    assert (warning(desk, target), images(desk, target)) == (None, LIST)


def test_a_first_part_that_was_undone_and_done_again_is_cut_short(desk: Desk) -> None:
    target = paper(desk, received(desk))
    first = desk.scanning.add_many(
        target, scanned(*LIST), given_list(), desk.officer(), stopped=lambda: True
    )
    again = desk.scanning.change(first.back, desk.officer())
    assert warning(desk, target) is None
    desk.scanning.change(again, desk.officer())
    assert warning(desk, target) == ("scanning.cut_short", 1)


def test_undoing_leaves_alone_what_is_noted_of_a_list_being_read(desk: Desk) -> None:
    target = paper(desk, received(desk))
    first = desk.scanning.add_many(
        target, scanned(a_page(9)), given_list("another"), desk.officer(), stopped=lambda: True
    )

    def undone_meanwhile() -> Iterator[ScannedImage]:
        yield from scanned(*LIST[:2])
        desk.scanning.change(first.back, desk.officer())
        raise Died

    with pytest.raises(Died):
        by_screen(desk, undone_meanwhile(), given_list(), target)
    assert warning(desk, target) == ("scanning.cut_short", 2)


def test_undoing_leaves_alone_what_became_of_other_lists_since(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Died):
        by_screen(desk, ends_after(2, Died()), given_list(), target)
    other = desk.scanning.add_many(
        target, scanned(a_page(9)), given_list("another"), desk.officer(), stopped=lambda: True
    )
    by_command(desk, scanned(*LIST), given_list(), target)
    assert warning(desk, target) == ("scanning.cut_short", 1)
    desk.scanning.change(other.back, desk.officer())
    assert (warning(desk, target), images(desk, target)) == (None, LIST)


def test_the_papers_of_all_dossiers_that_were_cut_short_are_told(desk: Desk) -> None:
    later, first, whole = (paper(desk, received(desk)) for _ in range(3))
    code = {one: desk.scanning.checklist(one.dossier_id).code for one in (later, first)}
    assert desk.scanning.cut_short() == ()
    by_screen(desk, scanned(*LIST), given_list(), whole)
    for one in (first, later):
        with pytest.raises(Died):
            by_screen(desk, ends_after(2, Died()), given_list(), one)
    both = ((code[later], later.number), (code[first], first.number))
    assert desk.scanning.cut_short() == both  # as the dossiers were received
    by_screen(desk, scanned(*LIST), given_list(), later)
    desk.scanning.take_as_whole(first, desk.officer())
    assert desk.scanning.cut_short() == ()


def test_there_is_nothing_to_say_of_a_paper_that_is_whole_or_being_read(desk: Desk) -> None:
    target = paper(desk, received(desk))
    with pytest.raises(Refusal) as caught:
        desk.scanning.take_as_whole(target, desk.officer())
    assert caught.value.key == "scanning.not_cut_short"


def test_a_list_that_is_whole_is_not_cut_short_before_its_answer_was_given(desk: Desk) -> None:
    target = paper(desk, received(desk))
    desk.piles.take(scanned(*LIST), given_list(), desk.officer(), target=target, finish=False)
    assert warning(desk, target) is None
    by_command(desk, scanned(*LIST), given_list(), target)
    assert images(desk, target) == LIST
