"""The runner: counts, names what failed and how to repeat it, renews the table."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.faults.__main__ import lines_of, main
from tests.faults.document import BEGINS, DOCUMENT, ENDS, Run, earlier, renew
from tests.faults.runner import pieces, run_trial
from tests.faults.trials import Failure, Outcome, Trial, each, trials


def unlucky(seed: int) -> Iterable[str]:
    """Goes wrong with each seed that ends in 7, and breaks with each that ends in 9."""
    if seed % 10 == 9:
        raise OSError("the disk is gone")
    if seed % 10 == 7:
        yield "I1 lost one"


def a_trial(name: str = "unlucky") -> Trial:
    return Trial(
        name, "what is tried", ("I1", "I2"), 2, 20, lambda seed, count: each(seed, count, unlucky)
    )


def test_each_trial_has_a_seed_of_its_own_and_an_exception_is_a_failure() -> None:
    outcome = each(0, 20, unlucky)
    assert outcome.trials == 20
    assert [failure.seed for failure in outcome.failures] == [7, 9, 17, 19]
    assert "OSError" in outcome.failures[1].what


def test_a_failure_is_told_with_the_command_that_repeats_it() -> None:
    told = "\n".join(lines_of(run_trial(a_trial(), 0, 10, jobs=1)))
    assert "I1 lost one" in told
    assert 'make faults ARGS="--only unlucky --seed 7 --count 1 --jobs 1"' in told


def test_pieces_of_a_row_are_the_row() -> None:
    cut = list(pieces(100, 37, 5))
    assert [own for start, size in cut for own in range(start, start + size)] == list(
        range(100, 137)
    )
    assert list(pieces(5, 2, 16)) == [(5, 1), (6, 1)]


def test_rows_are_put_together() -> None:
    both = Outcome(2, (Failure(7, "x"),), ("a note",)).and_then(Outcome(3, (), ("a note",)))
    assert both == Outcome(5, (Failure(7, "x"),), ("a note",))


def test_the_table_is_renewed_row_by_row() -> None:
    def run(name: str, failures: tuple[Failure, ...] = ()) -> Run:
        return Run(a_trial(name), Outcome(300, failures), 5, 12.3)

    text = renew(f"before\n{BEGINS}\n{ENDS}\nafter\n", [run("b"), run("a", (Failure(7, "x"),))])
    again = renew(text, [run("a")])

    assert "| `a` | what is tried | I1, I2 | 300 | 1 | – | 5 | 12 |" in text
    assert "| `a` | what is tried | I1, I2 | 300 | 0 | 1 % | 5 | 12 |" in again
    assert [line[:5] for line in again.splitlines() if line.startswith("| `")] == ["| `a`", "| `b`"]
    assert again.startswith("before\n")
    assert again.endswith("\nafter\n")


def test_a_row_that_is_not_full_says_so() -> None:
    text = renew(f"{BEGINS}\n{ENDS}\n", [Run(a_trial(), Outcome(7), 5, 12.3)])
    assert "| I1, I2 | 7 of 20 | 0 | 43 % | 5 | 12 |" in text


def test_a_row_goes_on_where_it_ended() -> None:
    lucky = Trial("lucky", "what is tried", ("I1",), 2, 20, lambda _, count: Outcome(count))
    text = renew(f"{BEGINS}\n{ENDS}\n", [Run(lucky, Outcome(1_200), 5, 1_012.3)])
    before = earlier(text, lucky)
    assert before is not None
    assert earlier(text.replace("1,200", "1,200 of 10,000"), lucky) == before
    assert before.next_seed == 1_205

    after = renew(text, [before.and_then(run_trial(lucky, before.next_seed, 300, jobs=1))])

    assert "| `lucky` | what is tried | I1 | 1,500 | 0 | 0.2 % | 5 | 1,012 |" in after
    assert earlier(after, a_trial("another")) is None


def test_a_row_with_failures_or_of_one_piece_is_not_gone_on_with() -> None:
    whole = Trial("whole", "a month", ("I1",), 2, 20, lambda _, count: Outcome(count), splits=False)
    failed = Run(a_trial(), Outcome(20, (Failure(7, "x"),)), 5, 1.0)
    text = renew(f"{BEGINS}\n{ENDS}\n", [failed, Run(whole, Outcome(20), 5, 1.0)])
    for trial in (a_trial(), whole):
        with pytest.raises(ValueError, match="cannot be added to"):
            earlier(text, trial)


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        renew("nothing here", [])


def test_the_document_has_a_place_for_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.index(BEGINS) < text.index(ENDS)


def test_the_kinds_are_found_by_themselves() -> None:
    said: list[str] = []
    assert main(["--list"], said.append) == 0
    assert [line.split()[0] for line in said] == list(trials())
