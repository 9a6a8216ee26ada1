"""What is prepared once is stored and found as SQLAlchemy itself would have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import IntegrityError

from desk_app.clock import VIETNAM
from desk_app.models.base import Base, table_of
from desk_app.models.desk import JournalLine, NumberBlock
from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.models.tables import Dossier, OutboxEntry, Receipt
from desk_app.moments import Moment
from desk_app.prepared import OneOf, Prepared, inserted

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
LINE = {
    "at": NOW,
    "officer": "an",
    "counter": None,
    "dossier_id": None,
    "action": "officer.signed_in",
    "details": {"tên": "Đức", "at": [1, None]},
}
BLOCK = {
    "id": "b1",
    "unit": "H99",
    "day": date(2026, 11, 20),
    "first": 1,
    "last": 50,
    "next": 1,
    "epoch": 1,
    "leased_at": NOW,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "desk.db", bytes(32))
    yield opened
    opened.close()


def _raw(store: Store, kind: type[Base]) -> list[tuple[Any, ...]]:
    with store.read_rows() as look:
        found = look.exec_driver_sql(f"SELECT * FROM {kind.__tablename__}")
        return [tuple(row) for row in found]


@pytest.mark.parametrize(("kind", "row"), [(JournalLine, LINE), (NumberBlock, BLOCK)])
def test_it_stores_what_sqlalchemy_stores(
    store: Store, tmp_path: Path, kind: type[Base], row: dict[str, Any]
) -> None:
    other = open_store(tmp_path / "other.db", bytes(32))
    with other.write() as session:
        session.execute(insert(table_of(kind)), [row])
    with store.write_rows() as work:
        inserted(table_of(kind)).run(work, row)
    assert _raw(store, kind) == _raw(other, kind) != []
    other.close()


def test_it_serves_a_unit_of_work_with_objects_too(store: Store) -> None:
    with store.write() as session:
        inserted(table_of(NumberBlock)).run(session, BLOCK)
        found = session.get_one(NumberBlock, "b1")
        assert (found.day, found.leased_at) == (BLOCK["day"], NOW)


def test_several_rows_go_in_one_statement_and_are_counted_up(store: Store) -> None:
    lines = inserted(table_of(JournalLine))
    with store.write_rows() as work:
        lines.run(work, [LINE, {**LINE, "officer": "binh"}])
        assert lines.run(work, {**LINE, "officer": "chi"}).lastrowid == 3
    with store.read() as session:
        told = session.execute(select(JournalLine.id, JournalLine.officer)).all()
    assert [tuple(line) for line in told] == [(1, "an"), (2, "binh"), (3, "chi")]


def test_values_of_the_statement_itself_need_not_be_given(store: Store) -> None:
    block = table_of(NumberBlock).c
    raised = Prepared(
        update(table_of(NumberBlock))
        .where(block.id == bindparam("block"))
        .values(next=block.next + 7)
    )
    with store.write_rows() as work:
        inserted(table_of(NumberBlock)).run(work, BLOCK)
        raised.run(work, {"block": "b1"})
    with store.read() as session:
        assert session.scalar(select(NumberBlock.next)) == 8


def test_a_missing_value_or_a_naive_moment_is_a_bug(store: Store) -> None:
    lines = inserted(table_of(JournalLine))
    with store.write_rows() as work:
        with pytest.raises(KeyError, match="details"):
            lines.run(work, _without(LINE, "details"))
        with pytest.raises(ValueError, match="offset"):
            lines.run(work, {**LINE, "at": datetime(2026, 11, 20, 9, 0)})  # noqa: DTZ001
    assert _raw(store, JournalLine) == []


def test_what_may_be_empty_need_not_be_given(store: Store) -> None:
    lines = inserted(table_of(JournalLine))
    needed = {name: LINE[name] for name in ("at", "action", "details")}
    with store.write_rows() as work:
        lines.run(work, [needed, {**needed, "officer": "an"}])
        for name in needed:
            with pytest.raises(KeyError, match=name):
                lines.run(work, _without(needed, name))
    with store.read() as session:
        assert list(session.scalars(select(JournalLine.officer))) == [None, "an"]


def test_what_is_not_given_gets_its_default(store: Store) -> None:
    with store.write_rows() as work:
        inserted(table_of(NumberBlock)).run(work, _without(BLOCK, "epoch"))
    with store.read() as session:
        assert session.scalar(select(NumberBlock.epoch)) == 1


def test_a_row_that_is_there_already_may_be_left_alone(store: Store) -> None:
    blocks = inserted(table_of(NumberBlock), instead="OR IGNORE")
    with store.write_rows() as work:
        assert blocks.run(work, BLOCK).rowcount == 1
        assert blocks.run(work, {**BLOCK, "next": 9}).rowcount == 0
        with pytest.raises(IntegrityError):
            inserted(table_of(NumberBlock)).run(work, BLOCK)
    with store.read() as session:
        assert session.scalar(select(NumberBlock.next)) == 1


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


@pytest.mark.parametrize("kind", [Dossier, JournalLine, OutboxEntry, Receipt])
def test_a_moment_of_another_zone_is_kept_in_vietnam_time(kind: type[Base]) -> None:
    moments = [column.key for column in table_of(kind).c if isinstance(column.type, Moment)]
    statement = inserted(table_of(kind))
    given = dict.fromkeys((column.key for column in table_of(kind).c), None)
    moment = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    sent = statement.in_order({**given, **dict.fromkeys(moments, moment)})
    assert sent.count("2026-11-20T09:00:00+07:00") == len(moments)


def test_what_is_read_has_the_types_of_its_columns(store: Store) -> None:
    read = Prepared(
        select(NumberBlock.id, NumberBlock.day, NumberBlock.leased_at, JournalLine.details)
        .join(JournalLine, JournalLine.action == "officer.signed_in")
        .where(NumberBlock.first == bindparam("first"))
    )
    with store.write() as session:
        inserted(table_of(NumberBlock)).run(session, BLOCK)
        inserted(table_of(JournalLine)).run(session, LINE)
    with store.read_rows() as look:
        assert read.read(look, {"first": 1}) == [
            (BLOCK["id"], BLOCK["day"], NOW, LINE["details"]),
        ]
        assert read.read(look, {"first": 2}) == []


def test_json_that_is_written_already_is_kept_as_it_is(store: Store) -> None:
    line = inserted(table_of(JournalLine), written=["details"])
    with store.write() as session:
        line.run(session, [LINE | {"details": '{"tên":"Đức"}'}])
    with store.read() as session:
        assert session.scalars(select(JournalLine.details)).one() == {"tên": "Đức"}
    assert _raw(store, JournalLine)[0][-1] == '{"tên":"Đức"}'


def test_one_of_many_in_one_parameter(store: Store) -> None:
    days = [date(2026, 11, day) for day in (20, 21, 22)]
    with store.write() as session:
        inserted(table_of(NumberBlock)).run(
            session, [BLOCK | {"id": str(day), "day": day} for day in days]
        )
    which = Prepared(select(NumberBlock.id).where(OneOf(NumberBlock.day, "days")))
    with store.read_rows() as look:
        found = {name for (name,) in which.read(look, {"days": days[1:]})}
        assert found == {"2026-11-21", "2026-11-22"}
        assert which.read(look, {"days": []}) == []


def test_one_of_many_finds_its_way_by_the_index(store: Store) -> None:
    which = Prepared(select(OutboxEntry.seq).where(OneOf(OutboxEntry.id, "ids")))
    with store.read_rows() as look:
        plan = look.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {which.text}", which.in_order({"ids": ["a", "b"]})
        )
        assert any("SEARCH outbox USING" in row[-1] for row in plan)


def test_postgresql_gets_an_array() -> None:
    which = Prepared(select(OutboxEntry.seq).where(OneOf(OutboxEntry.created_at, "moments")))
    form = which._form(psycopg.dialect())
    assert "= ANY (%(moments)s::VARCHAR(32)[])" in form.text
    assert form.laid_out({"moments": [NOW]}) == {"moments": ["2026-11-20T09:00:00+07:00"]}
