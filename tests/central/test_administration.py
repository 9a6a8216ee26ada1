"""What IT does at the centre, and what the desks hear of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from desk_app.central import administration, changes, tables
from desk_app.central.administration import PublishReport, publish, read_published
from desk_app.central.engine import CentreStore
from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.sync.protocol import Change, UnitV1
from tests.builders.centres import enrolled
from tests.builders.messages import UNIT


@pytest.fixture
def start(store: CentreStore) -> int:
    """Where the feed ends before the test."""
    with store.reading() as session:
        return session.scalars(select(tables.ChangeHead.last_seq)).one()


def news(store: CentreStore, start: int, unit: str = UNIT) -> list[Change]:
    with store.reading() as session:
        return changes.page(session, unit, start).changes


def add_officer(store: CentreStore, clock: TickingClock, **other: object) -> None:
    known = {"login": "moi", "full_name": "Cán Bộ Mới", "role": "officer", "unit": UNIT}
    administration.add_officer(
        store,
        clock,
        **{**known, "password": "mat-khau-dai", **other},  # type: ignore[arg-type]
    )


def test_a_new_unit_is_told_to_everybody(
    store: CentreStore, clock: TickingClock, start: int
) -> None:
    unit = UnitV1(code="H99.23", name="Xã Mới", level="commune", parent="H99")
    administration.add_unit(store, clock, unit)
    [change] = news(store, start, "H99.01")
    assert UnitV1.model_validate(change.payload) == unit


def test_a_unit_needs_its_parent(store: CentreStore, clock: TickingClock, start: int) -> None:
    unit = UnitV1(code="H98.01", name="Xã Lạ", level="commune", parent="H98")
    with pytest.raises(Refusal):
        administration.add_unit(store, clock, unit)
    assert news(store, start) == []


def test_an_officer_is_told_to_the_unit(
    store: CentreStore, clock: TickingClock, start: int
) -> None:
    add_officer(store, clock)
    [change] = news(store, start)
    assert PasswordHasher().verify(change.payload["password_hash"], "mat-khau-dai")
    assert news(store, start, "H99.01") == []


def test_who_moves_is_told_to_both_units(
    store: CentreStore, clock: TickingClock, start: int
) -> None:
    add_officer(store, clock)
    add_officer(store, clock, unit="H99.01", move=True)
    assert [c.payload["active"] for c in news(store, start)] == [True, False]
    assert [c.payload["active"] for c in news(store, start, "H99.01")] == [True]


def test_nobody_is_moved_by_a_slip(sqlite_store: CentreStore, clock: TickingClock) -> None:
    add_officer(sqlite_store, clock)
    with pytest.raises(Refusal) as caught:
        add_officer(sqlite_store, clock, unit="H99.01")
    assert caught.value.key == "central.officer_elsewhere"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "a b'"}, "login"),
        ({"full_name": " "}, "full_name"),
        ({"role": "king"}, "role"),
        ({"password": "short"}, "password"),
        ({"login": "x" * 101}, "login"),
    ],
)
def test_a_wrong_officer_is_named(
    sqlite_store: CentreStore, clock: TickingClock, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        add_officer(sqlite_store, clock, **wrong)
    assert list(caught.value.fields) == [field]
    assert caught.value.as_json("en")["error"]["fields"][field]


def test_an_officer_needs_a_unit(sqlite_store: CentreStore, clock: TickingClock) -> None:
    with pytest.raises(Refusal) as caught:
        add_officer(sqlite_store, clock, unit="H00")
    assert caught.value.key == "central.unit_unknown"


def test_unknown_desks_counters_and_dossiers_are_said(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    with pytest.raises(Refusal):
        administration.revoke_desk(sqlite_store, clock, "nobody")
    with pytest.raises(Refusal):
        administration.restore_desk(sqlite_store, clock, "nobody")
    with pytest.raises(Refusal):
        administration.record_progress(sqlite_store, clock, "H99-261120-0001", "done")
    with pytest.raises(Refusal):
        administration.set_block_size(sqlite_store, UNIT, "Quầy ma", 50)


def test_only_a_revoked_desk_is_let_in_again_and_its_neighbours_hear_of_it(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    desk_id = enrolled(sqlite_store, clock).desk_id
    with sqlite_store.writing() as session:
        session.get_one(tables.Desk, desk_id).public_key = "k" * 43  # neighbours know it by that
    with pytest.raises(Refusal) as caught:
        administration.restore_desk(sqlite_store, clock, desk_id)
    assert caught.value.key == "central.desk_not_revoked"
    administration.revoke_desk(sqlite_store, clock, desk_id)
    administration.restore_desk(sqlite_store, clock, desk_id)
    with sqlite_store.reading() as session:
        assert session.get_one(tables.Desk, desk_id).revoked_at is None
        told = session.scalars(
            select(tables.Change.payload)
            .where(tables.Change.kind == "desk")
            .order_by(tables.Change.seq)
        )
        assert [one["revoked"] for one in told][-2:] == [True, False]


def test_a_new_version_is_published_once(
    store: CentreStore, clock: TickingClock, start: int
) -> None:
    records = [{"code": "1.001193", "version": 2, "name": "Đăng ký khai sinh"}]
    assert publish(store, clock, "procedure", records) == PublishReport(published=1, known=0)
    assert publish(store, clock, "procedure", records) == PublishReport(published=0, known=1)
    [change] = news(store, start)
    assert (change.kind, change.payload) == ("procedure", records[0])


def test_a_published_version_never_changes(
    store: CentreStore, clock: TickingClock, start: int
) -> None:
    changed = [
        {"code": "9.000001", "version": 1},
        {"code": "1.001193", "version": 1, "name": "khác"},
    ]
    with pytest.raises(Refusal) as caught:
        publish(store, clock, "procedure", changed)
    assert caught.value.key == "central.version_taken"
    assert news(store, start) == []  # all or none


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"code": "1", "version": 1}', 1),
        ('[{"code": "1", "version": 1}, {"code": "2", "version": 1}]', 2),
        ('{"procedures": [{"code": "1", "version": 1}]}', 1),
        ("\ufeff[]", 0),
    ],
)
def test_a_file_holds_one_or_many(tmp_path: Path, text: str, found: int) -> None:
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    assert len(read_published("procedure", file)) == found


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', '{"code": "1"}', '{"version": 1}'])
def test_an_unreadable_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(text)
    with pytest.raises(Refusal) as caught:
        read_published("procedure", file)
    assert "file.json" in caught.value.title("vi")


def test_a_missing_or_garbled_file_is_a_sentence(tmp_path: Path) -> None:
    garbled = tmp_path / "garbled.json"
    garbled.write_bytes(json.dumps({"code": "Đ"}, ensure_ascii=False).encode("utf-16"))
    for file in (garbled, tmp_path / "missing.json"):
        with pytest.raises(Refusal):
            read_published("calendar", file)
