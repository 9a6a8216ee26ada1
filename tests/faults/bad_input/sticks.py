"""Queues on a stick that were cut, changed, written by somebody else, or by a desk gone mad."""

from __future__ import annotations

import atexit
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk_app.errors import EnvironmentFault
from desk_app.paper.queue_file import QueueHeader, Record
from desk_app.sync.protocol import payload_hash
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.outbox import send_later
from tests.builders.stick import Pair, a_pair, credential_of, read_back, write_file
from tests.faults.bad_input.spoiling import MOMENTS, RAW, VALUES, places, put

_KEPT = ExitStack()


@dataclass(frozen=True)
class GoodQueue:
    """A centre and a queue that it would take: the file, and what is in it."""

    pair: Pair
    data: bytes
    header: QueueHeader
    records: list[Record]

    @property
    def path(self) -> Path:
        return self.pair.stick / "a.desk-queue"

    @property
    def credential(self) -> str:
        return self.pair.desk.credential


@cache
def good_queue() -> GoodQueue:
    """One for all trials of this process."""
    folder = Path(_KEPT.enter_context(tempfile.TemporaryDirectory(prefix="desk-fuzz-stick-")))
    pair = _KEPT.enter_context(a_pair(folder))
    _KEPT.callback(pair.desk.store.close)
    ids = send_later(pair.desk.store, 1, 2, 3, prints=1)
    announce_copy(pair.desk.store, pair.desk.scans, ids[0], a_copy(30_000, 20_000))
    path = pair.stick / "good.desk-queue"
    pair.desk.export(path)
    header, records = read_back(path, pair.desk.credential)
    return GoodQueue(pair, path.read_bytes(), header, records)


@atexit.register
def let_go() -> None:
    """Puts everything away."""
    good_queue.cache_clear()
    _KEPT.close()


def one_stick(seed: int) -> Iterator[str]:
    """One queue, spoilt in one way: it is refused in words and nothing of it stays, or what is good
    in it is taken."""
    queue, chance = good_queue(), random.Random(seed)
    how = chance.choice(WAYS)(queue, chance)
    before = queue.pair.centre.rows()
    [report] = queue.pair.centre.take(queue.path)
    if isinstance(report.error, EnvironmentFault):
        yield f"{how}: {report.error.key}"
    if report.error is not None and queue.pair.centre.rows() != before:
        yield f"{how}: {report.error.key}, and something stays of it"


def _cut(queue: GoodQueue, chance: random.Random) -> str:
    place = chance.randrange(len(queue.data))
    queue.path.write_bytes(queue.data[:place])
    return f"cut off at {place}"


def _changed(queue: GoodQueue, chance: random.Random) -> str:
    data = bytearray(queue.data)
    # Most of a file is a picture: look at its ends as often as at that.
    ends = (range(500), range(len(data) - 300, len(data)), range(len(data)))
    place = chance.choice(chance.choice(ends))
    size = chance.choice((1, 1, 4, 40))
    data[place : place + size] = chance.randbytes(chance.choice((size, size, 0, size + 3)))
    queue.path.write_bytes(data)
    return f"{size} bytes from {place} are others"


def _sealed_otherwise(queue: GoodQueue, chance: random.Random) -> str:
    seals: tuple[object, ...] = (
        {"signature": "\u00e9" * 64},
        {"signature": "0" * 64},
        {"signature": ""},
        {"signature": None},
        {"signature": "0" * 64, "key_signature": "\u00e9"},
        {},
        [],
        {"signature": "x" * 900},
    )
    seal = chance.choice(seals)
    said = json.dumps(seal, ensure_ascii=False).encode()
    length = int.from_bytes(queue.data[-10:-8], "big")
    body = queue.data[: -10 - length]
    queue.path.write_bytes(body + said + len(said).to_bytes(2, "big") + b"deskseal")
    return f"with the seal {seal}"


def _of_another(queue: GoodQueue, chance: random.Random) -> str:
    others: dict[str, object] = {
        "desk_id": chance.choice(("01930000-0000-7000-8000-000000800009", "\x00" * 36)),
        "epoch": chance.choice((2, 2**31, 2**63)),
        "unit": "H99.NONE",
        "nonce": "n" * 24,
        "kind": "down",
    }
    name = chance.choice(list(others))
    header = queue.header.model_copy(update={name: others[name]})
    credential = chance.choice((queue.credential, credential_of(2)))
    write_file(queue.path, header, credential, *queue.records)
    return f"with {name} {others[name]}"


def _gone_mad(queue: GoodQueue, chance: random.Random) -> str:
    """Signed as it should be, but one thing in it is wrong."""
    records = list(queue.records)
    place = chance.randrange(len(records))
    record = records[place]
    if record.kind == "D" or chance.random() < 0.2:
        how = _mixed_up(records, place, chance)
    else:
        body, how = _worse(record.body, chance)
        records[place] = Record(record.kind, body)
    write_file(queue.path, queue.header, queue.credential, *records)
    return f"record {place} ({record.kind}): {how}"


def _mixed_up(records: list[Record], place: int, chance: random.Random) -> str:
    kind = chance.randrange(5)
    if kind == 0:
        records[place] = Record(chance.choice("QFDWAPNXz"), records[place].body)
        return f"is called {records[place].kind}"
    if kind == 1:
        chance.shuffle(records)
        return "out of order"
    if kind == 2:
        del records[place]
        return "missing"
    if kind == 3:
        records.insert(place, records[place])
        return "twice"
    records[place] = Record(records[place].kind, chance.randbytes(chance.randrange(50)))
    return "noise"


def _worse(body: bytes, chance: random.Random) -> tuple[bytes, str]:
    said = json.loads(body)
    way = chance.choice(list(places(said)))
    where = "/".join(map(str, way))
    name = chance.choice([*VALUES, *RAW, *MOMENTS])
    if name in RAW:
        put(said, way, mark := f"raw-{chance.randrange(10**9)}")
        text = json.dumps(said, ensure_ascii=False).replace(f'"{mark}"', RAW[name])
        return text.encode(), f"{where} is {name}"
    put(said, way, name if name in MOMENTS else VALUES[name](chance))
    for entry in said.get("entries", ()) if isinstance(said.get("entries"), list) else ():
        if isinstance(entry, dict) and "payload" in entry:
            entry["payload_sha256"] = payload_hash(entry["payload"])
    return json.dumps(said, ensure_ascii=False).encode(), f"{where} is {name}"


WAYS: tuple[Callable[[GoodQueue, random.Random], str], ...] = (
    _cut,
    _changed,
    _sealed_otherwise,
    _of_another,
    _gone_mad,
    _gone_mad,
    _gone_mad,
)
