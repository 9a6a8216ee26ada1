"""Answers about numbers as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from desk_app.wording import say


def block_line(block: dict[str, Any], language: str) -> str:
    """One block: its numbers, the next one, how many are left, and what is special about it."""
    said = (
        f"{block['day']}  {block['unit']}  {block['first']:04}-{block['last']:04}"
        f"  {say('cli.label.next', language)} {block['next']:04}"
        f"  {say('cli.label.left', language)} {block['left']}"
    )
    kind = "sealed" if block.get("sealed") else block.get("kind", "usual")
    return said if kind == "usual" else f"{said}  {say(f'numbers_cli.kind.{kind}', language)}"


def opened_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``numbers open`` says."""
    yield say("numbers_cli.line.opened", language, **_numbers(answer))


def given_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``numbers give`` says."""
    yield say("numbers_cli.line.given", language, file=answer["file"], **_moved(answer))


def taken_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``numbers take`` says."""
    yield say("numbers_cli.line.taken", language, **_moved(answer))


def moved_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``numbers moved`` says: each with its document below."""
    for one in answer["moved"]:
        key = "given_before" if one["direction"] == "out" else "taken_before"
        yield say(f"numbers_cli.line.{key}", language, day=one["day"], **_moved(one))
        yield f"  {one['document']}"


def void_lines(answer: dict[str, Any], language: str) -> Iterator[str]:
    """What ``central voids`` says."""
    for one in answer["void"]:
        place = f"{one['day']}  {one['unit']}  {one['counter']}  {one['desk']}"
        yield f"{place}  {_ranges(one['void'])}"
        if one["missing"]:
            missing = _ranges(one["missing"])
            yield f"  {say('numbers_cli.line.missing', language, numbers=missing)}"
    for one in answer["open"]:
        key = "revoked" if one["revoked"] else "unsent"
        yield say(
            f"numbers_cli.line.{key}",
            language,
            day=one["day"],
            unit=one["unit"],
            counter=one["counter"],
            desk=one["desk"],
        )


def _numbers(answer: dict[str, Any]) -> dict[str, Any]:
    return {"first": f"{answer['first']:04}", "last": f"{answer['last']:04}"}


def _moved(answer: dict[str, Any]) -> dict[str, Any]:
    return {**_numbers(answer), "count": answer["count"], "counter": answer["counter"]}


def _ranges(ranges: Sequence[Sequence[int]]) -> str:
    said = [f"{a:04}" if a == b else f"{a:04}-{b:04}" for a, b in ranges]
    return ", ".join(said) or "–"
