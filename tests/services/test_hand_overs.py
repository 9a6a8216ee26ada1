"""Numbers go to a neighbour: out of one desk, into one other, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, update

from desk_app.errors import Refusal
from desk_app.hand_over import read_document, write_document
from desk_app.models.tables import NumberBlock
from desk_app.services.desk import Desk
from desk_app.services.desk_key import ensure_key
from desk_app.services.hand_overs import most_to_give
from desk_app.services.numbers import take_number, work_on
from desk_app.services.this_desk import write_this_desk
from tests.builders.number_desks import (
    TODAY,
    a_number_desk,
    blocks_of,
    give_block,
    introduce,
    journalled,
    told,
)
from tests.builders.stores import AN, UNIT


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two counters that know each other; the first holds 1 to 100, the second nothing."""
    with ExitStack() as closing:
        one, two = (closing.enter_context(a_number_desk(tmp_path, n)) for n in (1, 2))
        give_block(one, 1, 100)
        introduce(one, two)
        yield one, two


def refused(desk: Desk, document: str) -> str:
    with pytest.raises(Refusal) as caught:
        desk.hand_overs.take(document, AN)
    return caught.value.key


def test_numbers_leave_one_desk_and_come_to_the_other(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    assert [neighbour.counter for neighbour in one.hand_overs.neighbours()] == ["Quầy 02"]
    given = one.hand_overs.give("Quầy 02", 20, AN)
    assert (given.first, given.last, given.count, given.counter) == (81, 100, 20, "Quầy 02")
    assert blocks_of(one) == [("usual", 1, 80, 1)]
    taken = two.hand_overs.take(given.document, AN)
    assert (taken.first, taken.last, taken.counter) == (81, 100, "Quầy 01")
    assert blocks_of(two) == [("taken_over", 81, 100, 81)]
    with two.store.write() as work:
        assert take_number(work, UNIT, TODAY) == 81
    assert told(one) == ["numbers.handed_over"]
    assert told(two) == ["numbers.taken_over"]
    assert ("an", "numbers.handed_over") in journalled(one)
    assert ("an", "numbers.taken_over") in journalled(two)


def test_a_document_is_taken_once_and_can_be_shown_again(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    given = one.hand_overs.give("Quầy 02", 5, AN)
    [again] = one.hand_overs.past()
    assert again.document == given.document
    two.hand_overs.take(again.document, AN)
    assert refused(two, given.document) == "numbers.document_taken"
    assert len(blocks_of(two)) == 1


def test_what_a_desk_gave_it_never_gives_out(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    one.hand_overs.give("Quầy 02", 99, AN)
    with one.store.write() as work:
        assert take_number(work, UNIT, TODAY) == 1
        with pytest.raises(Refusal):
            take_number(work, UNIT, TODAY)
    with pytest.raises(Refusal) as caught:
        one.hand_overs.give("Quầy 02", 1, AN)
    assert caught.value.key == "numbers.nothing_to_give"


def test_numbers_given_out_already_are_not_handed_over(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    with one.store.write() as work:
        for _ in range(90):
            take_number(work, UNIT, TODAY)
    assert one.hand_overs.most() == 10
    with pytest.raises(Refusal):
        one.hand_overs.give("Quầy 02", 11, AN)
    given = one.hand_overs.give("Quầy 02", 10, AN)
    assert (given.first, given.last) == (91, 100)


def test_what_came_from_a_neighbour_is_not_handed_on(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    two.hand_overs.take(one.hand_overs.give("Quầy 02", 20, AN).document, AN)
    assert two.hand_overs.most() == 0


def test_each_wrong_document_has_its_own_sentence(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    given = one.hand_overs.give("Quầy 02", 20, AN)
    found = read_document(given.document)
    assert found is not None
    key = ensure_key(one.store)

    def changed(**parts: object) -> str:
        return write_document(replace(found.said, **parts), key.sign)

    assert refused(two, "not a document") == "numbers.document_damaged"
    assert refused(one, given.document) == "numbers.document_for_another"
    assert refused(two, changed(day=TODAY - timedelta(days=1))) == "numbers.document_past"
    assert refused(two, changed(to_epoch=2)) == "numbers.document_outdated"
    assert refused(two, changed(unit="H99.01")) == "numbers.document_outdated"
    forged = write_document(found.said, ensure_key(two.store).sign)
    assert refused(two, forged) == "numbers.document_forged"
    stranger = changed(from_desk="01930000-0000-7000-8000-000000000077")
    assert refused(two, stranger) == "numbers.giver_unknown"
    give_block(two, 90, 95)
    assert refused(two, given.document) == "numbers.document_overlaps"
    introduce(one, two, revoked=True)
    assert refused(two, given.document) == "numbers.giver_revoked"
    assert two.hand_overs.neighbours() == []
    assert told(two) == []


def test_a_day_this_desk_is_past_is_not_taken_with_a_clock_put_back(
    desks: tuple[Desk, Desk],
) -> None:
    one, two = desks
    given = one.hand_overs.give("Quầy 02", 20, AN)
    with two.store.write() as work:
        work_on(work, TODAY + timedelta(days=1))
    assert refused(two, given.document) == "numbers.document_past"


def test_a_restored_desk_does_not_take_a_document_again(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    given = one.hand_overs.give("Quầy 02", 20, AN)
    with two.store.write() as session:  # as it was before the document was taken, but wiser
        write_this_desk(session, replace(two.this_desk(), epoch=2))
    two.forget_place()
    assert refused(two, given.document) == "numbers.document_outdated"


def test_blocks_of_an_epoch_that_is_over_are_not_given(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    with one.store.write() as session:
        session.execute(update(NumberBlock).values(epoch=0))
    assert one.hand_overs.most() == 0


def test_nobody_there_and_no_centre_are_told(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    with pytest.raises(Refusal) as caught:
        one.hand_overs.give("Quầy 09", 1, AN)
    assert caught.value.key == "numbers.no_neighbour"
    for own in (one.this_desk().counter, str(one.this_desk().desk_id)):
        with pytest.raises(Refusal) as caught:
            one.hand_overs.give(own, 1, AN)
        assert caught.value.key == "numbers.own_counter"
    with one.store.write() as session:
        write_this_desk(session, replace(one.this_desk(), desk_id=None))
    one.forget_place()
    with pytest.raises(Refusal) as caught:
        one.hand_overs.give("Quầy 02", 1, AN)
    assert caught.value.key == "numbers.stands_alone"


@given(first=st.integers(1, 500), size=st.integers(1, 200), used=st.integers(0, 200))
def test_only_free_numbers_can_be_given_and_a_block_stays(first: int, size: int, used: int) -> None:
    last, next_ = first + size - 1, first + min(used, size)
    most = most_to_give(first, last, next_)
    assert 0 <= most <= last - next_ + 1
    assert last - most >= first  # there is something left to call a block
    assert last - most + 1 >= next_  # and no number in use is cut off


def test_a_giver_that_dies_before_the_commit_gave_nothing(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks

    def die(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO outbox"):
            raise KeyboardInterrupt

    event.listen(one.store.engine, "before_cursor_execute", die)
    with pytest.raises(KeyboardInterrupt):
        one.hand_overs.give("Quầy 02", 20, AN)
    event.remove(one.store.engine, "before_cursor_execute", die)
    assert blocks_of(one) == [("usual", 1, 100, 1)]
    assert one.hand_overs.past() == []
