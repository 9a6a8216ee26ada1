"""The centre's HTTP face: signatures, problem documents, the public page."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from desk_app.central.engine import CentreStore
from desk_app.central.enrolment import make_code
from desk_app.central.http import make_app
from desk_app.central.limits import Limits, Rate
from desk_app.clock import TickingClock
from desk_app.sync.protocol import (
    MAX_BODY,
    SIGNATURE_HEADER,
    EnrolAnswer,
    Problem,
    SyncAnswer,
    credential_hash,
    signature,
)
from tests.builders.centres import enrolled
from tests.builders.messages import (
    COUNTER,
    CREDENTIAL,
    UNIT,
    enrol_request,
    entry,
    identity_text,
    received,
    sync_request,
)
from tests.builders.served import served

DESK = identity_text(800_001)
BEARER = {"Authorization": f"Bearer {DESK}.{CREDENTIAL}"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def app(sqlite_store: CentreStore, clock: TickingClock) -> FastAPI:
    """A centre with one desk."""
    enrolled(sqlite_store, clock)
    return make_app(sqlite_store, clock)


@pytest.fixture
def web(app: FastAPI) -> Iterator[httpx.Client]:
    """Somebody who asks it."""
    with served(app) as url, httpx.Client(base_url=url, trust_env=False) as asker:
        yield asker


def problem(answer: httpx.Response, status: int, code: str) -> Problem:
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    document = Problem.model_validate_json(answer.content)
    assert (document.status, document.code) == (status, code)
    assert document.title
    return document


def test_an_answer_is_signed(web: httpx.Client) -> None:
    said = sync_request(entry(1))
    answer = web.post("/v1/sync", content=said.model_dump_json(), headers=BEARER | JSON)
    assert answer.status_code == 200
    proof = signature(credential_hash(CREDENTIAL), said.nonce, answer.content)
    assert answer.headers[SIGNATURE_HEADER] == proof
    assert SyncAnswer.model_validate_json(answer.content).nonce == said.nonce
    assert answer.headers["cache-control"] == "no-store"


def test_an_enrolment_is_signed_too(
    web: httpx.Client, sqlite_store: CentreStore, clock: TickingClock
) -> None:
    said = enrol_request(make_code(sqlite_store, clock, UNIT, COUNTER).code, desk=2)
    answer = web.post("/v1/enrol", content=said.model_dump_json())
    assert EnrolAnswer.model_validate_json(answer.content).desk_id == said.desk_id
    proof = signature(said.credential_sha256, said.desk_id, answer.content)
    assert answer.headers[SIGNATURE_HEADER] == proof


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Basic {DESK}.{CREDENTIAL}"},
        {"Authorization": f"Bearer {DESK}.wrong"},
        {"Authorization": f"Bearer {identity_text(7)}.{CREDENTIAL}"},
    ],
)
def test_strangers_get_401(web: httpx.Client, header: dict[str, str]) -> None:
    answer = web.post("/v1/sync", content=sync_request().model_dump_json(), headers=header)
    problem(answer, 401, "desk-unknown")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_wrong_code_gets_403(web: httpx.Client) -> None:
    said = enrol_request("0000-0000-0000", desk=2).model_dump_json()
    problem(web.post("/v1/enrol", content=said), 403, "enrol-code-wrong")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"protocol": 1}', b"null"])
def test_what_cannot_be_read_gets_422(web: httpx.Client, body: bytes) -> None:
    problem(web.post("/v1/sync", content=body, headers=BEARER), 422, "not-understood")


def test_a_problem_names_fields_but_never_quotes(web: httpx.Client) -> None:
    said = json.loads(sync_request(entry(1)).model_dump_json())
    said["entries"][0]["position"] = "Nguyễn Thị Thử"
    document = problem(web.post("/v1/sync", json=said, headers=BEARER), 422, "not-understood")
    assert document.detail == "entries.0.position"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("epoch", 2**31),
        ("epoch", "1"),
        ("waiting", 2**63),
        ("cursor", 2**63),
        ("app_version", "0.1.0\x00"),
        ("sent_at", "2026-11-20T09:30:00"),
        ("entries.0.created_at", "0001-01-01T00:00:00+07:00"),
        ("entries.0.created_at", 1_795_000_000),
        ("entries.0.position", 2**31),
        ("entries.0.position", True),
        ("entries.0.kind", "a\x00"),
        ("entries.0.id", "\x00" * 36),
    ],
)
def test_what_no_database_would_keep_is_not_understood(
    web: httpx.Client, place: str, value: object
) -> None:
    said = json.loads(sync_request(entry(1)).model_dump_json())
    inside = said["entries"][0] if place.startswith("entries") else said
    inside[place.rpartition(".")[2]] = value
    document = problem(web.post("/v1/sync", json=said, headers=BEARER), 422, "not-understood")
    assert document.detail == place


def test_too_many_entries_are_not_understood(web: httpx.Client) -> None:
    said = json.loads(sync_request(entry(1)).model_dump_json())
    said["entries"] *= 201
    problem(web.post("/v1/sync", json=said, headers=BEARER), 422, "not-understood")


def test_another_protocol_gets_426(web: httpx.Client) -> None:
    said = sync_request(protocol=2).model_dump_json()
    document = problem(
        web.post("/v1/sync", content=said, headers=BEARER), 426, "protocol-not-spoken"
    )
    assert document.detail == "1"


def test_other_places_are_problems_too(web: httpx.Client) -> None:
    problem(web.get("/nowhere"), 404, "not-found")
    problem(web.get("/v1/sync/"), 404, "not-found")
    answer = web.get("/v1/sync")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"
    assert web.get(f"/v1/pages/{DESK}").headers["allow"] == "HEAD, PATCH"


def test_a_body_has_a_limit(web: httpx.Client) -> None:
    answer = web.post("/v1/sync", content=b"x" * (MAX_BODY + 1), headers=BEARER)
    problem(answer, 413, "too-large")


def test_a_body_of_unsaid_length_has_it_too(web: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(33):
            yield b"x" * (MAX_BODY // 32)

    problem(web.post("/v1/sync", content=pieces(), headers=BEARER), 413, "too-large")


def test_who_asks_too_often_waits(sqlite_store: CentreStore, clock: TickingClock) -> None:
    slow = Rate(burst=2, per_second=0.01)
    app = make_app(sqlite_store, clock, Limits(sync=slow, enrol=slow, look_up=slow))
    with served(app) as url, httpx.Client(base_url=url, trust_env=False) as web:
        answers = [web.get("/t/nothing") for _ in range(3)]
    assert [a.status_code for a in answers] == [404, 404, 429]
    problem(answers[2], 429, "too-many")
    assert int(answers[2].headers["retry-after"]) >= 1


def test_a_database_out_of_reach_gets_503(
    web: httpx.Client, sqlite_store: CentreStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(sqlite_store.engine, "connect", unreachable)
    assert web.get("/v1/health").status_code == 200, "the process lives"
    for answer, code in (
        (web.get("/v1/ready"), "not-ready"),
        (web.get("/t/nothing"), "database-unreachable"),
    ):
        problem(answer, 503, code)
        assert 5 <= int(answer.headers["retry-after"]) <= 30
    assert web.get("/v1/ready").json()["detail"] == "database"


def test_a_fault_of_ours_says_nothing_of_what_was_sent(
    web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("Nguyễn Thị Thử")

    monkeypatch.setattr("desk_app.central.http.round_trip", broken)
    answer = web.post("/v1/sync", content=sync_request().model_dump_json(), headers=BEARER)
    problem(answer, 500, "fault")
    assert "Thử" not in answer.text


def test_it_says_that_it_can_work(web: httpx.Client) -> None:
    assert web.get("/v1/ready").json() == {"ok": True}


def test_an_answer_names_its_line_in_the_log(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="desk_app.central.requests")
    with served(app) as url, httpx.Client(base_url=url, trust_env=False) as web:
        told = [web.get("/v1/health", headers={"Request-Id": "Nguyen-Thi-Thu"}) for _ in range(2)]
    logged = [record.facts["request"] for record in caplog.records if hasattr(record, "facts")]
    assert [answer.headers["request-id"] for answer in told] == logged
    assert len(set(logged)) == 2


def test_health_is_told(web: httpx.Client) -> None:
    assert web.get("/v1/health").json() == {"ok": True, "protocol": 1, "version": "0.1.0"}


def test_the_public_page_shows_no_person(web: httpx.Client) -> None:
    for said in (sync_request(), sync_request(entry(1))):
        web.post("/v1/sync", content=said.model_dump_json(), headers=BEARER)
    page = web.get(f"/t/{received(1)['look_up_token']}")
    assert page.status_code == 200
    assert "Đăng ký khai sinh" in page.text
    assert "Đã tiếp nhận" in page.text
    assert "17:00, 20/11/2026" in page.text
    for secret in ("Nguyễn Thị Thử", "079187001234", "Hải Uyên", "8000", received(1)["code"]):
        assert secret not in page.text
    assert page.headers["x-robots-tag"].startswith("noindex")
    assert page.headers["cache-control"] == "no-store"


def test_a_wrong_token_is_a_page_that_says_so(web: httpx.Client) -> None:
    page = web.get("/t/not-one-of-ours")
    assert page.status_code == 404
    assert "noindex" in page.text


def test_the_api_is_described(web: httpx.Client) -> None:
    schema = web.get("/openapi.json").json()
    body = schema["paths"]["/v1/sync"]["post"]["requestBody"]["content"]["application/json"]
    name = body["schema"]["$ref"].rsplit("/", 1)[1]
    assert "entries" in schema["components"]["schemas"][name]["properties"]
    assert "Entry" in schema["components"]["schemas"]
    assert "/v1/sync" in web.get("/docs").text
    assert "http" not in web.get("/docs").text.partition("</head>")[0]


def test_the_log_names_routes_only(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="desk_app.central.requests")
    with served(app) as url, httpx.Client(base_url=url, trust_env=False) as web:
        web.get("/t/secret-token")
        web.post("/v1/sync", content=sync_request(entry(1)).model_dump_json(), headers=BEARER)
    # the server has ended, so every line is written
    facts = [record.facts for record in caplog.records if hasattr(record, "facts")]
    seen = {(fact["route"], fact["status"], fact.get("desk")) for fact in facts}
    assert seen == {("/t/{token}", 404, None), ("/v1/sync", 200, DESK)}
    everything = repr([vars(record) for record in caplog.records])
    assert "secret-token" not in everything
    assert CREDENTIAL not in everything


def test_a_slow_round_trip_keeps_nobody_waiting(
    web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one desk's round trip hangs in the database, the event loop serves others."""
    entered, release = threading.Event(), threading.Event()

    def hanging(*_: Any) -> Any:
        entered.set()
        release.wait(20)
        raise RuntimeError("over")

    monkeypatch.setattr("desk_app.central.http.round_trip", hanging)
    said = sync_request().model_dump_json()
    desk = threading.Thread(target=lambda: web.post("/v1/sync", content=said, headers=BEARER))
    desk.start()
    try:
        assert entered.wait(10)
        assert web.get("/v1/health").status_code == 200
    finally:
        release.set()
        desk.join(10)
