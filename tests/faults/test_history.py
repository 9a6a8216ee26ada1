"""The checker finds nothing wrong with a sound history, and sees each invariant broken."""

from __future__ import annotations

import pytest

from tests.faults.history import (
    Announced,
    Applied,
    Fact,
    Leaked,
    Leased,
    Looked,
    Printed,
    Proved,
    Saved,
    SeenEntry,
    SetBack,
    Settled,
    Stored,
    Withdrawn,
    Written,
    check,
    from_line,
    to_line,
)

CODE, NEXT = "H15.50-261120-0001", "H15.50-261120-0002"
FILE = ("file-1", "a" * 64, 7)
E1, E2 = SeenEntry("e1", "d1", 1, "accepted"), SeenEntry("e2", "d1", 2, "accepted")


def a_sound_history() -> list[Fact]:
    """One dossier, received, printed, sent, with a reprint and a file."""
    return [
        Leased("desk-1", "H15.50", "2026-11-20", 1, 20),
        Leased("desk-2", "H15.50", "2026-11-20", 21, 40),
        Saved("desk-1", "d1", CODE),
        Printed("desk-1", CODE),
        Written("desk-1", "e2"),
        Looked("desk-1", (("d1", CODE),), (E1, E2)),
        Applied("e1", "desk-1", "d1", 1),
        Applied("e2", "desk-1", "d1", 2),
        Announced(*FILE),
        Stored(*FILE),
        Proved(*FILE),
        Settled("desk-1", 0),
    ]


def broken(history: list[Fact]) -> set[str]:
    """Which invariants do not hold."""
    return {violation.invariant for violation in check(history)}


def test_a_sound_history_breaks_nothing() -> None:
    assert check(a_sound_history()) == []


def test_a_kill_between_commit_and_answer_breaks_nothing() -> None:
    history: list[Fact] = [
        Leased("desk-1", "H15.50", "2026-11-20", 1, 20),
        Printed("desk-1", CODE),  # the process died before it could tell of the save
        Looked("desk-1", (("d1", CODE),), (SeenEntry("e1", "d1", 1, "waiting"),)),
    ]
    assert check(history) == []


BROKEN: list[tuple[str, list[Fact]]] = [
    ("I1", [Saved("desk-1", "d2", NEXT), Looked("desk-1", (("d1", CODE),), (E1, E2))]),
    ("I1", [Looked("desk-1", (), (E1, E2))]),  # it was seen before
    ("I1", [Looked("desk-1", (("d1", "H15.50-261120-0009"),), (E1, E2))]),  # under another code
    ("I1", [Looked("desk-1", (("d1", CODE),), (E1,))]),  # a reprint is forgotten
    ("I2", [Applied("e2", "desk-1", "d1", 3)]),
    ("I2", [Applied("e9", "desk-1", "d9", 1)]),
    (
        "I2",
        [
            Looked(
                "desk-1",
                (("d1", CODE),),
                (E1, E2, SeenEntry("e3", "d1", 3, "accepted")),
            )
        ],
    ),
    ("I3", [Proved("file-1", "b" * 64, 7)]),
    ("I3", [Proved("file-2", "a" * 64, 7)]),
    ("I3", [Stored("file-1", "b" * 64, 7)]),
    ("I3", [Withdrawn("e2", "file-1")]),  # and the centre shows it
    ("I3", [Stored(*FILE, withdrawn=True)]),  # and the desk counts it as uploaded
    ("I4", [Saved("desk-1", "d2", CODE)]),
    ("I4", [Saved("desk-2", "d2", CODE)]),
    ("I4", [Saved("desk-2", "d2", NEXT)]),  # a number of the neighbour's block
    ("I4", [Saved("desk-1", "d2", "H15.50-261121-0001")]),  # another day
    ("I4", [Saved("desk-1", "d2", "H15.51-261120-0001")]),  # another unit
    ("I4", [Saved("desk-1", "d2", "no code")]),
    ("I5", [Printed("desk-1", NEXT)]),
    ("I6", [Applied("e4", "desk-1", "d1", 4)]),
    (
        "I6",
        [
            Looked(
                "desk-1",
                (("d1", CODE),),
                (E1, E2, SeenEntry("e4", "d1", 4, "waiting")),
            )
        ],
    ),
    ("I6", [Looked("desk-1", (("d1", CODE),), (E2, E1))]),
    ("I7", [Settled("desk-2", 1)]),
    ("I8", [Leaked("logs/desk.log")]),
]


@pytest.mark.parametrize(("invariant", "facts"), BROKEN)
def test_a_broken_invariant_is_seen(invariant: str, facts: list[Fact]) -> None:
    assert invariant in broken([*a_sound_history(), *facts])


def test_every_invariant_is_broken_once() -> None:
    assert {invariant for invariant, _ in BROKEN} == {f"I{number}" for number in range(1, 9)}


def test_what_an_older_copy_took_away_is_no_fault_of_the_program() -> None:
    history: list[Fact] = [
        *a_sound_history(),
        SetBack("desk-1", entries=("e2",)),
        Looked("desk-1", (("d1", CODE),), (E1,)),
    ]
    assert check(history) == []


def test_a_code_issued_before_an_older_copy_came_back_stays_issued() -> None:
    history: list[Fact] = [
        *a_sound_history(),
        SetBack("desk-1", ("d1",), ("e1", "e2")),
        Saved("desk-1", "d5", CODE),
    ]
    assert broken(history) == {"I4"}


def test_what_was_withdrawn_at_both_sides_breaks_nothing() -> None:
    history = [fact for fact in a_sound_history() if not isinstance(fact, Proved)]
    assert check([*history, Withdrawn("e2", "file-1"), Stored(*FILE, withdrawn=True)]) == []


def test_a_desk_put_back_may_not_know_what_it_withdrew() -> None:
    history: list[Fact] = [
        *a_sound_history(),
        Withdrawn("e2", "file-1"),
        Stored(*FILE, withdrawn=True),
        SetBack("desk-1", entries=("e2",)),
        Looked("desk-1", (("d1", CODE),), (E1,)),
    ]
    assert check(history) == []


def test_facts_travel_as_lines() -> None:
    history = [
        *a_sound_history(),
        Withdrawn("e2", "file-1"),
        SetBack("desk-1", ("d1",), ("e1",)),
        Leaked("x"),
    ]
    assert [from_line(to_line(fact)) for fact in history] == history
