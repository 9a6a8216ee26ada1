"""Every code has its status and its words."""

from __future__ import annotations

import json

import pytest

from desk_app.central.problems import STATUS, problem


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_code_makes_a_whole_document(code: str) -> None:
    answer = problem(code, detail="d", retry_after=3)
    said = json.loads(bytes(answer.body))
    assert (answer.status_code, said["status"], said["code"]) == (STATUS[code], STATUS[code], code)
    assert said["title"]
    assert answer.media_type == "application/problem+json"
    assert answer.headers["retry-after"] == "3"
