"""What is read once for a whole batch."""

from __future__ import annotations

import threading

import pytest

from desk_app.central import entries, numbers, tables
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.known import look_up_hash, read_known
from desk_app.clock import TickingClock
from tests.builders.centres import enrolled, postgres_copy
from tests.builders.messages import NOW, TODAY, UNIT, entry, received


@pytest.fixture
def desk(store: CentreStore, clock: TickingClock) -> str:
    """A desk whose dossier 1 the centre has."""
    answer = enrolled(store, clock)
    with store.writing() as session:
        row = session.get_one(tables.Desk, answer.desk_id)
        numbers.lease(session, row, [], clock)
        entries.take(session, row, [entry(1)], NOW, [])
    return answer.desk_id


def test_codes_numbers_tokens_and_entries_of_the_batch_are_known(
    store: CentreStore, desk: str
) -> None:
    with store.reading() as session:
        row = session.get_one(tables.Desk, desk)
        known = read_known(session, row, [entry(1), entry(2)])
    code, token = received(1)["code"], look_up_hash(received(1)["look_up_token"])
    assert (known.codes, known.tokens) == ({code}, {token})
    assert known.numbers == {(UNIT, TODAY, 1)}
    assert known.units == {entry(1).dossier_id: UNIT}
    assert known.entries[entry(1).id].outcome == "accepted"
    assert known.leases.hold(UNIT, TODAY, 2)


def test_each_of_code_number_and_token_makes_it_taken(store: CentreStore, desk: str) -> None:
    with store.reading() as session:
        known = read_known(session, session.get_one(tables.Desk, desk), [entry(1)])
    code, token = received(1)["code"], look_up_hash(received(1)["look_up_token"])
    free = (UNIT, TODAY, 9)
    assert known.is_taken(code, free, "x")
    assert known.is_taken("x", (UNIT, TODAY, 1), "x")
    assert known.is_taken("x", free, token)
    assert not known.is_taken("x", free, "x")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"code": None},
        {"code": "\x00"},
        {"code": "\ud800", "look_up_token": "\ud800"},
        {"code": 5},
    ],
)
def test_payloads_of_any_kind_can_be_asked_about(
    store: CentreStore, desk: str, payload: dict[str, object]
) -> None:
    said = entry(5, payload, sha256="0" * 64)
    with store.reading() as session:
        assert read_known(session, session.get_one(tables.Desk, desk), [said]).codes == set()


def test_who_loses_a_race_looks_again(postgres_template: str, clock: TickingClock) -> None:
    """Another process takes the same token after this one looked and before it wrote."""
    with postgres_copy(postgres_template, "race") as store:
        first = enrolled(store, clock, 1).desk_id
        second = enrolled(store, clock, 2, counter="Quầy 02", credential="d" * 43).desk_id
        for desk in (first, second):
            with store.writing() as session:
                numbers.lease(session, session.get_one(tables.Desk, desk), [], clock)
        token = "the-token-they-both-made-up"
        one = entry(1, received(1, look_up_token=token))
        two = entry(2, received(101, look_up_token=token))
        other = entry(3, received(102))
        url = store.engine.url.render_as_string(hide_password=False)
        outcomes: list[tuple[str, str | None]] = []

        def lose() -> None:
            own = open_centre(url)
            with own.writing() as session:
                row = session.get_one(tables.Desk, second)
                taken = entries.take(session, row, [two, other], NOW, [])
                outcomes.extend((a.outcome, a.reason) for a in taken)
            own.close()

        loser = threading.Thread(target=lose)
        with store.writing() as session:
            entries.take(session, session.get_one(tables.Desk, first), [one], NOW, [])
            loser.start()
            _wait_until_blocked(store)
        loser.join(20)
    assert outcomes == [("refused", "code-taken"), ("accepted", None)]


def _wait_until_blocked(store: CentreStore) -> None:
    for _ in range(20_000):
        with store.engine.connect() as connection:
            waiting = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
            ).scalar_one()
        if waiting:
            return
    raise AssertionError("nobody waits")
