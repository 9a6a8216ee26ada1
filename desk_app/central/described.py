"""What the centre says of itself in OpenAPI: every way in, what it takes, and every status it may
answer with. A test holds it against what the centre does."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from desk_app.central.door import REQUEST_ID_HEADER
from desk_app.central.problems import MEDIA_TYPE, STATUS
from desk_app.clock import ID_PATTERN
from desk_app.sync.protocol import (
    COMPLETE_HEADER,
    LENGTH_HEADER,
    MAX_BODY,
    MAX_PIECE,
    NONCE_HEADER,
    OFFSET_HEADER,
    PAYLOADS,
    PROBLEM_HEADER,
    SIGNATURE_HEADER,
    EnrolRequest,
    FileProof,
    Problem,
    RenewRequest,
    SyncRequest,
)

Schema = dict[str, Any]
Answers = dict[int | str, Schema]
# What any request may hear: it is no HTTP, its body does not come, or is too large; we failed.
ANYWHERE = ("bad-request", "too-slow", "too-large", "fault")
TEXT = {"schema": {"type": "string"}}
NUMBER = {"schema": {"type": "integer", "minimum": 0}}
REF = "#/components/schemas/{model}"
# A desk shows its id and its credential. Both are of ASCII.
DESK: Schema = {"security": [{"desk": []}]}
HOW_FAR = {
    OFFSET_HEADER: NUMBER,
    LENGTH_HEADER: NUMBER,
    COMPLETE_HEADER: {"schema": {"type": "string", "enum": ["?0", "?1"]}},
    SIGNATURE_HEADER: {"schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
}


def may_say(*codes: str) -> Answers:
    """The problem documents of ``codes``, and of :data:`ANYWHERE`, by status."""
    found: dict[int, list[str]] = {}
    for code in (*codes, *ANYWHERE):
        found.setdefault(STATUS[code], []).append(code)
    return {status: _problem(status, names) for status, names in sorted(found.items())}


def _problem(status: int, codes: list[str]) -> Schema:
    headers: Schema = {PROBLEM_HEADER: TEXT}
    if status in (429, 503):
        headers["Retry-After"] = NUMBER
    return {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(codes)}",
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": _ref(Problem)}},
    }


def signed_answer(description: str) -> Answers:
    """An answer with its proof."""
    headers = {SIGNATURE_HEADER: HOW_FAR[SIGNATURE_HEADER]}
    return {200: {"description": description, "headers": headers}}


def takes(message: type[BaseModel]) -> Schema:
    """A body that is this message."""
    return _body("application/json", _ref(message), MAX_BODY)


def asks_how_far() -> Schema:
    """A question about a file."""
    return DESK | {"parameters": [_FILE, _NONCE]}


def takes_a_piece() -> Schema:
    """A piece of a file."""
    schema = {"type": "string", "format": "binary", "maxLength": MAX_PIECE}
    body = _body("application/octet-stream", schema, MAX_PIECE)
    return DESK | {"parameters": [_FILE, _NONCE, _OFFSET, _LENGTH]} | body


def says_how_far(*codes: str) -> Answers:
    """The answers to :func:`asks_how_far`."""
    return {200: {"description": "So much is on the disk", "headers": HOW_FAR}} | may_say(*codes)


def took_a_piece(*codes: str) -> Answers:
    """The answers to :func:`takes_a_piece`."""
    content = {"application/json": {"schema": _ref(FileProof)}}
    whole = {"description": "The whole is there", "headers": HOW_FAR, "content": content}
    return {
        200: whole,
        204: {"description": "More is to come", "headers": HOW_FAR},
    } | may_say(*codes)


def describe(app: FastAPI) -> None:
    """Adds to the description of ``app`` what its ways in do not tell by themselves: the messages,
    who may come in, and what every answer carries."""
    plain = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None:
            _complete(plain())
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: Schema) -> None:
    parts = schema.setdefault("components", {})
    known = parts.setdefault("schemas", {})
    known.update({name: part for name, part in _messages().items() if name not in known})
    parts["securitySchemes"] = {
        "desk": {
            "type": "http",
            "scheme": "bearer",
            "description": "The id of the desk, a dot, its credential",
        }
    }
    for ways in schema["paths"].values():
        for method, way in ways.items():
            for answer in way["responses"].values():
                answer.setdefault("headers", {})[REQUEST_ID_HEADER] = TEXT
                if method == "head":
                    answer.pop("content", None)


def _messages() -> Schema:
    asked: Iterable[type[BaseModel]] = (
        SyncRequest,
        EnrolRequest,
        RenewRequest,
        FileProof,
        Problem,
        *PAYLOADS.values(),
    )
    _, found = models_json_schema(
        [(message, "validation") for message in dict.fromkeys(asked)], ref_template=REF
    )
    return dict(found["$defs"])


def _ref(message: type[BaseModel]) -> Schema:
    return {"$ref": REF.format(model=message.__name__)}


def _body(media_type: str, schema: Schema, most: int) -> Schema:
    return {
        "requestBody": {
            "required": True,
            "description": f"At most {most} bytes",
            "content": {media_type: {"schema": schema}},
        }
    }


def _header(name: str, schema: Schema, *, required: bool = True) -> Schema:
    return {"name": name, "in": "header", "required": required, "schema": schema}


_TOKEN = {"name": "token", "in": "path", "required": True, "schema": {"type": "string"}}
ASKS_A_PAGE: Schema = {"parameters": [_TOKEN]}
_FILE = {"name": "file_id", "in": "path", "required": True}
_FILE |= {"schema": {"type": "string", "pattern": f"^{ID_PATTERN}$"}}
_NONCE = _header(NONCE_HEADER, {"type": "string", "minLength": 16, "maxLength": 64})
_OFFSET = _header(OFFSET_HEADER, NUMBER["schema"] | {"maximum": 10**15 - 1})
_LENGTH = _header(LENGTH_HEADER, NUMBER["schema"] | {"maximum": 10**15 - 1}, required=False)
