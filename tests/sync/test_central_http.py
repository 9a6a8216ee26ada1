"""The line to the centre, mostly bad: only a signed answer of our centre counts."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from desk_app.errors import Refusal
from desk_app.sync.central_http import HttpCentre, checked_url
from desk_app.sync.centre import (
    Busy,
    DeskIdentity,
    NoAnswer,
    NotTheCentre,
    NotUnderstood,
    NotWelcome,
    TooOld,
)
from desk_app.sync.protocol import SIGNATURE_HEADER, SyncAnswer, credential_hash, signature
from tests.builders.certificates import certificate, tls_of
from tests.builders.messages import CREDENTIAL, NOW, enrol_request, identity_text, sync_request
from tests.fakes.connect_proxy import connect_proxy
from tests.fakes.line import bad_line, http, read_request, says

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
NONCE = "nonce-nonce-nonce"
PORTAL = b"<!doctype html><html><body>Wi-Fi: sign in</body></html>"


BLOCK = {"id": "b", "unit": "H1", "day": "2026-11-20", "first": 1, "last": 9, "epoch": 1}


def ask(url: str, **how: object) -> SyncAnswer:
    centre = HttpCentre(url, IDENTITY, **how)  # type: ignore[arg-type]
    try:
        return centre.sync(sync_request())
    finally:
        centre.close()


def good_body(nonce: str = NONCE) -> bytes:
    return SyncAnswer(nonce=nonce, time=NOW, cursor=0).model_dump_json().encode()


def signed(body: bytes, nonce: str = NONCE, credential: str = CREDENTIAL, **other: str) -> bytes:
    proof = signature(credential_hash(credential), nonce, body)
    return http(
        "200 OK", body, "application/json", **{SIGNATURE_HEADER.replace("-", "_"): proof}, **other
    )


def problem(status: str, code: str, **headers: str) -> bytes:
    said = {"title": "No", "status": int(status[:3]), "code": code, "detail": "1"}
    return http(status, json.dumps(said).encode(), "application/problem+json", **headers)


def test_a_signed_answer_counts() -> None:
    with bad_line(says(signed(good_body()))) as url:
        assert ask(url).nonce == NONCE


def test_an_answer_in_small_pieces_counts() -> None:
    whole = signed(good_body())
    with bad_line(says(*[whole[n : n + 7] for n in range(0, len(whole), 7)])) as url:
        assert ask(url).nonce == NONCE


def test_the_credential_goes_only_into_the_header() -> None:
    seen: list[bytes] = []

    def listen(line: socket.socket) -> None:
        seen.append(read_request(line))
        line.sendall(signed(good_body()))

    with bad_line(listen) as url:
        ask(url)
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert f"Bearer {IDENTITY.bearer.split()[1]}".encode() in head
    assert CREDENTIAL.encode() not in head.split(b"\r\n")[0] + body


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (http("200 OK", PORTAL), "portal"),
        (http("200 OK", PORTAL, "application/json"), "signature"),
        (http("511 Network Authentication Required", PORTAL), "portal"),
        (http("302 Found", Location="http://portal.example/"), "redirect"),
        (http("307 Temporary Redirect", Location="/v1/sync"), "redirect"),
        (http("200 OK", b"hello", "text/plain"), "not_json"),
        (http("200 OK", good_body(), "application/json"), "signature"),
        (signed(good_body(), credential="other"), "signature"),
        (signed(good_body("an-old-nonce-of-mine"), NONCE), "nonce"),
        (signed(b"{}"), "shape"),
        (signed(b"not json"), "shape"),
        (http("403 Forbidden", PORTAL), "portal"),
        (http("401 Unauthorized", b"", "text/plain"), "portal"),
        (http("404 Not Found", b"nginx"), "address"),
        (problem("404 Not Found", "not-found"), "address"),
    ],
)
def test_what_is_not_our_centre_never_counts(answer: bytes, cause: str) -> None:
    with bad_line(says(answer)) as url, pytest.raises(NotTheCentre) as caught:
        ask(url)
    assert caught.value.cause == cause
    assert caught.value.as_json("vi")["error"]["kind"] == "environment"


def test_an_answer_to_an_earlier_question_never_counts() -> None:
    """A recorded answer, signature and all, is of no use later."""
    old = signed(good_body("the-nonce-of-yesterday"), "the-nonce-of-yesterday")
    with bad_line(says(old)) as url, pytest.raises(NotTheCentre):
        ask(url)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (http("429 Too Many Requests", Retry_After="7"), 7),
        (http("503 Service Unavailable", Retry_After="60"), 60),
        (http("503 Service Unavailable"), 30),
        (http("503 Service Unavailable", Retry_After="Fri, 20 Nov 2026 09:30:00 GMT"), 30),
        (
            http(
                "503 Service Unavailable",
                Retry_After="Fri, 20 Nov 2026 09:30:00 GMT",
                Date="Fri, 20 Nov 2026 09:28:30 GMT",
            ),
            90,
        ),
        (http("429 Too Many Requests", Retry_After="999999999"), 3600),
    ],
)
def test_a_busy_centre_is_left_in_peace(answer: bytes, seconds: float) -> None:
    with bad_line(says(answer)) as url, pytest.raises(Busy) as caught:
        ask(url)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("answer", "code", "known"),
    [
        (problem("401 Unauthorized", "desk-revoked"), "desk-revoked", True),
        (problem("409 Conflict", "epoch-past"), "epoch-past", True),
        (problem("403 Forbidden", "moon-phase"), "moon-phase", False),
    ],
)
def test_who_is_not_welcome_learns_why(answer: bytes, code: str, known: bool) -> None:
    with bad_line(says(answer)) as url, pytest.raises(NotWelcome) as caught:
        ask(url)
    assert caught.value.code == code
    assert (code in caught.value.meaning("vi")) is not known


def test_another_version_is_told() -> None:
    with (
        bad_line(says(problem("426 Upgrade Required", "protocol-not-spoken"))) as url,
        pytest.raises(TooOld) as caught,
    ):
        ask(url)
    assert caught.value.spoken == "1"


def test_a_front_that_takes_only_small_pieces_asks_for_smaller_ones() -> None:
    """Something before the centre says 413 in words of its own."""
    with (
        bad_line(says(http("413 Request Entity Too Large", b"<html>nginx</html>"))) as url,
        pytest.raises(NotUnderstood) as caught,
    ):
        ask(url)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("code", ["too-large", "not-understood"])
def test_what_the_centre_cannot_read_is_told(code: str) -> None:
    with (
        bad_line(says(problem("413 Content Too Large", code))) as url,
        pytest.raises(NotUnderstood) as caught,
    ):
        ask(url)
    assert caught.value.code == code


WHOLE = signed(good_body())


@pytest.mark.parametrize(
    "sent", [0, 1, WHOLE.index(b"\r\n\r\n"), WHOLE.index(b"\r\n\r\n") + 4, len(WHOLE) - 1]
)
def test_a_cut_anywhere_is_no_answer(sent: int) -> None:
    with bad_line(says(WHOLE[:sent])) as url, pytest.raises(NoAnswer) as caught:
        ask(url)
    assert caught.value.cause == "cut"


def test_a_cut_while_sending_is_no_answer() -> None:
    def hang_up(line: socket.socket) -> None:
        line.recv(1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with bad_line(hang_up) as url, pytest.raises(NoAnswer) as caught:
        ask(url)
    assert caught.value.cause == "cut"


def test_silence_ends() -> None:
    over = threading.Event()

    def say_nothing(line: socket.socket) -> None:
        read_request(line)
        over.wait(20)

    with bad_line(say_nothing) as url:
        with pytest.raises(NoAnswer) as caught:
            ask(url, stall_seconds=0.2)
        over.set()
    assert caught.value.cause == "timeout"


def test_a_trickle_ends_too() -> None:
    """Bytes that never stop coming do not hold the line for ever."""
    times = iter(range(0, 10_000, 50))
    slow = says(WHOLE[:-5], *[WHOLE[n : n + 1] for n in range(len(WHOLE) - 5, len(WHOLE))])
    with bad_line(slow) as url, pytest.raises(NoAnswer) as caught:
        ask(url, seconds=lambda: next(times) * 10.0)
    assert caught.value.cause == "timeout"


@pytest.mark.parametrize("piece", [b"HTTP/1.1 100 Continue\r\n\r\n", b"x"])
def test_a_head_without_end_ends_too(piece: bytes) -> None:
    """Neither answers that only announce an answer nor a head that trickles hold the line."""
    over = threading.Event()

    def never_stop(line: socket.socket) -> None:
        read_request(line)
        while not over.wait(0.01):
            line.sendall(piece)

    with bad_line(never_stop) as url:
        try:
            with pytest.raises(NoAnswer) as caught:
                ask(url, patience_seconds=0.2, stall_seconds=0.2)
        finally:
            over.set()
    assert caught.value.cause == "timeout"


@pytest.mark.parametrize("packed", ["gzip", "br", "gzip, gzip"])
def test_what_is_packed_is_never_unpacked(packed: str) -> None:
    """A few bytes would become gigabytes."""
    seen: list[bytes] = []

    def answer(line: socket.socket) -> None:
        seen.append(read_request(line).lower())
        line.sendall(signed(gzip.compress(good_body()), Content_Encoding=packed))

    with bad_line(answer) as url, pytest.raises(NotTheCentre) as caught:
        ask(url)
    assert caught.value.cause == "not_json"
    assert b"accept-encoding: identity\r\n" in seen[0]


@pytest.mark.parametrize("said", ["9" * 5000, "9" * 10, "-1", "x"])
def test_an_epoch_that_cannot_be_is_none(said: str) -> None:
    body = {"title": "No", "status": 409, "code": "epoch-past", "detail": said}
    answer = http("409 Conflict", json.dumps(body).encode(), "application/problem+json")
    with bad_line(says(answer)) as url, pytest.raises(NotWelcome) as caught:
        ask(url)
    assert caught.value.epoch is None


@pytest.mark.parametrize(
    "said",
    [
        {"time": "2026-11-20T09:30:00"},
        {"credential_expires_at": "2026-11-20T09:30:00"},
        {"cursor": 2**63},
        {"changes": [{"seq": 2**63, "kind": "unit", "payload": {}}]},
        {"changes": [{"seq": -1, "kind": "unit", "payload": {}}]},
        {"blocks": [BLOCK | {"last": 10**30}]},
        {"blocks": [BLOCK | {"epoch": 2**31}]},
        {"blocks": [BLOCK | {"id": "x" * 100_000}]},
        {"blocks": [BLOCK] * 2001},
    ],
)
def test_what_no_desk_can_keep_never_counts(said: dict[str, Any]) -> None:
    body = json.dumps(json.loads(good_body()) | said).encode()
    with bad_line(says(signed(body))) as url, pytest.raises(NotTheCentre) as caught:
        ask(url)
    assert caught.value.cause == "shape"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (http("500 Internal Server Error"), "server"),
        (http("502 Bad Gateway", PORTAL), "server"),
        (http("504 Gateway Timeout"), "server"),
        (http("407 Proxy Authentication Required"), "proxy_login"),
    ],
)
def test_faults_in_between_leave_the_outcome_open(answer: bytes, cause: str) -> None:
    with bad_line(says(answer)) as url, pytest.raises(NoAnswer) as caught:
        ask(url)
    assert caught.value.cause == cause


def test_a_closed_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(NoAnswer) as caught:
        ask(f"http://127.0.0.1:{port}")
    assert caught.value.cause == "refused"


def test_an_unknown_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NoAnswer) as caught:
        ask("https://centre.example")
    assert caught.value.cause == "dns"


def test_a_dead_proxy_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(NoAnswer) as caught:
        ask("https://centre.example", proxy=f"http://127.0.0.1:{port}")
    assert caught.value.cause == "proxy"


def test_an_enrolment_must_be_proven_too() -> None:
    said = enrol_request("ABCD-EFGH-JKMN")
    with bad_line(says(http("200 OK", b"{}", "application/json"))) as url:
        centre = HttpCentre(url)
        with pytest.raises(NotTheCentre) as caught:
            centre.enrol(said)
        centre.close()
    assert caught.value.cause == "signature"


# TLS


def test_a_trusted_certificate_lets_through(tmp_path: Path) -> None:
    file = certificate(tmp_path)
    with bad_line(says(signed(good_body())), tls_of(file)) as url:
        assert ask(url, ca_bundle=str(file)).nonce == NONCE


def test_an_untrusted_certificate_is_told(tmp_path: Path) -> None:
    with (
        bad_line(says(signed(good_body())), tls_of(certificate(tmp_path))) as url,
        pytest.raises(NoAnswer) as caught,
    ):
        ask(url)
    assert caught.value.cause == "certificate"


@pytest.mark.parametrize(("days_from", "days_to"), [(-9, -2), (2, 9)])
def test_a_certificate_out_of_time_points_to_the_clock(
    tmp_path: Path, days_from: int, days_to: int
) -> None:
    file = certificate(tmp_path, days_from=days_from, days_to=days_to)
    with (
        bad_line(says(signed(good_body())), tls_of(file)) as url,
        pytest.raises(NoAnswer) as caught,
    ):
        ask(url, ca_bundle=str(file))
    assert caught.value.cause == "clock"


def test_another_servers_certificate_is_told(tmp_path: Path) -> None:
    file = certificate(tmp_path, host="other.example")
    with (
        bad_line(says(signed(good_body())), tls_of(file)) as url,
        pytest.raises(NoAnswer) as caught,
    ):
        ask(url, ca_bundle=str(file))
    assert caught.value.cause == "other_name"


# A proxy in between


FAR = "https://centre.example:8443"  # nobody knows this name here, but the proxy leads there


@pytest.fixture
def behind_proxy(tmp_path: Path) -> Iterator[tuple[tuple[str, int], str]]:
    """Where a proxy has to lead to, and whom to trust there."""
    file = certificate(tmp_path, host="centre.example")
    with bad_line(says(signed(good_body())), tls_of(file)) as url:
        place = urlsplit(url)
        yield (str(place.hostname), int(place.port or 0)), str(file)


def test_a_proxy_without_a_password_lets_through(
    behind_proxy: tuple[tuple[str, int], str],
) -> None:
    place, trusted = behind_proxy
    with connect_proxy(place) as proxy:
        assert ask(FAR, proxy=proxy.url, ca_bundle=trusted).nonce == NONCE
        assert proxy.asked == ["centre.example:8443"]


def test_a_proxy_with_a_password_lets_through_and_no_log_has_it(
    behind_proxy: tuple[tuple[str, int], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    place, trusted = behind_proxy
    with connect_proxy(place, "quay01:bi-mat-99") as proxy:
        login = ("quay01", "bi-mat-99")
        said = ask(FAR, proxy=proxy.url, proxy_login=login, ca_bundle=trusted)
    assert said.nonce == NONCE
    assert "bi-mat-99" not in caplog.text


@pytest.mark.parametrize("login", [None, ("quay01", "wrong")])
def test_a_proxy_that_wants_a_password_is_told_and_no_log_has_it(
    behind_proxy: tuple[tuple[str, int], str],
    caplog: pytest.LogCaptureFixture,
    login: tuple[str, str] | None,
) -> None:
    caplog.set_level("DEBUG")
    place, trusted = behind_proxy
    with connect_proxy(place, "quay01:bi-mat-99") as proxy, pytest.raises(NoAnswer) as caught:
        ask(FAR, proxy=proxy.url, proxy_login=login, ca_bundle=trusted)
    assert caught.value.cause == "proxy_login"
    assert "wrong" not in caplog.text


def test_straight_passes_the_systems_proxy_by(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        dead = f"http://127.0.0.1:{door.getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", dead)
    monkeypatch.setattr(socket, "getaddrinfo", _unknown)
    with pytest.raises(NoAnswer) as caught:
        ask("https://centre.example", system_proxy=False)
    assert caught.value.cause == "dns"


def _unknown(*_: object, **__: object) -> list[object]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_port_without_tls_is_told() -> None:
    def talk_plainly(line: socket.socket) -> None:
        line.recv(100)
        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with bad_line(talk_plainly) as url, pytest.raises(NoAnswer) as caught:
        ask(url.replace("http://", "https://"))
    assert caught.value.cause == "tls"


# Addresses


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("https://motcua.example.vn/", "https://motcua.example.vn"),
        (" http://127.0.0.1:8000 ", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_addresses_that_are_taken(said: str, taken: str) -> None:
    assert checked_url(said) == taken


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("", "sync.address"),
        ("motcua.example.vn", "sync.address"),
        ("ftp://x", "sync.address"),
        ("https://", "sync.address"),
        ("https://u:p@x", "sync.address"),
        ("https://x:port", "sync.address"),
        ("http://[::1", "sync.address"),
        ("http://motcua.example.vn", "sync.plain_http"),
        ("http://10.0.0.5:8000", "sync.plain_http"),
    ],
)
def test_addresses_that_are_refused(said: str, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        checked_url(said)
    assert caught.value.key == key
    assert caught.value.next_step("vi")


def test_training_may_go_without_encryption() -> None:
    said = "http://10.0.0.5:8000"
    assert checked_url(said, plain_http_allowed=True) == said
