"""What the commands of the queue without a network say to people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from desk_app.wording import say


def exported_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``queue export`` says to people."""
    yield say("stick.line.exported", language, **answer)
    if answer["files_left"]:
        yield say("stick.line.files_left", language, count=answer["files_left"])
    yield say("stick.stays", language)


def answered_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``queue import`` says to people."""
    if answer["again"]:
        yield say("stick.again", language)
    yield say("stick.line.answered", language, **answer)
    if answer["set_aside"]:
        yield say("stick.set_aside", language, count=answer["set_aside"])


def imported_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``central import`` says of one file."""
    yield answer["file"]
    if answer["written_at"]:
        at = datetime.fromisoformat(answer["written_at"])
        said = {"counter": answer["counter"], "desk": answer["desk"]}
        yield "  " + say("stick.line.of_desk", language, at=f"{at:%H:%M %d/%m/%Y}", **said)
        numbers = {name: answer[name] for name in ("accepted", "duplicate", "files", "files_known")}
        refused = len(answer["refused"])
        yield "  " + say("stick.line.imported", language, refused=refused, **numbers)
    for name in ("refused", "set_aside"):
        for one in answer[name]:
            yield f"  ! {one['code'] or one['entry']}  {one['kind']}  {one['reason_text']}"
            yield "    " + _made_by(one, language)
    if answer["files_left"]:
        yield "  " + say("stick.line.files_not_taken", language, count=answer["files_left"])
    if answer["answer"]:
        yield "  " + say("stick.line.answer", language, path=answer["answer"])
    error = answer["error"]
    if error is not None:
        yield from (f"  ! {error[name]}" for name in ("title", "meaning", "next_step"))


def _made_by(one: dict[str, Any], language: str) -> str:
    at = datetime.fromisoformat(one["created_at"])
    made = {"counter": one["counter"], "at": f"{at:%H:%M %d/%m/%Y}"}
    if one["officer"] is None:
        return say("stick.line.made_at", language, **made)
    return say("stick.line.made_by", language, officer=one["officer"], **made)
