"""What IT reads of desks."""

from __future__ import annotations

import pytest

from desk_app.cli.central_lines import desk_lines

DESK = {
    "id": "01a2",
    "unit": "H98.01",
    "counter": "Quầy 03",
    "epoch": 7,
    "enrolled_at": "2026-11-20T08:00:00+07:00",
    "last_seen_at": "2026-11-20T09:00:00+07:00",
    "waiting": 2,
    "app_version": "1",
    "revoked": False,
    "revoked_at": None,
    "stopped": None,
}


def test_a_desk_is_one_line_without_words_of_the_program() -> None:
    [line] = desk_lines([DESK], "vi")
    assert "Quầy 03" in line
    assert "20/11/2026 09:00" in line
    assert "False" not in line
    assert list(desk_lines([], "vi")) == ["Chưa có máy nào ghi danh"]


@pytest.mark.parametrize(
    ("stopped", "at", "word"),
    [("copied", None, "desk keep"), ("revoked", "2026-11-20T10:00:00+07:00", "desk restore")],
)
def test_a_stopped_desk_says_why_and_what_to_do(stopped: str, at: str | None, word: str) -> None:
    _, why = desk_lines([DESK | {"stopped": stopped, "revoked_at": at}], "vi")
    assert word in why
