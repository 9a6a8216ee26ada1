"""The way in for archive copies over HTTP: headers, problems, turns, lines that stall."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from desk_app.central.backpressure import Places
from desk_app.central.door import BodyLimit
from desk_app.central.engine import CentreStore
from desk_app.central.http import make_app
from desk_app.central.limits import Limits, Rate
from desk_app.central.page_store import LocalPageStore, LocalPart
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault
from desk_app.sync.protocol import (
    COMPLETE_HEADER,
    LENGTH_HEADER,
    MAX_PIECE,
    NONCE_HEADER,
    OFFSET_HEADER,
    PROBLEM_HEADER,
    SIGNATURE_HEADER,
    FileProof,
    Problem,
    credential_hash,
    signature,
    upload_words,
)
from tests.builders.archive_copies import a_copy, digitised_entry, file_id_of
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, entry, identity_text, sync_request
from tests.builders.served import served

DESK = identity_text(800_001)
NONCE = "nonce-nonce-nonce"
BEARER = {"Authorization": f"Bearer {DESK}.{CREDENTIAL}", NONCE_HEADER: NONCE}
COPY = a_copy(300_000, 20_000)
SIZE = len(COPY.pdf)
FILE = file_id_of(1)
PATH = f"/v1/pages/{FILE}"
KEY = credential_hash(CREDENTIAL)


@pytest.fixture
def files(tmp_path: Path) -> LocalPageStore:
    """The centre's folder."""
    return LocalPageStore(tmp_path / "pages")


@pytest.fixture
def expecting(sqlite_store: CentreStore, clock: TickingClock) -> CentreStore:
    """A centre that expects one file."""
    enrolled(sqlite_store, clock)
    for said in (sync_request(), sync_request(entry(1), digitised_entry(2, COPY))):
        round_trip(sqlite_store, clock, DESK, CREDENTIAL, said)
    return sqlite_store


@pytest.fixture
def web(
    expecting: CentreStore, clock: TickingClock, files: LocalPageStore
) -> Iterator[httpx.Client]:
    """Somebody who asks it."""
    with (
        served(make_app(expecting, clock, files=files)) as url,
        httpx.Client(base_url=url, trust_env=False) as asker,
    ):
        yield asker


