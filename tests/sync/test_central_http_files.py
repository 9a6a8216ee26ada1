"""Archive copies over a bad line: only what our centre signed says how far a file is."""

from __future__ import annotations

import socket

import pytest

from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import (
    Busy,
    DeskIdentity,
    FileNotTaken,
    NoAnswer,
    NotTheCentre,
    NotUnderstood,
    NotWelcome,
    OtherOffset,
    TooOld,
    UploadState,
)
from desk_app.sync.protocol import FileProof, credential_hash, signature, upload_words
from tests.builders.archive_copies import file_id_of
from tests.builders.messages import CREDENTIAL, NOW, identity_text
from tests.fakes.line import bad_line, http, read_request, says

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
KEY = credential_hash(CREDENTIAL)
FILE = file_id_of(1)
PORTAL = b"<!doctype html><html><body>Wi-Fi: sign in</body></html>"


def piece(url: str, data: bytes = b"x" * 100, **how: object) -> UploadState:
    centre = HttpCentre(url, IDENTITY, **how)  # type: ignore[arg-type]
    try:
        return centre.upload_piece(FILE, 0, 1000, data)
    finally:
        centre.close()


def state(url: str) -> UploadState:
    centre = HttpCentre(url, IDENTITY)
    try:
        return centre.upload_state(FILE)
    finally:
        centre.close()


class Answers:
    """Signs with the nonce it was asked with, as the centre does."""

    def __init__(
        self, status: str, offset: int = 100, file: str = FILE, credential: str = CREDENTIAL
    ) -> None:
        self.status, self.offset, self.file = status, offset, file
        self.key = credential_hash(credential)

    def __call__(self, line: socket.socket) -> None:
        head = read_request(line).split(b"\r\n\r\n")[0].decode()
        fields = dict(row.split(": ", 1) for row in head.split("\r\n")[1:])
        nonce = {name.lower(): value for name, value in fields.items()}["desk-nonce"]
        body = b""
        if self.status.startswith("200 "):
            said = FileProof(file_id=self.file, sha256="0" * 64, size=1000, received_at=NOW)
            body = said.model_dump_json().encode()
        words = body or upload_words(self.file, self.offset, 1000)
        answer = http(
            self.status.removesuffix(" HEAD"),
            body,
            "application/json",
            Upload_Offset=str(self.offset),
            Upload_Length="1000",
            Desk_Answer_Signature=signature(self.key, nonce, words),
        )
        line.sendall(answer)


def test_a_signed_answer_says_how_far_the_file_is() -> None:
    with bad_line(Answers("204 No Content")) as url:
        assert piece(url) == UploadState(100, 1000)


def test_a_signed_proof_proves() -> None:
    with bad_line(Answers("200 OK")) as url:
        found = piece(url)
    assert found.proof is not None
    said = found.proof
    assert (found.offset, said.proof.file_id) == (1000, FILE)
    assert signature(KEY, said.nonce, said.body.encode()) == said.signature


@pytest.mark.parametrize("status", ["204 No Content", "200 OK"])
def test_another_signature_proves_nothing(status: str) -> None:
    stranger = Answers(status, credential="d" * 43)
    with bad_line(stranger) as url, pytest.raises(NotTheCentre) as caught:
        piece(url)
    assert caught.value.cause == "signature"


def test_a_proof_of_another_file_proves_nothing() -> None:
    with bad_line(Answers("200 OK", file=file_id_of(2))) as url, pytest.raises(NotTheCentre):
        piece(url)


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (http("200 OK", PORTAL), "portal"),
        (http("204 No Content"), "shape"),
        (http("302 Found", Location="http://portal.invalid/"), "redirect"),
        (http("511 Network Authentication Required", PORTAL), "portal"),
        (http("403 Forbidden", PORTAL), "portal"),
    ],
)
def test_a_portal_takes_no_file(answer: bytes, cause: str) -> None:
    with bad_line(says(answer)) as url, pytest.raises(NotTheCentre) as caught:
        piece(url)
    assert caught.value.cause == cause


def problem(status: str, code: str, **headers: str) -> bytes:
    body = f'{{"title": "No", "status": {status[:3]}, "code": "{code}", "detail": "1"}}'
    return http(status, body.encode(), "application/problem+json", **headers)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (problem("409 Conflict", "offset-other", Upload_Offset="70"), OtherOffset),
        (problem("409 Conflict", "upload-ended"), OtherOffset),
        (problem("404 Not Found", "file-unknown"), FileNotTaken),
        (problem("410 Gone", "file-replaced"), FileNotTaken),
        (problem("422 Unprocessable Content", "file-damaged"), FileNotTaken),
        (problem("413 Content Too Large", "file-too-long"), FileNotTaken),
        (problem("413 Content Too Large", "too-large"), NotUnderstood),
        (problem("400 Bad Request", "bad-request"), NotUnderstood),
        (problem("401 Unauthorized", "desk-revoked"), NotWelcome),
        (problem("426 Upgrade Required", "protocol-not-spoken"), TooOld),
        (problem("503 Service Unavailable", "storage", Retry_After="60"), Busy),
        (problem("500 Internal Server Error", "fault"), NoAnswer),
    ],
)
def test_every_problem_has_its_own_fault(answer: bytes, fault: type[Exception]) -> None:
    with bad_line(says(answer)) as url, pytest.raises(fault):
        piece(url)


def test_another_offset_is_told() -> None:
    answer = problem("409 Conflict", "offset-other", Upload_Offset="70")
    with bad_line(says(answer)) as url, pytest.raises(OtherOffset) as caught:
        piece(url)
    assert caught.value.offset == 70


def test_a_line_that_takes_a_byte_now_and_then_is_none() -> None:
    times = iter(range(0, 10_000_000, 1000))
    with bad_line(Answers("204 No Content")) as url, pytest.raises(NoAnswer) as caught:
        piece(url, b"x" * 500_000, seconds=lambda: float(next(times)))
    assert caught.value.cause == "timeout"


def test_without_a_place_at_the_centre_nothing_is_sent() -> None:
    centre = HttpCentre("http://127.0.0.1:9")
    with pytest.raises(NotWelcome):
        centre.upload_state(FILE)
    centre.close()


def problem_without_body(line: socket.socket) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.recv(65536)
    line.sendall(
        b"HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\n"
        b"Content-Length: 90\r\nDesk-Problem: file-unknown\r\nConnection: close\r\n\r\n"
    )


def test_a_problem_is_heard_where_there_is_no_body() -> None:
    with bad_line(problem_without_body) as url, pytest.raises(FileNotTaken) as caught:
        state(url)
    assert caught.value.code == "file-unknown"
