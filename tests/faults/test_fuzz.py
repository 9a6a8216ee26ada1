"""A slice of the bad input, for one running centre."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.bad_input.centre import let_go, tried_centre
from tests.faults.bad_input.described import examined
from tests.faults.bad_input.lines import Sent
from tests.faults.trials import fuzz

pytestmark = pytest.mark.xdist_group("fuzz")
MADE_HERE = [trial for trial in fuzz.TRIALS if trial.count_ci]


@pytest.fixture(scope="module", autouse=True)
def _centre() -> Iterator[None]:
    """One centre for all of them."""
    yield
    let_go()


@pytest.mark.parametrize("trial", MADE_HERE, ids=lambda trial: trial.name)
def test_bad_input_is_refused_and_leaves_nothing(trial: fuzz.Trial) -> None:
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
    assert outcome.trials == trial.count_ci


def test_the_centre_is_as_it_describes_itself() -> None:
    assert list(examined(tried_centre(), seed=1, examples=0, as_desk=True)) == []


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ([b""], True),
        ([b"GET / HTTP/1.1\r\nHost: c"], True),
        ([b"GET / HTTP/1.1\r\nHost: centre\r\n\r\n", b""], True),
        ([b"GET / HTTP/1.1\r\nHost: centre\r\nConnection: close\r\n\r\n"], False),
        ([b"no request\r\n\r\n"], False),
    ],
)
def test_who_says_less_than_a_request_says_that_nothing_more_comes(
    said: list[bytes], ends: bool
) -> None:
    assert Sent(said, "").ends is ends
