"""Numbers: taken once, in order, each block for its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.models.tables import NumberBlock
from desk_app.paper.barcode_image import code_128_modules
from desk_app.services.dossier_code import code_parts, format_code, read_code
from desk_app.services.numbers import Numbers, take_number, work_on
from desk_app.sync.protocol import parse_code

DAY = date(2026, 11, 20)
UNIT = "H99.21.01"


def _block(store: Store, first: int, last: int, day: date = DAY, name: str = "") -> None:
    row = {"id": name or f"{day}-{first}", "unit": UNIT, "day": day, "first": first}
    row |= {"last": last, "next": first, "leased_at": datetime(2026, 11, 20, tzinfo=VIETNAM)}
    with store.write() as session:
        session.execute(insert(NumberBlock), [row])


def test_the_lowest_block_is_used_up_first(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", bytes(32))
    _block(store, 201, 202)
    _block(store, 5, 6)
    with store.write() as session:
        taken = [take_number(session, UNIT, DAY) for _ in range(4)]
        with pytest.raises(Refusal) as caught:
            take_number(session, UNIT, DAY)
    assert taken == [5, 6, 201, 202]
    assert caught.value.key == "numbers.used_up"
    assert Numbers(store).left(UNIT, DAY) == 0
    store.close()


def test_a_number_of_a_rolled_back_commit_is_taken_by_the_next(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", bytes(32))
    _block(store, 1, 3)

    def give_up() -> None:
        with store.write() as session:
            take_number(session, UNIT, DAY)
            raise LookupError

    with pytest.raises(LookupError):
        give_up()
    with store.write() as session:
        assert take_number(session, UNIT, DAY) == 1
    (block,) = Numbers(store).blocks()
    assert (block.next, block.left) == (2, 2)
    store.close()


def test_another_day_or_unit_has_no_numbers(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk.db", bytes(32))
    _block(store, 1, 9)
    for unit, day in ((UNIT, date(2026, 11, 21)), ("H99.22.01", DAY)):
        with store.write() as session, pytest.raises(Refusal) as caught:
            take_number(session, unit, day)
        assert caught.value.key == "numbers.no_block"
        assert "received_at" in caught.value.fields
    assert Numbers(store).blocks(since=date(2026, 11, 21)) == []
    store.close()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 6), min_size=1, max_size=5), data=st.data())
def test_no_number_is_ever_taken_twice(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], data: st.DataObject
) -> None:
    store = open_store(tmp_path_factory.mktemp("n") / "desk.db", bytes(32))
    first = 1
    for size in sizes:
        _block(store, first, first + size - 1)
        first += size + data.draw(st.integers(0, 3))
    kept: list[int] = []

    def take(keep: bool) -> int:
        with store.write() as session:
            number = take_number(session, UNIT, DAY)
            if not keep:
                session.rollback()
        return number

    for keep in data.draw(st.lists(st.booleans(), max_size=20)):
        if len(kept) == sum(sizes):
            break
        number = take(keep)
        kept += [number] if keep else []
    assert len(kept) == len(set(kept))
    assert kept == sorted(kept)
    store.close()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(0, 5), min_size=1, max_size=12),
)
def test_numbers_of_a_day_are_never_given_after_a_later_one(
    tmp_path_factory: pytest.TempPathFactory, days: list[int]
) -> None:
    store = open_store(tmp_path_factory.mktemp("n") / "desk.db", bytes(32))
    for offset in range(6):
        _block(store, 1, 50, DAY + timedelta(days=offset))
    latest = 0
    for offset in days:
        day = DAY + timedelta(days=offset)
        with store.write() as work:
            if offset < latest:
                with pytest.raises(Refusal) as caught:
                    take_number(work, UNIT, day)
                assert caught.value.key == "numbers.clock_back"
            else:
                take_number(work, UNIT, day)
                work_on(work, day)
        latest = max(latest, offset)
        assert Numbers(store).worked() == DAY + timedelta(days=latest)
    store.close()


def test_a_five_digit_number_goes_into_the_code_and_back() -> None:
    code = format_code(UNIT, DAY, 12_345)
    assert code == f"{UNIT}-261120-12345"
    found = read_code(code)
    assert found is not None
    assert found.number == 12_345
    assert parse_code(code) == (UNIT, DAY, 12_345)
    assert {"12345", "261120"} <= set(code_parts(code))
    assert code_128_modules(code)
