"""A look with nothing to send is answered by reading; what has to be written goes the long way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from desk_app.central import administration, put_back, quiet_look, tables
from desk_app.central.engine import CentreStore
from desk_app.central.quiet_look import SEEN_EVERY
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import SyncAnswer, SyncRequest, UnitV1, credential_hash
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, UNIT, entry, held, identity_text, sync_request

DESK = identity_text(800_001)
KEY = "k" * 43


@contextmanager
def statements(store: CentreStore) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(_c: Any, _u: Any, text: str, *_: Any) -> None:
        heard.append(text.split()[0])

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def ask(store: CentreStore, clock: TickingClock, said: SyncRequest) -> SyncAnswer:
    return round_trip(store, clock, DESK, CREDENTIAL, said)[0]


def quietly(store: CentreStore, clock: TickingClock, said: SyncRequest) -> SyncAnswer | None:
    return quiet_look.answer(store, clock, DESK, CREDENTIAL, said)


@pytest.fixture
def word(store: CentreStore, clock: TickingClock) -> str:
    """For the blocks of a desk that has a key and has heard all."""
    enrolled(store, clock)
    given = ask(store, clock, sync_request(public_key=KEY))
    blocks = held(given.blocks)
    settled = ask(store, clock, sync_request(blocks=blocks, public_key=KEY, mark=3)).settled
    assert settled is not None
    return settled


def test_it_reads_and_nothing_else(store: CentreStore, clock: TickingClock, word: str) -> None:
    said = sync_request(settled=word, public_key=KEY, mark=3, cursor=10_000)
    cursor = ask(store, clock, said).cursor
    said = said.model_copy(update={"cursor": cursor})
    with statements(store) as heard:
        answer = ask(store, clock, said)
    assert [text for text in heard if text != "BEGIN"] == ["SELECT", "SELECT"]
    assert (answer.nonce, answer.cursor, answer.changes) == (said.nonce, cursor, [])


def test_it_says_what_the_long_way_says(store: CentreStore, clock: TickingClock, word: str) -> None:
    for cursor in (0, 3, 10_000):
        said = sync_request(settled=word, public_key=KEY, mark=3, cursor=cursor)
        quiet = quietly(store, clock, said)
        with store.writing() as session:
            session.execute(update(tables.Desk).values(last_seen_at=None))
        assert quietly(store, clock, said) is None
        assert quiet == ask(store, clock, said)


LONG_WAYS: dict[str, dict[str, Any]] = {
    "entries": {"entries": [entry(1)]},
    "blocks named": {"settled": None},
    "another word": {"settled": "0" * 32},
    "entries wait": {"waiting": 1},
    "another version": {"app_version": "0.2.0"},
    "a mark ahead": {"mark": 4},
    "another key": {"public_key": "q" * 43},
    "a new epoch": {"epoch": 2},
}


@pytest.mark.parametrize("why", LONG_WAYS)
def test_what_has_to_be_written_or_refused_goes_the_long_way(
    store: CentreStore, clock: TickingClock, word: str, why: str
) -> None:
    said = sync_request(settled=word, public_key=KEY, mark=3)
    assert quietly(store, clock, said) is not None
    assert quietly(store, clock, said.model_copy(update=LONG_WAYS[why])) is None


OTHERWISE: dict[str, Callable[[TickingClock], dict[str, Any]]] = {
    "revoked": lambda clock: {"revoked_at": clock.now()},
    "credential ended": lambda clock: {"credential_expires_at": clock.now() - timedelta(hours=1)},
    "credential without end": lambda _: {"credential_expires_at": None},
    "renewed": lambda _: {
        "credential_sha256": "0" * 64,
        "next_credential_sha256": credential_hash(CREDENTIAL),
    },
    "copied": lambda _: {"epoch_raises": 4},
    "seen long ago": lambda clock: {"last_seen_at": clock.now() - SEEN_EVERY},
    "seen in time to come": lambda clock: {"last_seen_at": clock.now() + timedelta(minutes=1)},
}


@pytest.mark.parametrize("why", OTHERWISE)
def test_a_desk_about_which_something_is_other_goes_the_long_way(
    store: CentreStore, clock: TickingClock, word: str, why: str
) -> None:
    with store.writing() as session:
        session.execute(update(tables.Desk).values(**OTHERWISE[why](clock)))
    assert quietly(store, clock, sync_request(settled=word, public_key=KEY, mark=3)) is None


def test_a_desk_that_is_to_tell_of_its_blocks_goes_the_long_way(
    store: CentreStore, clock: TickingClock, word: str
) -> None:
    said = sync_request(settled=word, public_key=KEY, mark=3)
    put_back.note(store, clock)
    assert quietly(store, clock, said) is None
    assert ask(store, clock, said).tell
    ask(store, clock, said.model_copy(update={"holding": []}))
    assert quietly(store, clock, said) is not None


def test_strangers_go_the_long_way(store: CentreStore, clock: TickingClock, word: str) -> None:
    said = sync_request(settled=word, public_key=KEY, mark=3)
    assert quiet_look.answer(store, clock, identity_text(5), CREDENTIAL, said) is None
    assert quiet_look.answer(store, clock, DESK, "wrong", said) is None


def test_a_desk_whose_unit_ends_goes_the_long_way(
    store: CentreStore, clock: TickingClock, word: str
) -> None:
    last = clock.now().date() - timedelta(days=1)
    administration.add_unit(
        store, clock, UnitV1(code=UNIT, name="Xã", level="commune_centre", valid_to=last)
    )
    assert quietly(store, clock, sync_request(settled=word, public_key=KEY, mark=3)) is None


def test_a_counter_that_needs_more_numbers_is_not_settled_any_more(
    store: CentreStore, clock: TickingClock, word: str
) -> None:
    said = sync_request(settled=word, public_key=KEY, mark=3)
    with store.writing() as session:
        session.execute(update(tables.Counter).values(block_size=150, size_set=True))
    assert quietly(store, clock, said) is None
    assert ask(store, clock, said).settled is None
