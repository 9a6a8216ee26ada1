"""What all ways into the centre share."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from desk_app.central.limits import Buckets, Rate
from desk_app.central.way_in import Stop, bearer, signed, within
from desk_app.sync.protocol import SIGNATURE_HEADER, FileProof, signature
from tests.builders.messages import NOW


def request(authorization: str) -> Request:
    headers = [(b"authorization", authorization.encode("latin-1", "replace"))]
    return Request({"type": "http", "headers": headers})


def test_a_desk_shows_id_and_credential() -> None:
    assert bearer(request("Bearer desk.secret")) == ("desk", "secret")


def test_only_an_id_goes_into_the_log() -> None:
    desk = "0193a5b2-0000-7000-8000-0000000c3501"
    known, other = request(f"Bearer {desk}.secret"), request("Bearer Nguyễn-Thử.secret")
    for one in (known, other):
        bearer(one)
    assert known.state.desk == desk
    assert not hasattr(other.state, "desk")


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer x", "Bearer .x", "Basic a.b", "Bearer a."])
def test_whoever_shows_none_is_stopped(said: str) -> None:
    with pytest.raises(Stop) as caught:
        bearer(request(said))
    assert caught.value.code == "desk-unknown"


def test_too_many_requests_are_told_when_to_come_again() -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.5), lambda: 0.0)
    within(buckets, "a")
    with pytest.raises(Stop) as caught:
        within(buckets, "a")
    assert (caught.value.code, caught.value.retry_after) == ("too-many", 2)


def test_an_answer_is_signed_as_it_goes_out() -> None:
    key = "0" * 64
    answer = signed(FileProof(file_id="f", sha256="s", size=1, received_at=NOW), key, "nonce")
    assert answer.headers[SIGNATURE_HEADER] == signature(key, "nonce", bytes(answer.body))
    assert answer.headers["cache-control"] == "no-store"
