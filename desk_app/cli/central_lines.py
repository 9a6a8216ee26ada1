"""What the commands of the centre say to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desk_app.cli.plain_lines import moment
from desk_app.wording import say


def desk_lines(answer: list[dict[str, Any]], language: str) -> Iterator[str]:
    """What ``central desks`` says to people: two lines a desk, the second why it is stopped."""
    if not answer:
        yield say("cli.line.no_desks", language)
    for desk in answer:
        last = desk["last_seen_at"]
        seen = moment(last) if last else say("cli.line.desk_never_seen", language)
        said = {name: desk[name] for name in ("id", "unit", "counter", "waiting", "app_version")}
        yield say("cli.line.desk", language, seen=seen, **said)
        if desk["stopped"] is not None:
            at = moment(desk["revoked_at"]) if desk["revoked_at"] else ""
            why = say(f"cli.line.desk_{desk['stopped']}", language, at=at)
            yield f"  ! {why}"
