"""The description of the API. Whether the centre keeps to it: tests/faults/test_fuzz.py."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.central.engine import CentreStore
from desk_app.central.http import make_app
from desk_app.central.problems import MEDIA_TYPE, STATUS
from desk_app.clock import TickingClock
from desk_app.sync.protocol import PAYLOADS

# Where no way in is, none can be described.
NOWHERE = {"not-found", "method-not-allowed"}


@pytest.fixture
def said(sqlite_store: CentreStore, clock: TickingClock) -> dict[str, Any]:
    """The description."""
    return make_app(sqlite_store, clock).openapi()


def ways(said: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": way
        for path, methods in said["paths"].items()
        for method, way in methods.items()
    }


def test_every_problem_there_is_stands_somewhere(said: dict[str, Any]) -> None:
    told = {
        code
        for way in ways(said).values()
        for status, answer in way["responses"].items()
        if int(status) >= 400 and ": " in answer["description"]
        for code in answer["description"].partition(": ")[2].split(", ")
    }
    assert told == STATUS.keys() - NOWHERE


def test_a_problem_is_a_problem_document(said: dict[str, Any]) -> None:
    for name, way in ways(said).items():
        for status, answer in way["responses"].items():
            is_a_page = name.startswith("GET /t/") and status == "404"
            if int(status) >= 400 and not is_a_page and not name.startswith("HEAD"):
                assert list(answer["content"]) == [MEDIA_TYPE], (name, status)


def test_who_must_show_that_it_is_a_desk(said: dict[str, Any]) -> None:
    assert {name for name, way in ways(said).items() if way.get("security") == [{"desk": []}]} == {
        "POST /v1/sync",
        "HEAD /v1/pages/{file_id}",
        "PATCH /v1/pages/{file_id}",
    }
    for name, way in ways(said).items():
        assert ("401" in way["responses"]) == name.startswith(("POST", "HEAD", "PATCH"))


def test_every_message_is_there_and_nothing_of_the_library_s_own(said: dict[str, Any]) -> None:
    known = said["components"]["schemas"]
    assert {kind.__name__ for kind in PAYLOADS.values()} <= known.keys()
    assert "HTTPValidationError" not in known
