"""Bodies that are too large, and so many at once: the memory of the centre stays what it was."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from desk_app.sync.protocol import MAX_BODY
from tests.builders.archive_copies import file_id_of
from tests.builders.messages import identity_text, sync_request
from tests.faults.bad_input.centre import NONCE, TriedCentre, differs, refused
from tests.faults.bad_input.lines import MIB, Sent, head_of, opened, said
from tests.faults.bad_input.messages import JSON, Asked

LARGE = 100 * MIB
AT_ONCE = 8
# The process takes about 100 MiB when nobody asks. A body that is looked at takes what it may have,
# and several times that once it is taken apart; what is too large takes a block or two. After a
# dozen crowds it stays at 290 MiB.
MOST_MEMORY = 400 * MIB
HALF_OPEN = 200


def _sync(centre: TriedCentre, body: bytes, **headers: str) -> Asked:
    mine = centre.desks[0].bearer | JSON | headers
    return Asked("sync", "POST", "/v1/sync", mine, body)


def _large(asked: Asked) -> Sent:
    """100 MB, as announced."""
    head = head_of(asked, ("Content-Length", str(LARGE)), length=False)
    return Sent([head, *[b" " * MIB] * (LARGE // MIB)], "100 MB")


def _large_unsaid(asked: Asked) -> Sent:
    """100 MB in chunks."""
    head = head_of(asked, ("Transfer-Encoding", "chunked"), length=False)
    chunk = b"%x\r\n" % MIB + b" " * MIB + b"\r\n"
    return Sent([head, *[chunk] * (LARGE // MIB), b"0\r\n\r\n"], "100 MB in chunks")


def _whole(asked: Asked, how: str) -> Sent:
    return Sent([head_of(asked) + asked.content], how)


def sent_ones(centre: TriedCentre, chance: random.Random) -> Sent:
    """One body that is too much."""
    piece = Asked(
        "piece",
        "PATCH",
        f"/v1/pages/{file_id_of(1)}",
        centre.desks[0].bearer | {"Desk-Nonce": NONCE, "Upload-Offset": "0"},
    )
    most = MAX_BODY - 1000
    said = json.loads(sync_request(nonce=NONCE).model_dump_json())
    entry = {
        "id": identity_text(1),
        "dossier_id": identity_text(2),
        "position": 1,
        "kind": "x",
        "version": 1,
        "created_at": "2026-11-20T09:30:00+07:00",
        "payload": {},
        "payload_sha256": "0" * 64,
    }
    forms: Sequence[Callable[[], Sent]] = (
        lambda: _large(_sync(centre, b"")),
        lambda: _large_unsaid(_sync(centre, b"")),
        lambda: _large(piece),
        lambda: _large_unsaid(piece),
        lambda: _whole(
            _sync(centre, _text(said | {"entries": [entry] * 10_000})), "10,000 entries"
        ),
        lambda: _whole(_sync(centre, _text(said | {"entries": [entry] * 5_000})), "5,000 entries"),
        lambda: _whole(_sync(centre, _text(said | {"entries": [{}] * 10_000})), "10,000 nothings"),
        lambda: _whole(_sync(centre, _text(said | {"blocks": [0] * 500_000})), "500,000 blocks"),
        lambda: _whole(_sync(centre, b"[" * most), "brackets"),
        lambda: _whole(_sync(centre, b'{"a":' * (most // 5)), "objects in objects"),
        lambda: _whole(_sync(centre, b"9" * most), "a number of 2 MB"),
        lambda: _whole(_sync(centre, b'"' + b"\\u0041" * (most // 6) + b'"'), "escapes"),
        lambda: _whole(
            _sync(centre, gzip.compress(b" " * LARGE), **{"Content-Encoding": "gzip"}), "gzip"
        ),
    )
    return chance.choice(forms)()


def _text(said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def crowd(centre: TriedCentre, chance: random.Random) -> Iterator[str]:
    """What is wrong after several came at once, while others have begun a request and wait."""
    sent = [sent_ones(centre, chance) for _ in range(AT_ONCE)]
    rows = centre.digest()
    with ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(HALF_OPEN):
            line = stack.enter_context(opened(centre.url))
            line.send(b"POST /v1/sync HTTP/1.1\r\nHost: centre\r\nContent-Length: 9\r\n\r\n{")
        found = list(pool.map(lambda one: said(centre.url, one), sent))
        yield from differs(rows, centre.digest())
        yield from centre.lives()
    for one, heard in zip(sent, found, strict=True):
        if len(heard) != 1:
            yield f"{one.how}: {len(heard)} answers"
        for answer in heard:
            media_type = answer.headers.get("content-type", "")
            for wrong in refused(answer.status, media_type, answer.body):
                yield f"{one.how}: {wrong}"
    if centre.memory() > MOST_MEMORY:
        yield f"{[one.how for one in sent]}: {centre.memory() // MIB} MiB of memory"
