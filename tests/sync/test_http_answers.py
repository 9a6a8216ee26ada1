"""What an answer of HTTP says (over a real line: ``test_central_http``)."""

from __future__ import annotations

import httpx
import pytest

from desk_app.sync.centre import NotTheCentre
from desk_app.sync.http_answers import must_be_json, number_in, parsed
from desk_app.sync.protocol import Problem


def answer(**headers: str) -> httpx.Response:
    return httpx.Response(200, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    ("said", "number"),
    [(b"70", 70), (b"", None), (b"-1", None), (b"7" * 16, None), (b"\xb2", None), (b"1e3", None)],
)
def test_a_number_is_digits_and_not_too_many(said: bytes, number: int | None) -> None:
    response = httpx.Response(204, headers=[(b"Upload-Offset", said)])
    assert number_in(response, "Upload-Offset") == number


def test_json_says_so_and_is_not_packed() -> None:
    must_be_json(answer(Content_Type="application/json; charset=utf-8"), b"{}")
    for headers in (
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/json", "Content_Encoding": "gzip"},
    ):
        with pytest.raises(NotTheCentre) as caught:
            must_be_json(answer(**headers), b"{}")
        assert caught.value.cause == "not_json"


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b'{"title": 1}', b"\xff"])
def test_another_shape_is_not_our_centre(body: bytes) -> None:
    with pytest.raises(NotTheCentre) as caught:
        parsed(Problem, body)
    assert caught.value.cause == "shape"
