"""Ways to spoil a good message: in its text, its fields, its headers, its place."""

from __future__ import annotations

import copy
import gzip
import json
import random
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from desk_app.sync.protocol import payload_hash
from tests.builders.archive_copies import file_id_of
from tests.builders.messages import identity_text
from tests.faults.bad_input.centre import TriedCentre
from tests.faults.bad_input.messages import Asked

HOW_OFTEN_HASHED_ANEW = 0.8
DELETED = object()
MOMENTS = (
    "2026-11-20T09:30:00",
    "0001-01-01T00:00:00+07:00",
    "9999-12-31T23:59:59-12:00",
    "2026-11-20",
    "2026-02-30T00:00:00+07:00",
    "2026-11-20T24:00:00+07:00",
)
# Written as they are: JSON has no other way to say them.
RAW = {
    "a number without end": "1" + "0" * 400,
    "a longer number": "9" * 5000,
    "NaN": "NaN",
    "infinity": "-Infinity",
    "1e400": "1e400",
    "a lone surrogate": '"\\ud800"',
    "half a pair": '"\\udc00\\ud800"',
    "a little nesting": "[" * 100 + "]" * 100,
    "nesting": "[" * 300 + "]" * 300,
    "deep nesting": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "brackets that stay open": "[" * 200_000,
}
VALUES: dict[str, Callable[[random.Random], Any]] = {
    "nothing": lambda _: DELETED,
    "null": lambda _: None,
    "true": lambda _: True,
    "zero": lambda _: 0,
    "a negative number": lambda _: -1,
    "a fraction": lambda _: 0.5,
    "a number as text": lambda _: "1",
    "more than 32 bits": lambda _: 2**31,
    "more than 63 bits": lambda _: 2**63,
    "much more": lambda _: 10**100,
    "an empty text": lambda _: "",
    "a long text": lambda _: "x" * 100_000,
    "a text with NUL": lambda _: "a\x00b",
    "NUL for each letter": lambda _: "\x00" * 36,
    "another script": lambda _: "\u202e\u0660\u0661" * 12,
    "a decomposed text": lambda _: unicodedata.normalize("NFD", "Nguyễn Thị Thử"),
    "another id": lambda chance: identity_text(chance.randrange(10_000_000)),
    "a list": lambda _: [],
    "a long list": lambda _: [0] * 10_000,
    "an object": lambda _: {},
    "a moment": lambda chance: chance.choice(MOMENTS),
}
Way = Callable[[TriedCentre, Asked, random.Random], tuple[Asked, str]]


