"""What a screen asks every minute looks at the few rows it wants, however many there ever were."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageChange
from tests.builders.desks import a_training_desk
from tests.builders.piles import FILES, a_page, paper, received, scanned
from tests.builders.stores import NOW, a_clock, a_dossier

GROWING = (
    "dossier|dossier_person|submitted_paper|receipt|receipt_pdf|receipt_print|outbox|journal"
    "|page|stored_file|archive_file|stack"
)
SMALL = "ix_receipt_not_printed|ix_page_not_looked_at|ix_page_changed|ix_archive_file_not_uploaded"
# Every row of a table, or every entry of an index that holds all of them.
WHOLE = re.compile(rf"SCAN ({GROWING})(?! USING (COVERING )?INDEX ({SMALL}))\b")


@contextmanager
def plans_of(store: Store) -> Iterator[list[str]]:
    """How SQLite goes about each statement that is sent while the block runs."""
    found: list[str] = []

    def look(connection: Any, _u: Any, text: str, values: Any, _x: Any, many: bool) -> None:
        if text.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")) and not many:
            raw = connection.connection.driver_connection
            found.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {text}", values))

    event.listen(store.engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", look)


@pytest.fixture
def desk(store: Store) -> Desk:
    with store.write() as session:
        for _ in range(3):
            a_dossier(session)
    return Desk(store, a_clock(), EventBus())


@pytest.mark.parametrize(
    "ask",
    [
        lambda desk: desk.outbox.queue(),
        lambda desk: desk.receipts.not_printed(),
        lambda desk: desk.day_review.day(NOW.date()),
        lambda desk: desk.day_review.glance(),
        lambda desk: desk.search.search("", 8, days=1),
        lambda desk: desk.search.search("nguyen thi", 50),
    ],
    ids=["queue", "not_printed", "day", "glance", "latest", "search"],
)
def test_nothing_walks_a_whole_table(desk: Desk, ask: Callable[[Desk], object]) -> None:
    with plans_of(desk.store) as plans:
        ask(desk)
    assert plans != []
    assert [plan for plan in plans if WHOLE.search(plan)] == []


def test_scanning_looks_at_the_pages_it_wants(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as scanning:
        target = paper(scanning, received(scanning))
        image = scanned(a_page(1))[0]
        scanning.archiving.run(read_text=False)  # the first one of a start tidies, all of it
        with plans_of(scanning.store) as plans:
            page = scanning.scanning.add(target, image, FILES, scanning.officer())
            scanning.scanning.change([PageChange(page.id, turn=180)], scanning.officer())
            scanning.scanning.checklist(target.dossier_id)
            scanning.scanning.finish(target.dossier_id, scanning.officer(), reason="x")
            scanning.archiving.run(read_text=False)
            scanning.scanning.reusable(target)
            scanning.piles.take(scanned(a_page(2)), FILES, scanning.officer())
            scanning.piles.resume()
            scanning.unmatched.stacks()
            scanning.unmatched.last_settled(scanning.officer())
            scanning.outbox.queue()
            scanning.dossiers.get(target.dossier_id)
            scanning.page_search.find("giay khai")
    assert [plan for plan in plans if WHOLE.search(plan)] == []


def test_what_was_accepted_today_is_found_by_its_moment(desk: Desk) -> None:
    with plans_of(desk.store) as plans:
        desk.outbox.queue()
    assert any("ix_outbox_answered" in plan for plan in plans)


def test_papers_to_come_are_looked_for_among_the_days_dossiers(desk: Desk) -> None:
    with plans_of(desk.store) as plans:
        desk.day_review.day(NOW.date())
    assert not any("SCAN submitted_paper" in plan for plan in plans)
    assert any("ix_dossier_received" in plan for plan in plans)
