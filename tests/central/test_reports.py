"""Order and completeness of the centre's lists."""

from __future__ import annotations

from desk_app.central import entries, numbers, reports, tables
from desk_app.central.engine import CentreStore
from desk_app.clock import TickingClock
from tests.builders.centres import enrolled
from tests.builders.messages import NOW, entry, print_entry, received


def test_newest_dossiers_come_first_and_prints_stand_in_the_timeline(
    store: CentreStore, clock: TickingClock
) -> None:
    desk_id = enrolled(store, clock).desk_id
    late = received(2, received_at="2026-11-20T10:00:00+07:00")
    with store.writing() as session:
        desk = session.get_one(tables.Desk, desk_id)
        numbers.lease(session, desk, [], clock)
        said = [
            entry(1),
            entry(2, late),
            print_entry(3, 1),
            print_entry(4, 1, position=3, reprint=1),
        ]
        entries.take(session, desk, said, NOW, [])
    listed = reports.dossiers(store)
    assert [row["code"] for row in listed["dossiers"]] == [late["code"], received(1)["code"]]
    shown = reports.show(store, received(1)["code"])
    assert [line["what"] for line in shown["timeline"]] == [
        "received",
        "receipt.printed",
        "receipt.reprinted",
    ]
    assert [e["position"] for e in shown["entries"]] == [1, 2, 3]
