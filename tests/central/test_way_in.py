"""What all ways into the centre share."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from desk_app.central.limits import Buckets, Rate
from desk_app.central.way_in import Stop, bearer, signed, within
from desk_app.sync.protocol import SIGNATURE_HEADER, FileProof, signature
from tests.builders.messages import NOW, identity_text

DESK = identity_text(800_001)


def request(authorization: str) -> Request:
    headers = [(b"authorization", authorization.encode("latin-1", "replace"))]
    return Request({"type": "http", "headers": headers})


def test_a_desk_shows_id_and_credential() -> None:
    assert bearer(request(f"Bearer {DESK}.secret")) == (DESK, "secret")


def test_the_log_learns_the_id_of_the_desk() -> None:
    known = request(f"Bearer {DESK}.secret")
    bearer(known)
    assert known.state.desk == DESK


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer x",
        "Bearer .x",
        "Bearer desk.secret",
        f"Basic {DESK}.b",
        f"Bearer {DESK}.",
        f"Bearer {'1' * 60_000}.secret",  # what is remembered of askers has a limit
    ],
)
def test_whoever_shows_none_is_stopped(said: str) -> None:
    asked = request(said)
    with pytest.raises(Stop) as caught:
        bearer(asked)
    assert caught.value.code == "desk-unknown"
    assert not hasattr(asked.state, "desk"), "what is no id stays out of the log"


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
