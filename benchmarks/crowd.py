"""Desks of a whole province, each with a morning to send: ``python -m benchmarks.crowd`` reads what
to do as JSON from standard input, and prints what came of it.

Light on purpose: the centre has to work, not they. A desk is a few messages and a connection.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desk_app.sync.protocol import payload_hash
from tests.builders.messages import received

NOW = "2026-11-20T11:30:00+07:00"
PATIENCE_SECONDS = 120.0
# So many of a desk's answers are lost on the way: it sends the same once more.
LOST = 0.05


@dataclass
class Found:
    """What one process of the crowd saw: milliseconds of answers, outcomes, who was sent away."""

    milliseconds: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    sent_away: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def entry_id(desk: int, number: int, day: date) -> str:
    """An id of its own for every entry."""
    return f"0193{day:%m%d}-{desk % 65536:04x}-7000-8000-{desk * 10_000 + number:012d}"


def entries_of(desk: int, unit: str, day: date, numbers: list[int]) -> list[dict[str, Any]]:
    """A morning: dossiers, and their receipts printed."""
    found = []
    for number in numbers:
        said = received(number, day=day, unit=unit)
        dossier = entry_id(desk, 5000 + number % 5000, day)
        printed = {
            "code": said["code"],
            "printed_at": NOW,
            "officer": said["officer"],
            "reprint": 0,
        }
        for place, (kind, payload) in enumerate(
            (("dossier.received", said), ("receipt.printed", printed)), 1
        ):
            found.append(
                {
                    "id": entry_id(desk, number % 2500 + 2500 * (place - 1), day),
                    "dossier_id": dossier,
                    "position": place,
                    "kind": kind,
                    "version": 1,
                    "created_at": NOW,
                    "payload": payload,
                    "payload_sha256": payload_hash(payload),
                }
            )
    return found


def request(cursor: int, blocks: list[dict[str, Any]], entries: list[dict[str, Any]]) -> bytes:
    """A message of a desk."""
    said = {
        "protocol": 1,
        "app_version": "load",
        "epoch": 1,
        "nonce": f"{random.getrandbits(128):032x}",
        "cursor": cursor,
        "sent_at": NOW,
        "entries": entries,
        "blocks": blocks,
    }
    return json.dumps(said).encode()


class Line:
    """One connection that stays open, as a desk's does."""

    def __init__(self, host: str, port: int, bearer: str) -> None:
        self._where, self._bearer = (host, port), bearer
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        if self._ends is None:
            self._ends = await asyncio.open_connection(*self._where)
        reader, writer = self._ends
        head = (
            f"POST /v1/sync HTTP/1.1\r\nHost: centre\r\nAuthorization: {self._bearer}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        said = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value
            for name, _, value in (line.partition(": ") for line in said[1:] if line)
        }
        answer = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(said[0].split()[1]), headers, answer

    def close(self) -> None:
        """Hangs up."""
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None


async def one_desk(desk: dict[str, Any], what: dict[str, Any], found: Found) -> None:
    """Comes at its moment; first for numbers where it has none, then sends its morning."""
    lottery = random.Random(desk["number"] + what["seed"])
    await asyncio.sleep(lottery.random() * what["within"])
    line = Line(what["host"], what["port"], desk["bearer"])
    day = date.fromisoformat(what["day"])
    held = desk["blocks"]
    if not held:
        said = await ask(line, request(0, [], []), lottery, found)
        held = desk["blocks"] = said["blocks"]
    first = next(
        b["first"]
        for b in held
        if b["day"] == what["day"] and b.get("kind", "usual") != "emergency"
    )
    numbers = list(range(first, first + what["dossiers"]))
    entries = entries_of(desk["number"], desk["unit"], day, numbers)
    named = [{"id": b["id"], "day": b["day"], "left": b["last"] - b["first"] + 1} for b in held]
    for start in range(0, len(entries), 200):
        body = request(what["cursor"], named, entries[start : start + 200])
        said = await ask(line, body, lottery, found)
        if lottery.random() < LOST:
            again = await ask(line, body, lottery, found)
            assert all(a["outcome"] == "duplicate" for a in again["entries"]), again["entries"][:2]
        found.outcomes.update(a["outcome"] for a in said["entries"])
    line.close()


async def ask(line: Line, body: bytes, lottery: random.Random, found: Found) -> dict[str, Any]:
    """Asks until there is an answer; comes again when it is told to."""
    until = time.monotonic() + PATIENCE_SECONDS * 5
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            status, headers, answer = await asyncio.wait_for(line.post(body), PATIENCE_SECONDS)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as fault:
            found.faults[type(fault).__name__] += 1
            line.close()
            await asyncio.sleep(1 + lottery.random() * 4)
            continue
        if status == 200:
            found.milliseconds.append((time.perf_counter() - began) * 1000)
            said: dict[str, Any] = json.loads(answer)
            return said
        if status not in (429, 503):
            raise RuntimeError(f"{status}: {answer[:300]!r}")
        found.sent_away += 1
        line.close()
        await asyncio.sleep(float(headers.get("retry-after", 5)) + lottery.random())
    raise RuntimeError("a desk was never heard")


async def crowd(what: dict[str, Any]) -> dict[str, Any]:
    """All desks of this process."""
    found = Found()
    began = time.perf_counter()
    await asyncio.gather(*(one_desk(desk, what, found) for desk in what["desks"]))
    return {
        "seconds": time.perf_counter() - began,
        "milliseconds": found.milliseconds,
        "outcomes": found.outcomes,
        "sent_away": found.sent_away,
        "faults": found.faults,
        "desks": what["desks"],
    }


if __name__ == "__main__":
    json.dump(asyncio.run(crowd(json.load(sys.stdin))), sys.stdout)