def spoilt(centre: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """``asked`` made worse in one way, and which one."""
    ways: list[Way] = [in_its_headers, of_somebody_else]
    if asked.said is not None:
        ways += [in_its_fields] * 6 + [written_otherwise]
    if asked.content:
        ways += [in_its_bytes]
    if asked.path.startswith(("/v1/pages", "/t/")):
        ways += [at_another_place]
    return chance.choice(ways)(centre, asked, chance)


# ---------------------------------------------------------------- what it says


def places(said: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a message."""
    if way:
        yield way
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(said, dict):
        inside = said.items()
    elif isinstance(said, list):
        inside = enumerate(said)
    for name, value in inside:
        yield from places(value, (*way, name))


def in_its_fields(_: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """One field is another. What its payload says is hashed anew, most of the time."""
    said: dict[str, Any] = copy.deepcopy(asked.said or {})
    way = chance.choice(list(places(said)))
    name = chance.choice([*VALUES, *RAW])
    where = "/".join(map(str, way))
    if name in RAW:
        put(said, way, mark := f"raw-{chance.randrange(10**9)}")
        text = json.dumps(said, ensure_ascii=False).replace(f'"{mark}"', RAW[name])
        return replace(asked, said=None, content=text.encode()), f"{where} is {name}"
    put(said, way, VALUES[name](chance))
    if chance.random() < HOW_OFTEN_HASHED_ANEW:
        hash_anew(said)
    return asked.saying(said), f"{where} is {name}"


def put(said: Any, way: tuple[Any, ...], value: Any) -> None:
    """Puts ``value`` where ``way`` leads."""
    for step in way[:-1]:
        said = said[step]
    if value is DELETED:
        del said[way[-1]]
    else:
        said[way[-1]] = value


def hash_anew(said: dict[str, Any]) -> None:
    """Whoever spoils an entry can hash it."""
    entries = said.get("entries")
    for one in entries if isinstance(entries, list) else ():
        if isinstance(one, dict) and "payload_sha256" in one:
            one["payload_sha256"] = payload_hash(one.get("payload"))  # type: ignore[arg-type]


def written_otherwise(_: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """The same message in another form."""
    text = asked.content
    forms: dict[str, tuple[bytes, dict[str, str]]] = {
        "UTF-16": (text.decode().encode("utf-16"), {}),
        "a mark at the start": (b"\xef\xbb\xbf" + text, {}),
        "gzip": (gzip.compress(text), {"Content-Encoding": "gzip"}),
        "gzip, unsaid": (gzip.compress(text), {}),
        "another media type": (text, {"Content-Type": "text/plain; charset=utf-7"}),
        "a form": (b"entries=1", {"Content-Type": "application/x-www-form-urlencoded"}),
        "each field twice": (text[:-1] + b"," + text[1:], {}),
        "each field twice, the second wrong": (text[:-1] + b',"protocol":null}', {}),
        "twice": (text + text, {}),
        "in a list": (b"[" + text + b"]", {}),
        "as a text": (json.dumps(text.decode()).encode(), {}),
        "decomposed": (unicodedata.normalize("NFD", text.decode()).encode(), {}),
        "latin-1": (text.decode().encode("latin-1", "replace"), {}),
    }
    name = chance.choice(list(forms))
    content, headers = forms[name]
    return replace(asked, said=None, content=content, headers=asked.headers | headers), name


def in_its_bytes(_: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """Cut off, or with other bytes."""
    data = asked.content
    place = chance.randrange(len(data))
    kind = chance.randrange(4)
    if kind == 0:
        changed, how = data[:place], f"cut off at {place}"
    elif kind == 1:
        changed, how = data[:place] + chance.randbytes(5) + data[place:], f"more at {place}"
    elif kind == 2:
        changed, how = data[:place] + data[place + 7 :], f"less at {place}"
    else:
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        changed, how = bytes(flipped), f"a bit of {place} is another"
    return replace(asked, said=None, content=changed), how


# ---------------------------------------------------------------- who says it, and where


HEADERS: dict[str, tuple[str, ...]] = {
    "Authorization": (
        "",
        "Bearer",
        "Bearer .",
        "Bearer x",
        "Basic QTpC",
        f"Bearer {'x' * 40_000}.y",
        "Bearer " + "\u00e9" * 36 + "." + "1" * 43,
        f"Bearer {identity_text(800_001)}.{'1' * 42}",
        f"Bearer {identity_text(800_001)}.{'2' * 43}",
        f"Bearer {identity_text(9)}.{'1' * 43}",
        f"Bearer {identity_text(800_001)}.{'1' * 43} x",
    ),
    "Desk-Nonce": ("", "short", "x" * 65, "\u00e9" * 20, "\u00b2" * 16),
    "Upload-Offset": ("", "-1", "+1", "1e3", "0x10", "\u00b2", "9" * 30, "1", "1, 2", "99999999"),
    "Upload-Length": ("", "-1", "1", "9" * 30, "\u00b9"),
    "Content-Type": ("", "a", "application/json; charset=\u00e9", "multipart/form-data"),
    "Accept": ("image/png", "", "*/*;q=x"),
    "X-Forwarded-For": ("10.0.0.1", "x" * 30_000, ", , ,", "\u00e9"),
    "X-HTTP-Method-Override": ("DELETE",),
    "Expect": ("200-ok",),
    "Upgrade": ("h2c", "websocket"),
    "Host": ("", "somewhere.example", "a:b:c"),
    "Range": ("bytes=5-", "bytes=-1"),
}


def in_its_headers(_: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """One header is another, or is not there."""
    if asked.headers and chance.random() < 0.2:
        gone = chance.choice(list(asked.headers))
        left = {name: value for name, value in asked.headers.items() if name != gone}
        return replace(asked, headers=left), f"without {gone}"
    name = chance.choice(list(HEADERS))
    value = chance.choice(HEADERS[name])
    return replace(asked, headers=asked.headers | {name: value}), f"{name}: {value[:60]!r}"


def of_somebody_else(centre: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """A good message under another name: of another desk, another unit, a revoked desk, or in
    another epoch."""
    desk = chance.choice(centre.desks[1:])
    if asked.said is not None and "epoch" in asked.said and chance.random() < 0.3:
        epoch = chance.choice((0, -1, 2**31, 2**63, 10**30))
        return asked.saying(asked.said | {"epoch": epoch}), f"in epoch {epoch}"
    if asked.said is not None and "desk_id" in asked.said:
        return asked.saying(asked.said | {"desk_id": desk.id}), f"for desk {desk.number}"
    return replace(asked, headers=asked.headers | desk.bearer), f"from desk {desk.number}"


ELSEWHERE = (
    "/v1/pages/",
    "/v1/pages/%00",
    f"/v1/pages/{'%00' * 36}",
    "/v1/pages/..%2f..%2fcentre.db",
    f"/v1/pages/{file_id_of(1)}%00",
    f"/v1/pages/{file_id_of(1)}/",
    f"/v1/pages/{file_id_of(1)}?x=%ff",
    f"/v1/pages/{file_id_of(1).upper()}",
    f"/v1/pages/{file_id_of(77)}",
    f"/v1/pages/{'x' * 30_000}",
    "/v1/pages/%ff%fe",
    "/v1/pages/%ed%a0%80",
    "/t/%00",
    "/t/%ed%a0%80",
    "/t/" + "%e1%bb%85" * 3000,
    "/t/../v1/health/",
    "/v1/sync/",
    "//v1/sync",
    "/v1//sync",
)


def at_another_place(_: TriedCentre, asked: Asked, chance: random.Random) -> tuple[Asked, str]:
    """Another path."""
    path = chance.choice(ELSEWHERE)
    return replace(asked, path=path), f"at {path[:60]}"
