"""What an answer of HTTP says, before anybody believes it."""

from __future__ import annotations

from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from desk_app.sync.centre import (
    Busy,
    FileNotTaken,
    NoAnswer,
    NotTheCentre,
    NotUnderstood,
    NotWelcome,
    OtherOffset,
    TooOld,
)
from desk_app.sync.protocol import OFFSET_HEADER, PROBLEM_HEADER, Problem
from desk_app.sync.retry import seconds_asked

Answer = TypeVar("Answer", bound=BaseModel)


def must_be_json(response: httpx.Response, body: bytes) -> None:
    """Raises NotTheCentre if it is not, or is packed."""
    if _media_type(response) != "application/json" or "Content-Encoding" in response.headers:
        raise NotTheCentre("portal" if b"<html" in body[:2000].lower() else "not_json")


def refuse_other_than_success(response: httpx.Response, body: bytes) -> None:
    """Raises what an answer says that is no success, as :mod:`desk_app.sync.centre` names it."""
    status = response.status_code
    if status in (200, 204):
        return
    if status == 511:
        raise NotTheCentre("portal")
    if status == 407:
        raise NoAnswer("proxy_login")
    if 300 <= status < 400:
        raise NotTheCentre("redirect")
    if status in (429, 503):
        raise Busy(_retry_after(response))
    if status >= 500:
        raise NoAnswer("server")
    code = _problem_code(response, body)
    if code is None and status == 413:  # of something before the centre, which takes less
        code = "too-large"
    if code is None:
        raise NotTheCentre("address" if status == 404 else "portal")
    if status == 426:
        raise TooOld(parsed(Problem, body).detail or "?")
    if code in ("offset-other", "upload-ended"):
        raise OtherOffset(number_in(response, OFFSET_HEADER))
    if code.startswith("file-"):
        raise FileNotTaken(code)
    if status in (401, 403, 409):
        said = parsed(Problem, body).detail if code == "epoch-past" else None
        raise NotWelcome(code, _whole(said or "", 9))
    if code in ("not-found", "method-not-allowed"):
        raise NotTheCentre("address")
    raise NotUnderstood(code)


def _problem_code(response: httpx.Response, body: bytes) -> str | None:
    """The code of a problem document; None if it is none (then somebody else answered)."""
    if _media_type(response) != "application/problem+json":
        return None
    if response.request.method == "HEAD":
        said = response.headers.get(PROBLEM_HEADER)
        return None if said is None else str(said)
    try:
        return Problem.model_validate_json(body).code
    except ValidationError:
        return None


def _retry_after(response: httpx.Response) -> float:
    headers = response.headers
    return seconds_asked(headers.get("Retry-After", ""), headers.get("Date", ""))


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def number_in(response: httpx.Response, header: str) -> int | None:
    """The number in a header; None: there is none."""
    return _whole(response.headers.get(header, ""), 15)


def _whole(said: str, most_digits: int) -> int | None:
    fits = said.isascii() and said.isdigit() and len(said) <= most_digits
    return int(said) if fits else None


def parsed(kind: type[Answer], body: bytes) -> Answer:
    """``body`` read.

    Raises:
        NotTheCentre: it has another shape.
    """
    try:
        return kind.model_validate_json(body)
    except ValidationError as fault:
        raise NotTheCentre("shape") from fault
