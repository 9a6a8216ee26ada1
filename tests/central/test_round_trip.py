"""One round trip: entries, numbers, news, in one unit of work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from desk_app.central import administration, tables
from desk_app.central.amendments import AMENDED
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import NotWelcomeHere, round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import Change, SyncAnswer, SyncRequest
from tests.builders.centres import enrolled
from tests.builders.messages import (
    CREDENTIAL,
    NOW,
    UNIT,
    amending,
    entry,
    identity_text,
    sync_request,
)

DESK = identity_text(800_001)


def ask(store: CentreStore, clock: TickingClock, said: SyncRequest) -> SyncAnswer:
    return round_trip(store, clock, DESK, CREDENTIAL, said)[0]


def refused(
    store: CentreStore, clock: TickingClock, desk: str, credential: str, epoch: int = 1
) -> str:
    with pytest.raises(NotWelcomeHere) as caught:
        round_trip(store, clock, desk, credential, sync_request(entry(1), epoch=epoch))
    return caught.value.code


@pytest.fixture(autouse=True)
def _joined(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)


def test_everything_comes_in_one_answer(store: CentreStore, clock: TickingClock) -> None:
    first = ask(store, clock, sync_request())
    assert {change.kind for change in first.changes} == {"unit", "officer", "procedure", "calendar"}
    assert {c.payload["unit"] for c in first.changes if c.kind == "officer"} == {UNIT}
    assert (first.nonce, first.time, first.more) == ("nonce-nonce-nonce", NOW, False)
    assert len(first.blocks) == 61  # a training centre: 30 past days too
    second = ask(store, clock, sync_request(entry(1), cursor=first.cursor, waiting=7))
    assert [a.outcome for a in second.entries] == ["accepted"]
    assert second.changes == []
    with store.reading() as session:
        desk = session.get_one(tables.Desk, DESK)
    assert (desk.waiting, desk.last_seen_at, desk.app_version) == (7, NOW, "0.1.0")


def test_a_real_centre_leases_no_past_days(store: CentreStore, clock: TickingClock) -> None:
    with store.writing() as session:
        session.scalars(select(tables.About)).one().training = False
    assert len(ask(store, clock, sync_request()).blocks) == 31


def test_strangers_stay_outside(store: CentreStore, clock: TickingClock) -> None:
    assert refused(store, clock, DESK, "wrong") == "desk-unknown"
    assert refused(store, clock, identity_text(5), CREDENTIAL) == "desk-unknown"
    administration.revoke_desk(store, clock, DESK)
    assert refused(store, clock, DESK, CREDENTIAL) == "desk-revoked"
    # who does not know the credential does not learn that the desk was revoked
    assert refused(store, clock, DESK, "wrong") == "desk-unknown"


def test_an_older_copy_of_a_desk_is_stopped(store: CentreStore, clock: TickingClock) -> None:
    ask(store, clock, sync_request(epoch=2))
    assert refused(store, clock, DESK, CREDENTIAL, epoch=1) == "epoch-past"


def test_numbers_of_a_past_epoch_may_still_be_told(store: CentreStore, clock: TickingClock) -> None:
    ask(store, clock, sync_request())
    answer = ask(store, clock, sync_request(entry(1), epoch=2))
    assert [a.outcome for a in answer.entries] == ["accepted"]


def test_progress_reaches_the_desk(store: CentreStore, clock: TickingClock) -> None:
    first = ask(store, clock, sync_request())
    ask(store, clock, sync_request(entry(1), cursor=first.cursor))
    clock.advance(timedelta(hours=1))
    administration.record_progress(
        store, clock, "H99.21.01-261120-0001", "done", by="Phòng Tư pháp"
    )
    [change] = ask(store, clock, sync_request(cursor=first.cursor)).changes
    assert (change.kind, change.payload["state"]) == ("dossier.progress", "done")
    assert change.payload["dossier_id"] == entry(1).dossier_id


def test_the_same_batch_many_times_at_once_counts_once(
    store: CentreStore, clock: TickingClock
) -> None:
    ask(store, clock, sync_request())
    batch = [entry(n) for n in range(1, 11)]

    def send(_: int) -> list[str]:
        answer = ask(store, TickingClock(NOW), sync_request(*batch))
        return sorted(a.outcome for a in answer.entries)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(send, range(8)))
    assert outcomes.count(["accepted"] * 10) == 1
    assert outcomes.count(["duplicate"] * 10) == 7
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.Dossier)) == 10


def test_a_desk_that_asks_twice_at_once_gets_its_numbers_once(
    store: CentreStore, clock: TickingClock
) -> None:
    def ask_first(n: int) -> list[str]:
        own = TickingClock(NOW + timedelta(milliseconds=n))
        return sorted(block.id for block in ask(store, own, sync_request()).blocks)

    with ThreadPoolExecutor(4) as pool:
        leased = list(pool.map(ask_first, range(8)))
    assert all(blocks == leased[0] for blocks in leased)


def test_desks_that_correct_at_once_hear_everything_once_and_in_order(
    store: CentreStore, clock: TickingClock
) -> None:
    desks = [DESK, *(enrolled(store, clock, number).desk_id for number in (2, 3))]
    ask(store, clock, sync_request())
    start = ask(store, clock, sync_request(entry(1))).cursor

    def correct(place: int) -> list[Change]:
        """Corrects the dossier five times, and reads on in the same breath."""
        cursor, heard = start, list[Change]()
        for step in range(6):
            number = 100 * (place + 1) + step
            said = [amending(number, f"09{number:08}")] if step < 5 else []
            asked = sync_request(*said, cursor=cursor)
            answer = round_trip(store, clock, desks[place], CREDENTIAL, asked)[0]
            assert [a.outcome for a in answer.entries] == ["accepted"] * len(said)
            heard += answer.changes
            cursor = answer.cursor
            mine = {change.payload.get("entry_id") for change in answer.changes}
            assert {entry.id for entry in said} <= mine
        return heard

    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(correct, range(3)))
    for place, heard in enumerate(together):
        seen = [change.seq for change in heard]
        rest = round_trip(store, clock, desks[place], CREDENTIAL, sync_request(cursor=seen[-1]))[0]
        seen += [change.seq for change in rest.changes]
        amended = [change for change in [*heard, *rest.changes] if change.kind == AMENDED]
        assert seen == sorted(set(seen))
        assert len(amended) == 15
