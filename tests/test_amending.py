"""Which values hold and where counters disagree: never a matter of the order of arrival."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.amending import Outcome, Writing, outcomes
from desk_app.clock import VIETNAM

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
PHONE = "applicant.phone"


def writing(
    name: str, value: str | None, *over: str, minute: int = 0, field: str = PHONE
) -> Writing:
    return Writing(
        name, field, value, frozenset(over), AT + timedelta(minutes=minute), "An", "Quầy 01"
    )


def phone(*writings: Writing) -> Outcome:
    return outcomes(writings)[PHONE]


def values(outcome: Outcome) -> list[str | None]:
    return [one.value for one in outcome.open]


def test_fields_nobody_wrote_are_not_named() -> None:
    assert outcomes([]) == {}
    assert set(outcomes([writing("a", "1", field="note")])) == {"note"}


def test_the_later_of_two_that_saw_each_other_holds() -> None:
    found = phone(writing("b", "2", "a", minute=1), writing("a", "1"))
    assert (found.value, values(found), found.over) == ("2", ["2"], ("b",))
    assert not found.in_conflict


def test_two_that_did_not_see_each_other_are_both_shown_and_the_earlier_holds() -> None:
    found = phone(writing("b", "2", minute=1), writing("a", "1"))
    assert (found.value, values(found), found.over) == ("1", ["1", "2"], ("a", "b"))
    assert found.in_conflict


def test_the_same_value_twice_is_no_conflict() -> None:
    found = phone(writing("a", "1"), writing("b", "1"))
    assert (found.value, found.in_conflict, found.over) == ("1", False, ("a", "b"))


def test_an_empty_value_is_a_value() -> None:
    found = phone(writing("a", None), writing("b", "1", minute=1))
    assert (found.value, values(found)) == (None, [None, "1"])


def test_back_to_an_earlier_value_replaces_only_what_was_seen() -> None:
    """By values alone one could not tell this from a counter that saw nothing."""
    found = phone(writing("a", "1"), writing("b", "0", "a", minute=1), writing("c", "1", minute=2))
    assert values(found) == ["0", "1"]


def test_a_decision_closes_a_conflict_and_two_decisions_may_open_one() -> None:
    both = (writing("a", "1"), writing("b", "2"))
    assert values(phone(*both, writing("c", "2", "a", "b", minute=1))) == ["2"]
    two = (writing("c", "2", "a", "b", minute=1), writing("d", "3", "a", "b", minute=2))
    assert values(phone(*both, *two)) == ["2", "3"]
    same = (writing("c", "2", "a", "b", minute=1), writing("d", "2", "a", "b", minute=2))
    assert not phone(*both, *same).in_conflict


def test_nobody_elsewhere_replaces_what_was_not_sent_yet() -> None:
    mine = replace(writing("a", "mine", minute=9), mine=True, heard=False)
    claim = writing("x", "theirs", "a")
    assert phone(mine, claim).value == "mine"
    assert values(phone(mine, claim)) == ["mine", "theirs"]
    assert values(phone(replace(mine, heard=True), claim)) == ["theirs"]
    again = replace(writing("b", "later", "a", minute=10), mine=True, heard=False)
    assert values(phone(mine, again)) == ["later"]


def test_a_ring_of_replacements_loses_nothing() -> None:
    found = phone(writing("a", "1", "b"), writing("b", "2", "a"), writing("c", "3", "c"))
    assert "3" in values(found)
    assert values(phone(writing("a", "1", "b"), writing("b", "2", "a"))) == ["1", "2"]


# Several counters that hear of each other late, in whatever order.


@dataclass
class _Counter:
    name: str
    known: list[Writing] = field(default_factory=list)

    def write(self, number: int, value: str) -> Writing:
        over = outcomes(self.known)[PHONE].over if self.known else ()
        made = writing(f"{number:03}-{self.name}", value, *over, minute=Random(number).randrange(9))
        self.known.append(made)
        return made


STEPS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["write", "hear"]), st.sampled_from("1234")),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_whatever_the_order_all_end_with_the_same_values_and_nothing_is_lost(
    steps: list[tuple[str, str, str]], seed: int
) -> None:
    counters = {name: _Counter(name) for name in "ABC"}
    order = Random(seed)
    written: list[Writing] = []
    for number, (name, act, value) in enumerate(steps):
        here = counters[name]
        if act == "write":
            written.append(here.write(number, value))
        else:
            unheard = [one for one in written if one not in here.known]
            # One may only hear of an answer after what it answers to: as the feed has it.
            may = [one for one in unheard if one.over <= {other.id for other in here.known}]
            if may:
                here.known.append(order.choice(may))
    ends = []
    for counter in counters.values():
        rest = [one for one in written if one not in counter.known]
        order.shuffle(rest)
        ends.append(outcomes([*counter.known, *rest]))
    assert ends[0] == ends[1] == ends[2]
    if not written:
        return
    end = ends[0][PHONE]
    replaced = {before for one in written for before in one.over}
    shown = {one.value for one in end.open}
    assert all(one.id in replaced or one.value in shown for one in written)
    decision = writing("decision", "9", *end.over, minute=10)
    closed = outcomes([*written, decision])[PHONE]
    assert (closed.value, closed.in_conflict) == ("9", False)