def send(web: httpx.Client, data: bytes, offset: int = 0, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.patch(PATH, content=data, headers=BEARER | {OFFSET_HEADER: str(offset)} | named)


def code(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = Problem.model_validate_json(answer.content)
    assert document.code == answer.headers[PROBLEM_HEADER]
    assert document.title
    return document.code


def is_signed(answer: httpx.Response, offset: int) -> bool:
    words = upload_words(FILE, offset, SIZE)
    return answer.headers[SIGNATURE_HEADER] == signature(KEY, NONCE, words)


def test_how_far_is_told_and_signed(web: httpx.Client) -> None:
    send(web, COPY.pdf[:1000])
    answer = web.head(PATH, headers=BEARER)
    assert (answer.status_code, answer.content) == (200, b"")
    told = [answer.headers[name] for name in (OFFSET_HEADER, LENGTH_HEADER, COMPLETE_HEADER)]
    assert told == ["1000", str(SIZE), "?0"]
    assert is_signed(answer, 1000)
    assert answer.headers["cache-control"] == "no-store"


def test_a_piece_is_answered_with_how_far_and_the_last_with_the_proof(web: httpx.Client) -> None:
    first = send(web, COPY.pdf[:1000])
    assert (first.status_code, first.headers[OFFSET_HEADER]) == (204, "1000")
    assert is_signed(first, 1000)
    last = send(web, COPY.pdf[1000:], 1000)
    assert (last.status_code, last.headers[COMPLETE_HEADER]) == (200, "?1")
    proof = FileProof.model_validate_json(last.content)
    assert (proof.sha256, proof.size) == (COPY.sha256, SIZE)
    assert last.headers[SIGNATURE_HEADER] == signature(KEY, NONCE, last.content)
    assert web.head(PATH, headers=BEARER).headers[COMPLETE_HEADER] == "?1"


def test_a_problem_says_its_code_to_head_too(web: httpx.Client) -> None:
    answer = web.head(f"/v1/pages/{file_id_of(5)}", headers=BEARER)
    assert (answer.status_code, answer.headers[PROBLEM_HEADER]) == (404, "file-unknown")
    stranger = web.head(PATH, headers={NONCE_HEADER: NONCE})
    assert (stranger.status_code, stranger.headers[PROBLEM_HEADER]) == (401, "desk-unknown")


def test_another_offset_says_which(web: httpx.Client) -> None:
    send(web, COPY.pdf[:1000])
    answer = send(web, COPY.pdf[:1000])
    assert code(answer, 409) == "offset-other"
    assert answer.headers[OFFSET_HEADER] == "1000"
    assert "mismatching-upload-offset" in answer.json()["type"]


@pytest.mark.parametrize(
    "headers",
    [
        {OFFSET_HEADER: ""},
        {OFFSET_HEADER: "-1"},
        {OFFSET_HEADER: "1e3"},
        {OFFSET_HEADER: "9" * 30},
        {NONCE_HEADER: ""},
        {NONCE_HEADER: "short"},
        {LENGTH_HEADER: "17"},
    ],
)
def test_headers_that_are_wrong_change_nothing(web: httpx.Client, headers: dict[str, str]) -> None:
    answer = web.patch(PATH, content=b"x", headers=BEARER | {OFFSET_HEADER: "0"} | headers)
    assert code(answer, 400) == "bad-request"
    assert web.head(PATH, headers=BEARER).headers[OFFSET_HEADER] == "0"


def test_a_body_longer_than_the_file_is_refused_before_it_is_read(web: httpx.Client) -> None:
    assert code(send(web, COPY.pdf + b"#"), 413) == "file-too-long"


def pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 50_000):
        yield data[start : start + 50_000]


def test_a_body_of_unknown_length_counts_for_nothing_if_it_is_too_long(
    web: httpx.Client,
) -> None:
    answer = web.patch(
        PATH, content=pieces(COPY.pdf + bytes(100_000)), headers=BEARER | {OFFSET_HEADER: "0"}
    )
    assert code(answer, 413) == "file-too-long"
    assert web.head(PATH, headers=BEARER).headers[OFFSET_HEADER] == "0"


def test_a_body_of_unknown_length_is_taken(web: httpx.Client) -> None:
    answer = web.patch(PATH, content=pieces(COPY.pdf), headers=BEARER | {OFFSET_HEADER: "0"})
    assert answer.status_code == 200


@pytest.mark.parametrize("whole", [True, False])
def test_a_piece_has_an_end(web: httpx.Client, whole: bool) -> None:
    data = bytes(MAX_PIECE + 1)
    answer = web.patch(
        PATH, content=data if whole else pieces(data), headers=BEARER | {OFFSET_HEADER: "0"}
    )
    assert answer.status_code == 413


def test_other_ways_keep_their_own_limit(web: httpx.Client) -> None:
    answer = web.post("/v1/sync", content=bytes(3 * 1024 * 1024), headers=BEARER)
    assert code(answer, 413) == "too-large"


def test_wrong_bytes_are_told_as_damaged(web: httpx.Client) -> None:
    assert code(send(web, bytes(SIZE)), 422) == "file-damaged"


def test_who_sends_too_often_waits(
    expecting: CentreStore, clock: TickingClock, files: LocalPageStore
) -> None:
    limits = Limits(pages=Rate(burst=1, per_second=0.001))
    with (
        served(make_app(expecting, clock, limits, files)) as url,
        httpx.Client(base_url=url, trust_env=False) as web,
    ):
        assert web.head(PATH, headers=BEARER).status_code == 200
        answer = send(web, COPY.pdf)
        assert code(answer, 429) == "too-many"
        assert int(answer.headers["retry-after"]) > 1


class FullStore(LocalPageStore):
    """A disk without room."""

    def open_part(self, file_id: str, durable: int) -> LocalPart:
        raise EnvironmentFault("store.disk_full")


def test_too_many_at_once_are_asked_to_come_again(
    expecting: CentreStore,
    clock: TickingClock,
    files: LocalPageStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A piece holds memory as long as it is on the line; how far a file is may be asked anyway."""
    monkeypatch.setattr("desk_app.central.http.Places", lambda: Places(0))
    with (
        served(make_app(expecting, clock, files=files)) as url,
        httpx.Client(base_url=url, trust_env=False) as web,
    ):
        answer = send(web, COPY.pdf)
        assert code(answer, 429) == "busy"
        assert int(answer.headers["retry-after"]) >= 2
        assert web.head(PATH, headers=BEARER).headers[OFFSET_HEADER] == "0"


def test_a_disk_that_says_no_asks_to_come_again(
    expecting: CentreStore, clock: TickingClock, tmp_path: Path
) -> None:
    with (
        served(make_app(expecting, clock, files=FullStore(tmp_path))) as url,
        httpx.Client(base_url=url, trust_env=False) as web,
    ):
        answer = send(web, COPY.pdf)
        assert code(answer, 503) == "storage"
        assert answer.headers["retry-after"]


@contextmanager
def half_sent(web: httpx.Client, data: bytes, announced: int) -> Iterator[socket.socket]:
    """A request that says it has ``announced`` bytes and sends ``data``."""
    host, port = str(web.base_url).removeprefix("http://").rstrip("/").split(":")
    head = [
        f"PATCH {PATH} HTTP/1.1",
        f"Host: {host}",
        *(f"{name}: {value}" for name, value in BEARER.items()),
        f"{OFFSET_HEADER}: 0",
        f"Content-Length: {announced}",
    ]
    with socket.create_connection((host, int(port)), 20) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + data)
        yield line


def test_a_newer_request_ends_an_older_one_and_what_came_counts(web: httpx.Client) -> None:
    with half_sent(web, COPY.pdf[:200_000], SIZE) as older:
        assert web.head(PATH, headers=BEARER).headers[OFFSET_HEADER] == "200000"
        assert b"upload-ended" in older.recv(4096)
    assert send(web, COPY.pdf[200_000:], 200_000).status_code == 200


def test_a_newer_piece_ends_an_older_one(web: httpx.Client) -> None:
    with half_sent(web, COPY.pdf[:200_000], SIZE):
        assert code(send(web, COPY.pdf), 409) == "offset-other"
        assert send(web, COPY.pdf[200_000:], 200_000).status_code == 200


def test_a_stranger_ends_nobodys_request(web: httpx.Client) -> None:
    with half_sent(web, COPY.pdf[:-10], SIZE) as older:
        headers = BEARER | {"Authorization": f"Bearer {DESK}.wrong"}
        assert web.head(PATH, headers=headers).status_code == 401
        older.sendall(COPY.pdf[-10:])
        assert older.recv(4096).startswith(b"HTTP/1.1 200")


def test_what_came_before_a_cut_counts(web: httpx.Client) -> None:
    with half_sent(web, COPY.pdf[:123_456], SIZE) as line:
        line.shutdown(socket.SHUT_RDWR)
    assert web.head(PATH, headers=BEARER).headers[OFFSET_HEADER] == "123456"


def test_the_ways_are_described(web: httpx.Client) -> None:
    ways = web.get("/openapi.json").json()["paths"]["/v1/pages/{file_id}"]
    assert set(ways) == {"head", "patch"}
    assert "application/octet-stream" in ways["patch"]["requestBody"]["content"]
    assert {p["name"] for p in ways["patch"]["parameters"]} >= {OFFSET_HEADER, NONCE_HEADER}
    assert "/v1/pages/{file_id}" in web.get("/docs").text


def test_a_desk_that_falls_silent_keeps_no_place_and_what_came_counts(
    expecting: CentreStore, clock: TickingClock, files: LocalPageStore
) -> None:
    """Its line may be dead without anybody saying so."""
    app = make_app(expecting, clock, files=files)
    app.add_middleware(BodyLimit, most=MAX_PIECE, patience=0.5)
    with (
        served(app) as url,
        httpx.Client(base_url=url, trust_env=False) as web,
        half_sent(web, COPY.pdf[:200_000], SIZE) as silent,
    ):
        assert b"desk-problem: too-slow" in silent.recv(4096)
        assert web.head(PATH, headers=BEARER).headers[OFFSET_HEADER] == "200000"


@pytest.mark.parametrize("file_id", ["%00", "%00" * 36, f"{FILE}%00", "x" * 9000])
def test_what_cannot_be_an_id_is_not_looked_for(web: httpx.Client, file_id: str) -> None:
    headers = BEARER | {OFFSET_HEADER: "0"}
    assert code(web.patch(f"/v1/pages/{file_id}", headers=headers), 404) == "file-unknown"
