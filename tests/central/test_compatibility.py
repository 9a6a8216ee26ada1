"""A centre that is newer than its desks, and tables that are newer than a running centre.

``recorded/`` holds what a desk of a released version said and what it was answered. The newest
centre must answer the same: whatever was there then, of the same kind; more is allowed.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, select, text, update

from desk_app.central import schema
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.enrolment import make_code
from desk_app.central.http import make_app
from desk_app.clock import TickingClock
from desk_app.sync.protocol import SIGNATURE_HEADER, credential_hash, signature
from tests.builders.messages import COUNTER, CREDENTIAL, UNIT
from tests.builders.postgres import drop_database, make_database
from tests.builders.served import served

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.json"))
Exchange = dict[str, Any]


@pytest.mark.parametrize("conversation", RECORDED, ids=lambda path: path.stem)
def test_an_older_desk_is_answered_as_before(
    store: CentreStore, clock: TickingClock, conversation: Path
) -> None:
    exchanges: list[Exchange] = json.loads(conversation.read_text(encoding="utf-8"))
    code = make_code(store, clock, UNIT, COUNTER).code
    with (
        served(make_app(store, clock)) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=60) as web,
    ):
        for number, exchange in enumerate(exchanges, 1):
            answer = say_again(web, exchange["asked"], code)
            then = exchange["answered"]
            where = f"{number}: {exchange['asked']['method']} {exchange['asked']['path']}"
            assert answer.status_code == then["status"], f"{where}: {answer.text}"
            assert [name for name in then["headers"] if name not in answer.headers] == [], where
            assert misses(then.get("message"), heard(answer), "answer") == [], where
            assert is_signed(exchange["asked"], answer), where


def say_again(web: httpx.Client, asked: Exchange, code: str) -> httpx.Response:
    content: bytes | str | None = None
    if "bytes" in asked:
        content = base64.b64decode(asked["bytes"])
    elif "message" in asked:
        content = json.dumps(asked["message"], ensure_ascii=False).replace("ONE-TIME-CODE", code)
    return web.request(asked["method"], asked["path"], content=content, headers=asked["headers"])


def heard(answer: httpx.Response) -> Any:
    return answer.json() if answer.content else None


def is_signed(asked: Exchange, answer: httpx.Response) -> bool:
    """As the older desk checks it, where the answer is a message."""
    if SIGNATURE_HEADER not in answer.headers or not answer.content:
        return True
    message = asked.get("message", {})
    nonce = message.get("nonce") or message.get("desk_id") or asked["headers"]["Desk-Nonce"]
    proof = signature(credential_hash(CREDENTIAL), nonce, answer.content)
    return answer.headers[SIGNATURE_HEADER] == proof


# What an answer says of this time and this centre; everything else must be the same.
CHANGES = {"time", "received_at", "cursor", "seq", "title", "id", "more", "reason_text", "detail"}


def misses(then: Any, now: Any, where: str) -> list[str]:
    """Where ``now`` lacks something that was said ``then``, or says it otherwise."""
    if isinstance(then, dict) and isinstance(now, dict):
        lacking = [f"{where}.{name} is gone" for name in then if name not in now]
        for name in then.keys() & now.keys():
            if name in CHANGES:
                if type(then[name]) is not type(now[name]):
                    lacking.append(f"{where}.{name} is of another kind")
            else:
                lacking += misses(then[name], now[name], f"{where}.{name}")
        return lacking
    if isinstance(then, list) and isinstance(now, list):
        if len(now) < len(then):
            return [f"{where} is shorter"]
        if where.endswith((".changes", ".blocks")):  # which ones is for the centre to decide
            return [fault for one in then[:1] for fault in lacks_keys(one, now[0], where)]
        pairs = zip(then, now, strict=False)
        return [fault for n, pair in enumerate(pairs) for fault in misses(*pair, f"{where}.{n}")]
    return [] if then == now else [f"{where} was {then!r} and is {now!r}"]


def lacks_keys(then: Exchange, now: Exchange, where: str) -> list[str]:
    return [f"{where}: {name} is gone" for name in then if name not in now]


def test_something_was_recorded() -> None:
    assert RECORDED
    first = json.loads(RECORDED[0].read_text(encoding="utf-8"))
    assert {one["asked"]["path"].rsplit("/", 1)[0] for one in first} == {"/v1", "/v1/pages"}


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ({"a": 1}, {}),
        ({"a": 1}, {"a": 2}),
        ({"a": {"b": "x"}}, {"a": {"b": None}}),
        ({"a": [1, 2]}, {"a": [1]}),
        ({"time": "x"}, {"time": 3}),
        ({"blocks": [{"first": 1}]}, {"blocks": [{"start": 1}]}),
    ],
)
def test_what_an_older_desk_would_miss_is_seen(then: Exchange, now: Exchange) -> None:
    assert misses(then, now, "answer") != []
    assert misses(then, then | {"new": 1}, "answer") == []


# Tables

# The tables as the version knew them that runs on while others migrate.
OLDER = "0002_archive_copies"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentreStore]:
    """A database without tables."""
    if request.param == "sqlite":
        store = open_centre(str(tmp_path / "new.db"))
        yield store
        store.close()
        return
    server = request.getfixturevalue("postgres")
    name = f"o_{os.urandom(6).hex()}"
    store = open_centre(make_database(server, name))
    yield store
    store.close()
    drop_database(server, name)


def migrate_to(store: CentreStore, revision: str) -> None:
    with store.engine.connect() as connection, connection.begin():
        config = schema.configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def tables_of(connection: Connection) -> dict[str, Table]:
    """The tables as they are in the database."""
    found = MetaData()
    found.reflect(connection)
    return dict(found.tables)


AT = "2026-11-20T09:30:00+07:00"
DESK, DOSSIER = "d" * 36, "o" * 36
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("unit", {"code": UNIT, "name": "Xã", "level": "commune_centre"}),
    (
        "officer",
        {
            "login": "uyen",
            "full_name": "Thử",
            "role": "officer",
            "unit": UNIT,
            "password_hash": "-",
            "active": True,
        },
    ),
    ("counter", {"unit": UNIT, "name": COUNTER, "block_size": 100}),
    (
        "desk",
        {
            "id": DESK,
            "unit": UNIT,
            "counter": COUNTER,
            "credential_sha256": "0" * 64,
            "epoch": 1,
            "enrolled_at": AT,
            "app_version": "0.1.0",
            "waiting": 0,
        },
    ),
    (
        "enrol_code",
        {
            "code_sha256": "1" * 64,
            "unit": UNIT,
            "counter": COUNTER,
            "made_at": AT,
            "expires_at": AT,
            "used_by": DESK,
        },
    ),
    ("number_day", {"unit": UNIT, "day": "2026-11-20", "last": 100}),
    (
        "number_block",
        {
            "id": "b" * 36,
            "unit": UNIT,
            "day": "2026-11-20",
            "first": 1,
            "last": 100,
            "desk": DESK,
            "epoch": 1,
            "leased_at": AT,
        },
    ),
    (
        "entry",
        {
            "id": "e" * 36,
            "payload_sha256": "2" * 64,
            "desk": DESK,
            "dossier_id": DOSSIER,
            "position": 1,
            "kind": "dossier.received",
            "version": 1,
            "created_at": AT,
            "applied_at": AT,
            "outcome": "accepted",
        },
    ),
    (
        "dossier",
        {
            "id": DOSSIER,
            "code": f"{UNIT}-261120-0001",
            "look_up_sha256": "3" * 64,
            "unit": UNIT,
            "desk": DESK,
            "counter": COUNTER,
            "officer": "uyen",
            "procedure": "1.001193",
            "procedure_version": 1,
            "procedure_name": "Khai sinh",
            "channel": "direct",
            "applicant": "{}",
            "papers": "[]",
            "sets": 1,
            "fee_vnd": 0,
            "received_at": AT,
            "result_at": "counter",
            "state": "received",
            "state_at": AT,
        },
    ),
    ("used_number", {"unit": UNIT, "day": "2026-11-20", "number": 1, "dossier_id": DOSSIER}),
    (
        "receipt_print",
        {
            "entry_id": "p" * 36,
            "dossier_id": DOSSIER,
            "printed_at": AT,
            "officer": "uyen",
            "reprint": 0,
        },
    ),
    (
        "archive_file",
        {
            "id": "f" * 36,
            "entry_id": "g" * 36,
            "dossier_id": DOSSIER,
            "paper_number": 1,
            "version": 1,
            "desk": DESK,
            "file_name": "a.pdf",
            "sha256": "4" * 64,
            "size": 10,
            "pages": "[]",
            "has_text": True,
            "digitised_at": AT,
            "officer": "uyen",
            "counter": COUNTER,
            "announced_at": AT,
            "durable": 0,
            "damaged": 0,
        },
    ),
    ("progress", {"dossier_id": DOSSIER, "state": "done", "at": AT}),
    (
        "published",
        {
            "kind": "procedure",
            "code": "1.001193",
            "version": "1",
            "content_sha256": "5" * 64,
            "published_at": AT,
        },
    ),
    ("change_head", {"id": 1, "last_seq": 1}),
    ("change", {"seq": 1, "kind": "unit", "unit": UNIT, "payload": "{}", "size": 2, "at": AT}),
    (
        "about",
        {"id": 1, "name": "Tỉnh", "public_url": "https://x", "training": False, "made_at": AT},
    ),
]


def test_a_centre_of_the_version_before_writes_on_while_others_have_migrated(
    empty: CentreStore,
) -> None:
    migrate_to(empty, OLDER)
    with empty.engine.connect() as connection:
        known = tables_of(connection)
    migrate_to(empty, "head")
    with empty.engine.connect() as connection, connection.begin():
        for name, row in ROWS:
            columns = ", ".join(f'"{column}"' for column in row)
            values = ", ".join(f":{column}" for column in row)
            statement = f'INSERT INTO "{name}" ({columns}) VALUES ({values})'
            connection.execute(text(statement), row)
        for name, table in known.items():
            if name != "alembic_version":
                assert connection.execute(select(table)).all(), f"{name} cannot be read as before"


def test_the_rows_of_the_version_before_are_all_of_its_tables(empty: CentreStore) -> None:
    migrate_to(empty, OLDER)
    with empty.engine.connect() as connection:
        known = tables_of(connection)
    assert {name for name, _ in ROWS} == known.keys() - {"alembic_version"}
    for name, row in ROWS:
        wanted = {column.name for column in known[name].columns if not column.nullable}
        assert wanted - row.keys() <= {"seq", "id"}, name


def test_what_was_there_before_stays(empty: CentreStore) -> None:
    migrate_to(empty, OLDER)
    with empty.engine.connect() as connection, connection.begin():
        unit = tables_of(connection)["unit"]
        connection.execute(insert(unit), ROWS[0][1])
        connection.execute(update(unit).values(name="Xã khác"))
    migrate_to(empty, "head")
    with empty.engine.connect() as connection:
        assert connection.execute(select(unit.c.name)).scalars().all() == ["Xã khác"]
