"""Units that become part of others, as the centre sees it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_app.central import administration, mergers, numbers, tables
from desk_app.central.engine import CentreStore
from desk_app.central.mergers import family, unit_on
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import UnitV1
from tests.builders.centres import enrolled
from tests.builders.messages import COUNTER, CREDENTIAL, TODAY, UNIT, identity_text, sync_request

NEW = "H99.21.77"
LAST = TODAY + timedelta(days=2)
codes = st.sampled_from("ABCDE")
mergers_of = st.dictionaries(codes, st.tuples(st.dates(date(2026, 1, 1), date(2027, 1, 1)), codes))


@given(ends=mergers_of, unit=codes, day=st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_any_web_of_mergers_has_an_end(
    ends: dict[str, tuple[date, str]], unit: str, day: date
) -> None:
    found = unit_on(unit, ends, day)
    assert found in family(unit, ends)
    if unit not in ends or day <= ends[unit][0]:
        assert found == unit


def merge(store: CentreStore, clock: TickingClock) -> None:
    with store.reading() as session:
        unit = UnitV1.model_validate(session.get_one(tables.Unit, UNIT), from_attributes=True)
    fresh = UnitV1(code=NEW, name="Phường mới", level="commune_centre")
    administration.add_unit(store, clock, fresh)
    administration.add_officer(
        store,
        clock,
        login="moi",
        full_name="Người Mới",
        role="officer",
        unit=NEW,
        password="một câu dài",
    )
    over = unit.model_copy(update={"valid_to": LAST, "merged_into": NEW})
    administration.add_unit(store, clock, over)


def test_days_after_the_last_are_leased_from_the_successor(
    store: CentreStore, clock: TickingClock
) -> None:
    enrolled(store, clock)
    merge(store, clock)
    with store.writing() as session:
        desk = session.get_one(tables.Desk, identity_text(800_001))
        blocks = numbers.lease(session, desk, [], clock).blocks
    assert {b.unit for b in blocks if b.day <= LAST} == {UNIT}
    assert {b.unit for b in blocks if b.day > LAST} == {NEW}


def test_desk_and_counter_move_and_the_news_of_both_is_heard(
    store: CentreStore, clock: TickingClock
) -> None:
    enrolled(store, clock)
    answer, _ = round_trip(store, clock, identity_text(800_001), CREDENTIAL, sync_request())
    merge(store, clock)
    said = sync_request(cursor=answer.cursor)
    answer, _ = round_trip(store, clock, identity_text(800_001), CREDENTIAL, said)
    logins = [c.payload["login"] for c in answer.changes if c.kind == "officer"]
    assert "moi" in logins  # before the merger takes effect
    clock.advance(timedelta(days=3))
    said = sync_request(cursor=answer.cursor)
    round_trip(store, clock, identity_text(800_001), CREDENTIAL, said)
    with store.reading() as session:
        desk = session.get_one(tables.Desk, identity_text(800_001))
        assert desk.unit == NEW
        assert session.get(tables.Counter, (NEW, COUNTER)) is not None
        assert mergers.family(NEW, mergers.read_ends(session)) == {UNIT, NEW}
