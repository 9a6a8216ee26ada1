"""Numbers as lines for people."""

from __future__ import annotations

import pytest

from desk_app.cli.lines import in_lines
from desk_app.cli.numbers_lines import block_line
from desk_app.wording import LANGUAGES

MOVED = {
    "direction": "out",
    "counter": "Quầy 02",
    "unit": "H15",
    "day": "2026-11-20",
    "first": 81,
    "last": 100,
    "count": 20,
    "document": "DAHO1.x.y",
    "file": "to.numbers",
}
PLACE = {"day": "2026-11-20", "unit": "H15", "counter": "Quầy 01", "desk": "d-1"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_lines(language: str) -> None:
    taken = MOVED | {"direction": "in"}
    for kind, answer in (
        ("numbers_given", MOVED),
        ("numbers_taken", taken),
        ("numbers_moved", {"moved": [MOVED, taken]}),
    ):
        text = "\n".join(in_lines(kind, answer, language))
        assert "0081–0100" in text
        assert "Quầy 02" in text
    assert "9001" in "".join(in_lines("numbers_opened", {"first": 9001, "last": 9020}, language))
    register = {
        "void": [PLACE | {"void": [[2, 2], [5, 10]], "missing": [[3, 4]]}],
        "open": [PLACE | {"revoked": False}, PLACE | {"revoked": True}],
    }
    lines = list(in_lines("central_voids", register, language))
    assert "0002, 0005-0010" in lines[0]
    assert "0003-0004" in lines[1]
    assert lines[2].endswith("?")
    assert lines[3] != lines[2]


def test_a_sealed_block_is_named() -> None:
    block = {"day": "2026-11-20", "unit": "H15", "first": 9001, "last": 9020, "next": 9001}
    block |= {"left": 20, "kind": "emergency", "sealed": True}
    assert "dự phòng, chưa mở" in block_line(block, "vi")
    assert "dự phòng" not in block_line(block | {"kind": "usual", "sealed": False}, "vi")
