"""What stands behind ``desk-app central …``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk_app.central import commands, tables
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from tests.builders.centres import enrolled
from tests.builders.messages import COUNTER, CREDENTIAL, UNIT, entry, identity_text, sync_request


@pytest.fixture
def database(sqlite_store: CentreStore) -> str:
    """The name of a training centre's database."""
    return str(sqlite_store.engine.url.database)


@pytest.fixture
def one_dossier(sqlite_store: CentreStore, clock: TickingClock, database: str) -> str:
    """A database in which a desk has told of a dossier; its code."""
    enrolled(sqlite_store, clock)
    desk = identity_text(800_001)
    round_trip(sqlite_store, clock, desk, CREDENTIAL, sync_request())
    round_trip(sqlite_store, clock, desk, CREDENTIAL, sync_request(entry(1)))
    return str(entry(1).payload["code"])


def test_init_makes_a_centre_once(tmp_path: Path, clock: TickingClock) -> None:
    name = f"sqlite:///{tmp_path}/c.db"
    made = commands.init(name, clock=clock)
    assert (made["fresh"], made["training"], made["database"]) == (True, False, name)
    assert commands.init(name, clock=clock)["fresh"] is False
    assert commands.units(name) == []


def test_a_database_nobody_made_is_said(tmp_path: Path, clock: TickingClock) -> None:
    with pytest.raises(Refusal) as caught:
        commands.units(str(tmp_path / "none.db"))
    assert caught.value.key == "central.not_made"


def test_an_enrolment_code_has_the_shape_of_the_contract(
    database: str, clock: TickingClock
) -> None:
    code = commands.enrol_code(UNIT, COUNTER, database, clock)
    assert set(code) == {"code", "unit", "counter", "expires_at"}
    assert code["expires_at"] == "2026-11-21T09:30:00+07:00"
    json.dumps(code)


def test_lists_are_plain_json(database: str, one_dossier: str) -> None:
    for found in (commands.units, commands.officers, commands.desks, commands.dossiers):
        json.dumps(found(database))
    assert {"code", "name", "level"} <= set(commands.units(database)[0])
    assert "password_hash" not in json.dumps(commands.officers(database))
    [desk] = commands.desks(database)
    assert (desk["unit"], desk["counter"], desk["revoked"]) == (UNIT, COUNTER, False)
    assert CREDENTIAL not in json.dumps(desk)


def test_dossiers_are_listed_like_a_search(database: str, one_dossier: str) -> None:
    found = commands.dossiers(database, limit=5)
    assert found["total"] == 1
    assert {"code", "applicant", "procedure", "state"} <= set(found["dossiers"][0])
    assert found["dossiers"][0]["code"] == one_dossier
    assert commands.dossiers(database, limit=0) == {"total": 1, "dossiers": []}


def test_show_tells_all_of_one_dossier(
    database: str, one_dossier: str, clock: TickingClock
) -> None:
    commands.progress(one_dossier, "processing", by="Phòng Tư pháp", database=database, clock=clock)
    found = commands.show(one_dossier, database)
    json.dumps(found)
    keys = {"code", "procedure", "state", "applicant", "promised_at", "papers", "timeline", "sync"}
    assert keys <= set(found)
    assert found["papers"][0] | {"pages": []} == found["papers"][0]
    assert [e["outcome"] for e in found["entries"]] == ["accepted"]
    assert [line["what"] for line in found["timeline"]] == ["received", "progress.processing"]
    assert found["state"] == "processing"
    assert found["applicant"] == found["people"]["applicant"]["full_name"] == "Nguyễn Thị Thử"


def test_an_unknown_code_is_said(database: str) -> None:
    with pytest.raises(Refusal) as caught:
        commands.show("H99-261120-0001", database)
    assert "H99-261120-0001" in caught.value.title("vi")


def test_units_and_officers_are_added(database: str, clock: TickingClock) -> None:
    unit = commands.unit_add(
        "H99.23", "Xã Mới", "commune", parent="H99", database=database, clock=clock
    )
    assert unit["code"] == "H99.23"
    officer = commands.officer_add(
        "moi", "Cán Bộ Mới", "officer", "H99.23", "mat-khau-dai", database=database, clock=clock
    )
    assert (officer["login"], "password_hash" in officer) == ("moi", False)
    assert "moi" in [row["login"] for row in commands.officers(database)]


def test_a_wrong_level_is_named(database: str) -> None:
    with pytest.raises(Refusal) as caught:
        commands.unit_add("H99.23", "Xã Mới", "planet", database=database)
    assert list(caught.value.fields) == ["level"]


def test_a_put_back_is_noted(database: str, one_dossier: str, clock: TickingClock) -> None:
    units = len(commands.units(database))
    said = commands.note_put_back(database, clock=clock)
    assert said == {"put_backs": 1, "units": units, "days": 61}
    assert commands.note_put_back(database, times=2, clock=clock)["put_backs"] == 3


def test_a_desk_is_revoked(database: str, one_dossier: str, clock: TickingClock) -> None:
    desk = identity_text(800_001)
    assert commands.desk_revoke(desk, database, clock) == {"id": desk, "revoked": True}
    assert commands.desks(database)[0]["revoked"]


def test_a_counter_gets_more_numbers(
    database: str, sqlite_store: CentreStore, clock: TickingClock, one_dossier: str
) -> None:
    said = commands.counter_set(UNIT, COUNTER, 150, database)
    assert said == {"unit": UNIT, "counter": COUNTER, "numbers": 150}
    with sqlite_store.writing() as session:
        assert session.get_one(tables.Counter, (UNIT, COUNTER)).block_size == 150


@pytest.mark.parametrize(
    ("counter", "numbers", "key"),
    [
        (COUNTER, 19, "central.numbers_out_of_range"),
        (COUNTER, 201, "central.numbers_out_of_range"),
        ("Quầy ma", 50, "central.counter_unknown"),
    ],
)
def test_numbers_that_cannot_be_set_are_said(
    database: str, counter: str, numbers: int, key: str
) -> None:
    with pytest.raises(Refusal) as caught:
        commands.counter_set(UNIT, counter, numbers, database)
    assert caught.value.key == key


def test_a_catalogue_is_published(database: str, tmp_path: Path, clock: TickingClock) -> None:
    file = tmp_path / "new.json"
    file.write_text('{"code": "1.001193", "version": 7}')
    assert commands.publish("procedure", file, database, clock) == {"published": 1, "known": 0}
    assert commands.publish("procedure", file, database, clock) == {"published": 0, "known": 1}
