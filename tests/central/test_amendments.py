"""What desks wrote anew, kept field by field; the dossier's row carries what holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from desk_app.central import reports, tables
from desk_app.central.amendments import in_force, read_amendments, read_writings
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import Entry
from tests.builders.centres import enrolled
from tests.builders.messages import COUNTER, CREDENTIAL, code_of, entry, identity_text, sync_request

DOSSIER = entry(1).dossier_id


@pytest.fixture(autouse=True)
def _two_desks(store: CentreStore, clock: TickingClock) -> None:
    for desk in (1, 2):
        enrolled(store, clock, desk)
        say(store, clock, desk)
    say(store, clock, 1, entry(1))


def say(store: CentreStore, clock: TickingClock, desk: int, *said: Entry) -> list[str]:
    identity = identity_text(800_000 + desk)
    answer, _ = round_trip(store, clock, identity, CREDENTIAL, sync_request(*said))
    return [one.outcome for one in answer.entries]


def amending(number: int, *over: int, decided: bool = False, **values: str | None) -> Entry:
    fields = {
        name.replace("__", "."): {"after": value, "over": [identity_text(n) for n in over]}
        for name, value in values.items()
    }
    said = {
        "code": code_of(1),
        "fields": fields,
        "officer": f"officer{number}",
        "officer_name": f"Cán bộ {number}",
        "counter": COUNTER,
        "at": f"2026-11-20T10:{number:02}:00+07:00",
        "reason": "người nộp báo lại",
    }
    kind = "dossier.decided" if decided else "dossier.amended"
    return entry(number, said, position=number, dossier=1, kind=kind)


def test_the_row_carries_what_holds_and_the_columns_stay_as_told(
    store: CentreStore, clock: TickingClock
) -> None:
    first = amending(2, applicant__full_name="Nguyễn Thị Thu", note="gọi trước")
    assert say(store, clock, 1, first) == ["accepted"]
    assert say(store, clock, 1, first) == ["duplicate"]
    with store.reading() as session:
        row = session.scalars(select(tables.Dossier)).one()
        written = read_amendments(session, [DOSSIER])
    assert row.amended == {"applicant.full_name": "Nguyễn Thị Thu", "note": "gọi trước"}
    assert (row.note, row.applicant["full_name"]) == (None, "Nguyễn Thị Thử")
    assert [(one.entry_id, sorted(one.said.fields)) for one in written] == [
        (identity_text(2), ["applicant.full_name", "note"])
    ]
    assert reports.dossiers(store)["dossiers"][0]["applicant"] == "Nguyễn Thị Thu"
    shown = reports.show(store, code_of(1))
    assert (shown["applicant"], shown["conflicts"]) == ("Nguyễn Thị Thu", [])
    assert shown["amended"]["note"] == "gọi trước"


def test_a_conflict_is_reported_with_both_names(store: CentreStore, clock: TickingClock) -> None:
    say(store, clock, 1, amending(2, note="một"))
    say(store, clock, 2, amending(3, note="hai"))
    conflicts = reports.show(store, code_of(1))["conflicts"]
    assert [one["field"] for one in conflicts] == ["note"]
    assert [(one["value"], one["officer"]) for one in conflicts[0]["values"]] == [
        ("một", "Cán bộ 2"),
        ("hai", "Cán bộ 3"),
    ]
    say(store, clock, 2, amending(4, 2, 3, decided=True, note="ba"))
    shown = reports.show(store, code_of(1))
    assert (shown["conflicts"], shown["amended"]) == ([], {"note": "ba"})


def test_two_desks_at_once_leave_a_row_that_knows_of_both(
    store: CentreStore, clock: TickingClock
) -> None:
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(say, store, clock, desk, *(amending(n, note=str(n)) for n in numbers))
            for desk, numbers in ((1, (2, 4, 6)), (2, (3, 5, 7)))
        ]
        outcomes = [one.result() for one in asked]
    assert outcomes == [["accepted"] * 3] * 2
    with store.reading() as session:
        row = session.scalars(select(tables.Dossier)).one()
        found = read_writings(session, [DOSSIER])[DOSSIER]
        assert session.scalar(select(func.count()).select_from(tables.Amendment)) == 6
    assert {"id": row.id, "amended": row.amended, "conflicts": row.conflicts} == in_force(
        DOSSIER, found
    )
    assert (row.amended, row.conflicts) == ({"note": "2"}, 1)


def test_nothing_is_read_where_nothing_is_asked(store: CentreStore) -> None:
    with store.reading() as session:
        assert read_writings(session, []) == {}
