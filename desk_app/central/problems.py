"""Problem documents (RFC 9457): every 4xx and 5xx of the centre says its ``code``."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from desk_app.sync.protocol import PROBLEM_HEADER, Problem
from desk_app.wording import say

MEDIA_TYPE = "application/problem+json"

# HTTP status of each code a desk may be told. Words: ``central.problem.<code>``.
STATUS = {
    "bad-request": 400,
    "desk-unknown": 401,
    "desk-revoked": 401,
    "credential-expired": 401,
    "desk-copied": 403,
    "enrol-code-wrong": 403,
    "enrol-code-expired": 403,
    "enrol-code-used": 403,
    "not-for-training": 403,
    "desk-known": 403,
    "not-found": 404,
    "file-unknown": 404,
    "method-not-allowed": 405,
    "too-slow": 408,
    "epoch-past": 409,
    "offset-other": 409,
    "upload-ended": 409,
    "file-replaced": 410,
    "file-withdrawn": 410,
    "too-large": 413,
    "file-too-long": 413,
    "not-understood": 422,
    "file-damaged": 422,
    "protocol-not-spoken": 426,
    "too-many": 429,
    "busy": 429,
    "fault": 500,
    "database-unreachable": 503,
    "not-ready": 503,
    "storage": 503,
}
# Problems that others have named already (IETF: resumable uploads for HTTP).
TYPES = {
    "offset-other": "https://iana.org/assignments/http-problem-types#mismatching-upload-offset"
}


def problem(
    code: str,
    *,
    detail: str | None = None,
    retry_after: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for ``code``. ``retry_after``: seconds."""
    status = STATUS[code]
    title = say(f"central.problem.{code.replace('-', '_')}", "vi")
    kind = TYPES.get(code, "about:blank")
    document = Problem(type=kind, title=title, status=status, detail=detail, code=code)
    headers = {**(headers or {}), "Cache-Control": "no-store", PROBLEM_HEADER: code}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        document.model_dump_json().encode(),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )
