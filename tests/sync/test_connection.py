"""The light follows from evidence, and is never green too early."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.sync.connection import CLOGGED_FROM, Evidence, light
from tests.builders.stores import NOW

GOOD = Evidence(last_success=NOW)


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        (Evidence(enrolled=False), "not_enrolled"),
        (Evidence(), "unknown"),
        (GOOD, "online"),
        (replace(GOOD, last_success=NOW - timedelta(minutes=11)), "unknown"),
        (replace(GOOD, last_success=NOW + timedelta(days=1)), "unknown"),
        (replace(GOOD, failing_since=NOW, failure_key="sync.no_answer.dns"), "offline"),
        (replace(GOOD, failing_since=NOW, needs_person=True), "attention"),
        (replace(GOOD, failing_since=NOW, busy=True), "slow"),
        (replace(GOOD, failing_since=NOW, busy=True, waiting=999, oldest=NOW), "clogged"),
        (replace(GOOD, refused=1), "attention"),
        (replace(GOOD, held=1), "attention"),
        (replace(GOOD, waiting=1, oldest=NOW - timedelta(minutes=15)), "sending"),
        (replace(GOOD, waiting=1, oldest=NOW - timedelta(minutes=16)), "slow"),
        (replace(GOOD, waiting=1, oldest=NOW - timedelta(hours=2, minutes=1)), "clogged"),
        (replace(GOOD, waiting=CLOGGED_FROM + 1, oldest=NOW), "clogged"),
    ],
)
def test_states(evidence: Evidence, state: str) -> None:
    assert light(evidence, NOW).state == state


def test_offline_says_since_when_and_why() -> None:
    since = NOW - timedelta(hours=1)
    seen = light(replace(GOOD, failing_since=since, failure_key="sync.no_answer.dns"), NOW)
    assert (seen.since, seen.detail_key) == (since, "sync.no_answer.dns")


MOMENTS = st.none() | st.integers(-2000, 2000).map(lambda n: NOW + timedelta(minutes=n))


@given(
    st.builds(
        Evidence,
        enrolled=st.booleans(),
        last_success=MOMENTS,
        failing_since=MOMENTS,
        needs_person=st.booleans(),
        busy=st.booleans(),
        waiting=st.integers(0, 1000),
        refused=st.integers(0, 2),
        held=st.integers(0, 2),
        oldest=MOMENTS,
    )
)
def test_green_only_with_a_fresh_answer_and_nothing_unsent(evidence: Evidence) -> None:
    if light(evidence, NOW).state == "online":
        assert evidence.enrolled
        assert evidence.failing_since is None
        assert evidence.last_success is not None
        assert evidence.waiting + evidence.refused + evidence.held == 0
