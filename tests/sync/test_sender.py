"""Which entries go, and which stay behind."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from desk_app.models.engine import Store
from desk_app.models.tables import OutboxEntry
from desk_app.sync.protocol import payload_hash
from desk_app.sync.sender import (
    FRAME_BYTES,
    Waiting,
    choose,
    read_batch,
    read_unsent,
    read_waiting,
)
from tests.builders.outbox import entry_id, send_later
from tests.builders.stores import NOW


def row(seq: int, dossier: str, position: int, *, size: int = 10, stuck: bool = False) -> Waiting:
    return Waiting(seq, f"{dossier}{position}", dossier, position, size, stuck)


def test_the_order_of_commits_is_kept() -> None:
    rows = [row(3, "b", 1), row(1, "a", 1), row(2, "a", 2)]
    assert choose(rows) == ["a1", "a2", "b1"]


def test_what_is_set_back_holds_only_its_own_dossier() -> None:
    rows = [row(1, "a", 1), row(2, "b", 1), row(3, "a", 2), row(4, "b", 2)]
    assert choose(rows, set_back={"a1"}) == ["b1", "b2"]
    assert choose(rows, set_back={"a2"}) == ["a1", "b1", "b2"]


def test_what_is_stuck_holds_only_its_own_dossier() -> None:
    rows = [row(1, "a", 2, stuck=True), row(2, "a", 3), row(3, "b", 1)]
    assert choose(rows) == ["b1"]


def test_a_batch_has_an_end() -> None:
    rows = [row(n, f"d{n}-", 1) for n in range(1, 301)]
    assert len(choose(rows)) == 200
    assert choose(rows, most=3) == ["d1-1", "d2-1", "d3-1"]


def test_a_large_entry_waits_for_its_own_batch() -> None:
    large = 1000 - FRAME_BYTES
    rows = [row(1, "a", 1, size=10), row(2, "b", 1, size=large), row(3, "b", 2), row(4, "c", 1)]
    assert choose(rows, most_bytes=1000) == ["a1", "c1"]
    assert choose(rows[1:], most_bytes=1000) == ["b1"]


def test_one_entry_always_goes() -> None:
    assert choose([row(1, "a", 1, size=10_000_000)]) == ["a1"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 900), st.booleans()), max_size=25),
    st.sets(st.integers(1, 25), max_size=4),
    st.integers(1, 10),
)
def test_no_entry_ever_overtakes_an_earlier_one_of_its_dossier(
    made: list[tuple[str, int, bool]], set_back: set[int], most: int
) -> None:
    count: dict[str, int] = {}
    rows = []
    for seq, (dossier, size, stuck) in enumerate(made, 1):
        count[dossier] = count.get(dossier, 0) + 1
        rows.append(Waiting(seq, str(seq), dossier, count[dossier], size, stuck))
    chosen = choose(rows, set_back={str(n) for n in set_back}, most=most, most_bytes=3000)
    assert len(chosen) <= most
    for dossier in count:
        positions = [r.position for r in rows if r.id in chosen and r.dossier_id == dossier]
        assert positions == list(range(1, len(positions) + 1))
    assert not {str(n) for n in set_back} & set(chosen)


def test_waiting_entries_are_read_oldest_first(store: Store) -> None:
    send_later(store, 1, 2, prints=1)
    with store.read() as session:
        rows = read_waiting(session, 100)
        assert [(r.seq, r.position) for r in rows] == [(1, 1), (2, 2), (3, 1), (4, 2)]
        assert len(read_waiting(session, look_at=3)) == 3


def test_entries_behind_a_refused_one_are_not_read(store: Store) -> None:
    [first, _] = send_later(store, 1, 2, prints=1)
    with store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id(store, first))
            .values(state="refused")
        )
    with store.read() as session:
        assert [row.seq for row in read_waiting(session, 100)] == [3, 4]


def test_messages_are_whole_and_broken_rows_are_named(store: Store) -> None:
    first, second = send_later(store, 1, 2)
    with store.write() as session:
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id(store, second))
            .values(payload="{broken")
        )
    ids = [entry_id(store, first), entry_id(store, second)]
    with store.read() as session:
        batch = read_batch(session, ids)
    assert [entry.id for entry in batch.entries] == ids[:1]
    assert batch.broken == ids[1:]
    assert payload_hash(batch.entries[0].payload) == batch.entries[0].payload_sha256


def test_what_is_unsent_is_counted(store: Store) -> None:
    send_later(store, 1, 2)
    with store.read() as session:
        unsent = read_unsent(session)
    assert (unsent.waiting, unsent.refused, unsent.held, unsent.oldest) == (2, 0, 0, NOW)
