"""What a desk or the centre reads from somewhere else, with one thing wrong in it: cards, files,
documents, answers. A reader says in words that it cannot, or reads it; nothing else."""

from __future__ import annotations

import atexit
import copy
import io
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from desk_app import signing
from desk_app.errors import DeskError
from desk_app.hand_over import HandOver, read_document, write_document
from desk_app.models.engine import Store
from desk_app.paper.queue_file import QueueReader
from desk_app.services.calendar_import import import_calendar
from desk_app.services.card_qr import read_card
from desk_app.services.catalogue_import import import_catalogue
from desk_app.sync.protocol import PAYLOADS, STICK_MESSAGES, SyncAnswer, parse_code
from desk_app.sync.retry import LONGEST_RETRY_AFTER, seconds_asked
from desk_app.wording import RESOURCES
from tests.builders.messages import NOW, TODAY, identity_text, printed, received, sync_request
from tests.builders.procedures import a_national_procedure, a_procedure
from tests.builders.stores import a_clock, a_store
from tests.faults.bad_input.spoiling import MOMENTS, RAW, VALUES, places, put
from tests.faults.bad_input.sticks import good_queue

_KEPT = ExitStack()
CARD = (
    "079187001234|250001234|Nguyễn Thị Thử|05091987|Nữ|25/7 Nguyễn Bỉnh Khiêm, Quận 1|12082021|x||"
)
ODD = "\x00\ud800\udfff\u202e\u0660\u00b2\ufffd|.-:,+eE0919 \t\r\n\u200d\u0301Ấ"


@cache
def _store() -> Store:
    folder = Path(_KEPT.enter_context(tempfile.TemporaryDirectory(prefix="desk-fuzz-readers-")))
    store = a_store(folder)
    _KEPT.callback(store.close)
    return store


@atexit.register
def let_go() -> None:
    """Puts everything away."""
    _store.cache_clear()
    _KEPT.close()


def one_reader(seed: int) -> Iterator[str]:
    """One reader, and something that it would read but for one thing."""
    chance = random.Random(seed)
    reader = chance.choice(READERS)
    with suppress(DeskError, ValidationError):
        yield from (f"{reader.__name__}: {wrong}" for wrong in reader(chance) or ())


def spoilt_text(text: str, chance: random.Random) -> str:
    """``text`` with a few letters others, fewer, more."""
    letters = list(text)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(letters) + 1)
        letters[place : place + chance.randrange(3)] = chance.choices(ODD, k=chance.randrange(4))
    return "".join(letters) * chance.choice((1, 1, 1, 1, 200))


def spoilt_json(said: Any, chance: random.Random) -> bytes:
    """``said`` with one value another, or cut off."""
    said = copy.deepcopy(said)
    name = chance.choice([*VALUES, *RAW, *MOMENTS, "cut", "bytes"])
    if name in ("cut", "bytes"):
        data = json.dumps(said, ensure_ascii=False).encode()
        place = chance.randrange(len(data))
        return data[:place] if name == "cut" else data[:place] + b"\xff" + data[place:]
    way = chance.choice(list(places(said)))
    if name not in RAW:
        put(said, way, name if name in MOMENTS else VALUES[name](chance))
        return json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
    put(said, way, "raw-value")
    return json.dumps(said, ensure_ascii=False).replace('"raw-value"', RAW[name]).encode()


def _card(chance: random.Random) -> None:
    read_card(spoilt_text(CARD, chance))


def _code(chance: random.Random) -> None:
    parse_code(spoilt_text("H15.50.05.13-261120-0001", chance))


def _retry_after(chance: random.Random) -> Iterator[str]:
    said = chance.choice(("120", "Fri, 20 Nov 2026 09:30:00 GMT", "9" * 400))
    date = spoilt_text("Fri, 20 Nov 2026 09:30:00 GMT", chance)
    found = seconds_asked(spoilt_text(said, chance), date)
    if not 0 <= found <= LONGEST_RETRY_AFTER:
        yield f"to wait {found} seconds"


def _document(chance: random.Random) -> None:
    ids = [identity_text(number) for number in (1, 2, 3)]
    said = HandOver(ids[0], "H15.50.05.13", TODAY, 5, 9, ids[1], ids[2], 1)
    key = signing.new_private_key()
    good = write_document(said, lambda words: signing.sign(key, words))
    read_document(spoilt_text(good, chance))
    content = spoilt_json([ids[0], "H15", "2026-11-20", 5, 9, ids[1], ids[2], 1], chance)
    words = f"DAHO1.{signing.to_text(content)}"
    read_document(f"{words}.{signing.sign(key, words.encode())}")


def _message(chance: random.Random) -> None:
    payloads: dict[type[Any], Any] = {
        PAYLOADS["dossier.received", 1]: received(),
        PAYLOADS["receipt.printed", 1]: printed(),
        STICK_MESSAGES["Q"]: json.loads(sync_request().model_dump_json()),
    }
    kind = chance.choice(list(payloads))
    kind.model_validate_json(spoilt_json(payloads[kind], chance))


def _answer(chance: random.Random) -> Iterator[str]:
    said = SyncAnswer(nonce="n" * 20, time=NOW, cursor=3, last_entry=identity_text(4))
    data = spoilt_json(json.loads(said.model_dump_json()), chance)
    found = SyncAnswer.model_validate_json(data)
    if (found.time - NOW).total_seconds() is None:
        yield "a time that cannot be compared"


def _queue(chance: random.Random) -> None:
    queue = good_queue()
    data = bytearray(queue.data)
    place = chance.choice((chance.randrange(400), chance.randrange(len(data))))
    size = chance.choice((0, 1, 4, 40))
    data[place : place + size] = chance.randbytes(chance.randrange(6))
    reader = QueueReader(io.BytesIO(bytes(data)))
    reader.words()
    for _ in reader.records("0" * 64):
        pass


def _calendar(chance: random.Random) -> None:
    name = chance.choice(("2026", "working-time"))
    said = json.loads((RESOURCES / "calendar" / f"{name}.json").read_text(encoding="utf-8"))
    import_calendar(_store(), a_clock(), spoilt_json(said, chance))


def _catalogue(chance: random.Random) -> None:
    one = chance.choice((a_procedure, a_national_procedure))()
    said = chance.choice((one, [one], {"procedures": [one]}, {"result": [one], "error_code": 0}))
    import_catalogue(_store(), a_clock(), spoilt_json(said, chance))


READERS: tuple[Callable[[random.Random], Iterator[str] | None], ...] = (
    _card,
    _code,
    _retry_after,
    _document,
    _message,
    _answer,
    _queue,
    _calendar,
    _catalogue,
    _catalogue,
)
