"""Page acts: every change can be turned round, nothing gets lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.errors import Refusal
from desk_app.services.page_acts import Home, Places, Stand, applied, homes_of, interleaved
from desk_app.services.page_views import PageChange, PaperTarget

HOMES = (Home("d1", 1), Home("d1", 2), Home("d2", 1), Home(stack="s1"))
PAGES = tuple(f"p{number}" for number in range(8))


@st.composite
def places(draw: st.DrawFn) -> Places:
    order: dict[Home, list[str]] = {home: [] for home in HOMES}
    for page in draw(st.permutations(PAGES)):
        order[draw(st.sampled_from(HOMES))].append(page)
    stands = {
        page: Stand(
            draw(st.sampled_from(("kept", "hidden", "removed"))),
            draw(st.sampled_from((0, 90, 180, 270))),
            draw(st.sampled_from((0.0, 1.5, -3.25))),
        )
        for page in PAGES
    }
    return Places({home: tuple(pages) for home, pages in order.items()}, stands)


@st.composite
def changes(draw: st.DrawFn) -> PageChange:
    page = draw(st.sampled_from(PAGES))
    home = draw(st.none() | st.sampled_from(HOMES))
    note = draw(st.none() | st.just("") | st.sampled_from([one for one in PAGES if one != page]))
    return PageChange(
        page,
        state=draw(st.none() | st.sampled_from(("kept", "hidden", "removed"))),
        turn=draw(st.none() | st.sampled_from((0, 90, 180, 270))),
        skew=draw(st.none() | st.sampled_from((0.0, 0.7, -2.0))),
        target=home.target if home else None,
        stack=home.stack if home else None,
        position=draw(st.none() | st.integers(-2, 12)),
        note_of=note,
    )


@given(places(), st.lists(changes(), max_size=6))
def test_the_inverse_leads_back_to_where_it_was(at: Places, wanted: list[PageChange]) -> None:
    after, back = applied(at, wanted)
    assert applied(after, back)[0] == at


@given(places(), st.lists(changes(), max_size=6))
def test_redoing_is_the_inverse_of_undoing(at: Places, wanted: list[PageChange]) -> None:
    after, back = applied(at, wanted)
    before, again = applied(after, back)
    assert applied(before, again)[0] == after


@given(places(), st.lists(changes(), max_size=6))
def test_every_page_lies_in_exactly_one_home(at: Places, wanted: list[PageChange]) -> None:
    after, _ = applied(at, wanted)
    assert sorted(page for pages in after.order.values() for page in pages) == sorted(PAGES)


def test_a_page_moves_to_its_place_and_the_others_make_room() -> None:
    at = Places({HOMES[0]: ("a", "b", "c")}, dict.fromkeys("abc", Stand()))
    after, back = applied(at, [PageChange("c", position=1)])
    assert after.order[HOMES[0]] == ("c", "a", "b")
    assert back == (PageChange("c", target=PaperTarget("d1", 1), position=3),)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (PageChange("x", state="kept"), "scanning.unknown_page"),
        (PageChange("a", state="burnt"), "scanning.impossible_change"),
        (PageChange("a", turn=45), "scanning.impossible_change"),
        (PageChange("a", skew=90.0), "scanning.impossible_change"),
        (PageChange("a", skew=float("nan")), "scanning.impossible_change"),
        (PageChange("a", note_of="a"), "scanning.impossible_change"),
        (PageChange("a", note_of="x"), "scanning.impossible_change"),
        (PageChange("a", target=PaperTarget("d", 1), stack="s"), "scanning.impossible_change"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_half_done(
    change: PageChange, key: str
) -> None:
    at = Places({HOMES[0]: ("a", "b")}, {"a": Stand(), "b": Stand()})
    with pytest.raises(Refusal) as caught:
        applied(at, [PageChange("b", position=1), change])
    assert caught.value.key == key
    assert at.order[HOMES[0]] == ("a", "b")


@given(st.integers(1, 30))
def test_backs_read_in_opposite_order_lie_between_their_fronts(sheets: int) -> None:
    fronts = [f"f{number}" for number in range(sheets)]
    backs = [f"b{number}" for number in reversed(range(sheets))]
    pages = (*fronts, *backs)
    at = Places({HOMES[0]: pages}, dict.fromkeys(pages, Stand()))
    after, back = applied(at, interleaved(pages, sheets + 1))
    wanted = [page for number in range(sheets) for page in (f"f{number}", f"b{number}")]
    assert list(after.order[HOMES[0]]) == wanted
    assert applied(after, back)[0] == at


@pytest.mark.parametrize("first_back", [1, 2, 4])
def test_unequal_fronts_and_backs_are_refused(first_back: int) -> None:
    with pytest.raises(Refusal, match="scanning.backs_differ"):
        interleaved(("a", "b", "c"), first_back)


def test_homes_are_those_that_changes_name() -> None:
    named = homes_of([PageChange("a", stack="s1"), PageChange("b", state="kept")])
    assert named == {Home(stack="s1")}
    assert Home(stack="s1").target is None


def test_what_was_so_before_needs_no_way_back() -> None:
    gone = PageChange("b", state="removed")
    at = Places({HOMES[0]: ("a", "b", "c")}, dict.fromkeys("abc", Stand()))
    after, back = applied(at, [gone, gone])
    assert back == (PageChange("b", state="kept"),)
    assert applied(after, [gone])[1] == ()
