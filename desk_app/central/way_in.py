"""What all ways into the centre share: who asks, how often, and how an answer is signed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from desk_app.central.limits import Buckets
from desk_app.clock import ID_PATTERN
from desk_app.sync.protocol import SIGNATURE_HEADER, signature

_ID = re.compile(ID_PATTERN)


def is_id(text: str) -> bool:
    """Whether ``text`` may be the id of a desk or a file. Nothing else is remembered or looked
    for: it may be long, and not every database takes it."""
    return _ID.fullmatch(text) is not None


class Stop(Exception):
    """Ends a request with a problem document."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.retry_after = code, detail, retry_after
        self.headers = dict(headers or {})


def bearer(request: Request) -> tuple[str, str]:
    """Id and credential as the desk shows them.

    Raises:
        Stop: ``desk-unknown``: it shows none.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    desk_id, _, credential = token.strip().partition(".")
    if kind.lower() != "bearer" or not is_id(desk_id) or not credential:
        raise Stop("desk-unknown")
    request.state.desk = desk_id  # for the log
    return desk_id, credential


def within(buckets: Buckets, asker: str) -> None:
    """Counts a request of ``asker``.

    Raises:
        Stop: ``too-many``.
    """
    wait = buckets.wait_for(asker)
    if wait:
        raise Stop("too-many", retry_after=wait)


def signed(
    answer: BaseModel, key: str, nonce: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer, signed for the desk whose credential has the hash ``key``."""
    body = answer.model_dump_json().encode()
    proof = {SIGNATURE_HEADER: signature(key, nonce, body), "Cache-Control": "no-store"}
    return Response(body, media_type="application/json", headers={**(headers or {}), **proof})
