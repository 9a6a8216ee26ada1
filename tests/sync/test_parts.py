"""What may stand in a field of a message."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from desk_app.sync.parts import LARGEST, At, Count, Id, Ordinal


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (At, "2026-11-20T09:30:00"),
        (At, "0001-01-01T00:00:00+07:00"),
        (At, "9999-12-31T23:59:59-12:00"),
        (Count, -1),
        (Count, LARGEST + 1),
        (Ordinal, 0),
        (Id, "x" * 36),
        (Id, "01930000-0000-7000-8000-00000000000\x00"),
        (Id, "01930000-0000-7000-8000-000000000001\n"),
        (Id, "01930000-0000-7000-8000-00000000000A"),
    ],
)
def test_what_the_other_side_could_stumble_over_is_wrong(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (At, "2026-11-20T09:30:00+07:00"),
        (At, "1999-01-01T00:00:00Z"),
        (Count, 0),
        (Count, LARGEST),
        (Ordinal, 1),
        (Id, "01930000-0000-7000-8000-000000000001"),
    ],
)
def test_everything_else_is_good(kind: Any, value: object) -> None:
    TypeAdapter(kind).validate_python(value)
