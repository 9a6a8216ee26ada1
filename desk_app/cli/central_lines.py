"""What the commands of the centre say to people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from desk_app.wording import say


def desk_lines(answer: list[dict[str, Any]], language: str) -> Iterator[str]:
    """What ``central desks`` says to people: two lines a desk, the second why it is stopped."""
    if not answer:
        yield say("cli.line.no_desks", language)
    for desk in answer:
        seen = _when(desk["last_seen_at"]) or say("cli.line.desk_never_seen", language)
        said = {name: desk[name] for name in ("id", "unit", "counter", "waiting", "app_version")}
        yield say("cli.line.desk", language, seen=seen, **said)
        if desk["stopped"] is not None:
            at = _when(desk["revoked_at"]) or ""
            why = say(f"cli.line.desk_{desk['stopped']}", language, at=at)
            yield f"  ! {why}"


def _when(text: str | None) -> str | None:
    return datetime.fromisoformat(text).strftime("%d/%m/%Y %H:%M") if text else None
