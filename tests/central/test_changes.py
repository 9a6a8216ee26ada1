"""The feed is in strict order, also while several processes write to it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update

from desk_app.central import changes, tables
from desk_app.central.changes import NewChange, Page, fitting
from desk_app.central.engine import CentreStore, open_centre
from desk_app.sync.protocol import MAX_BYTES, MAX_CHANGES
from tests.builders.messages import NOW, UNIT


def clear(store: CentreStore) -> None:
    with store.writing() as session:
        session.execute(delete(tables.Change))
        session.execute(update(tables.ChangeHead).values(last_seq=0))


def add(store: CentreStore, *new: NewChange) -> None:
    with store.writing() as session:
        changes.append(session, list(new), NOW)


def page(store: CentreStore, cursor: int, unit: str = UNIT) -> Page:
    with store.reading() as session:
        return changes.page(session, unit, cursor)


def test_a_desk_hears_what_concerns_its_unit_and_everybody(store: CentreStore) -> None:
    clear(store)
    add(
        store,
        NewChange("unit", {"n": 1}),
        NewChange("officer", {"n": 2}, "H99.01"),
        NewChange("officer", {"n": 3}, UNIT),
    )
    found = page(store, 0)
    assert [(c.seq, c.payload["n"]) for c in found.changes] == [(1, 1), (3, 3)]
    assert (found.cursor, found.more) == (3, False)


def test_the_cursor_passes_over_what_concerns_others(store: CentreStore) -> None:
    clear(store)
    add(store, *[NewChange("officer", {}, "H99.01")] * 5)
    assert page(store, 0) == Page([], 5, more=False)


def test_a_long_feed_comes_in_pages(store: CentreStore) -> None:
    clear(store)
    add(store, *[NewChange("unit", {"n": n}) for n in range(1, MAX_CHANGES + 51)])
    first = page(store, 0)
    assert (len(first.changes), first.cursor, first.more) == (MAX_CHANGES, MAX_CHANGES, True)
    second = page(store, first.cursor)
    assert ([c.seq for c in second.changes][0], second.more) == (MAX_CHANGES + 1, False)
    assert page(store, second.cursor).changes == []


def test_a_page_ends_before_it_grows_too_large(store: CentreStore) -> None:
    clear(store)
    large = {"text": "x" * (MAX_BYTES // 2)}
    add(store, *[NewChange("procedure", large)] * 3)
    assert [len(page(store, cursor).changes) for cursor in (0, 1, 2)] == [1, 1, 1]
    assert page(store, 0).more


def test_one_change_always_fits() -> None:
    assert fitting([MAX_BYTES * 3, 1]) == 1
    assert fitting([]) == 0


def test_a_cursor_from_another_database_starts_again(store: CentreStore) -> None:
    clear(store)
    add(store, NewChange("unit", {}))
    assert len(page(store, 10_000).changes) == 1


def test_what_was_rolled_back_leaves_no_gap(store: CentreStore) -> None:
    clear(store)

    def fail_after_writing() -> None:
        with store.writing() as session:
            changes.append(session, [NewChange("unit", {})], NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    add(store, NewChange("unit", {}))
    assert [c.seq for c in page(store, 0).changes] == [1]


def test_no_reader_ever_misses_a_change(store: CentreStore) -> None:
    """Writers in their own connections, each holding its change open for a while; a reader that
    follows its cursor sees every one, in order, without a gap."""
    clear(store)
    writers, each = 4, 15
    url = store.engine.url.render_as_string(hide_password=False)
    done = threading.Event()
    seen: list[int] = []

    def write(writer: int) -> None:
        own = open_centre(url)
        for n in range(each):
            with own.writing() as session:
                changes.append(session, [NewChange("unit", {"w": writer, "n": n})] * 2, NOW)
        own.close()

    def read() -> None:
        cursor = 0
        while True:
            last_look = done.is_set()
            found = page(store, cursor)
            seen.extend(c.seq for c in found.changes)
            cursor = found.cursor
            if last_look and not found.more:
                return

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    done.set()
    reader.join(30)
    assert seen == list(range(1, writers * each * 2 + 1))
