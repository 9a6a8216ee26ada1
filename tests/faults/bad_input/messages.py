"""Good messages of every kind, each new: what is spoilt afterwards was good before."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from desk_app import signing
from desk_app.hand_over import HandOver, write_document
from desk_app.sync.protocol import credential_hash, renew_words
from tests.builders.archive_copies import a_copy, digitised, file_id_of
from tests.builders.messages import code_of, enrol_request, entry, received, sync_request
from tests.faults.bad_input.centre import CLOCK, COPY, NONCE, OTHER_UNIT, KnownDesk, TriedCentre

# The entries of good messages have other numbers than any that is there.
FIRST_ENTRY = 10_000_000
JSON = {"Content-Type": "application/json"}
Said = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request. ``said``: its message, which stands in ``content``; None: it has none."""

    name: str
    method: str
    path: str
    headers: dict[str, str]
    content: bytes = b""
    said: Said | None = None

    def saying(self, said: Said) -> Asked:
        """The same with another message."""
        return replace(self, said=said, content=json.dumps(said, ensure_ascii=False).encode())


def good(centre: TriedCentre, chance: random.Random) -> Asked:
    """One that the centre would take."""
    return chance.choice(KINDS)(centre, chance)


def _sync(centre: TriedCentre, name: str, *entries: Any, desk: KnownDesk | None = None) -> Asked:
    desk = desk or centre.desks[0]
    said = sync_request(
        *entries,
        nonce=NONCE,
        public_key=signing.public_key_of(desk.private),
        mark=None,
    )
    message = json.loads(said.model_dump_json())
    return Asked(f"sync {name}", "POST", "/v1/sync", desk.bearer | JSON).saying(message)


def _entry(chance: random.Random, kind: str, payload: Said, **other: Any) -> Any:
    number = FIRST_ENTRY + chance.randrange(10_000_000)
    return entry(number, payload, kind=kind, **({"dossier": 1, "position": 5} | other))


def _nothing(centre: TriedCentre, _: random.Random) -> Asked:
    return _sync(centre, "nothing")


def _dossier(centre: TriedCentre, chance: random.Random) -> Asked:
    payload = received(centre.a_number(), day=CLOCK.now().date())
    number = 10_000 + chance.randrange(80_000)
    return _sync(
        centre, "dossier", _entry(chance, "dossier.received", payload, dossier=number, position=1)
    )


def _printed(centre: TriedCentre, chance: random.Random) -> Asked:
    payload = {
        "code": code_of(centre.first_number, CLOCK.now().date()),
        "printed_at": "2026-11-20T09:31:00+07:00",
        "officer": "uyen",
        "reprint": 1,
        "reason": "rách",
    }
    return _sync(centre, "print", _entry(chance, "receipt.printed", payload))


def _amended(centre: TriedCentre, chance: random.Random) -> Asked:
    payload = {
        "code": code_of(centre.first_number, CLOCK.now().date()),
        "fields": {"applicant.phone": {"before": None, "after": "0912345678", "over": []}},
        "officer": "uyen",
        "officer_name": "Lê Thị Hải Uyên",
        "counter": "Quầy 1",
        "at": "2026-11-20T10:00:00+07:00",
        "reason": "ghi nhầm",
    }
    kind = chance.choice(("dossier.amended", "dossier.decided"))
    return _sync(centre, "amendment", _entry(chance, kind, payload))


def _announced(centre: TriedCentre, chance: random.Random) -> Asked:
    file = 100 + chance.randrange(80_000)
    payload = digitised(a_copy(500), file=file, version=chance.randrange(1, 1000), number=9)
    return _sync(centre, "file", _entry(chance, "paper.digitised", payload))


def _numbers(centre: TriedCentre, chance: random.Random) -> Asked:
    desk, other = centre.desks[:2]
    later = CLOCK.now().date() + timedelta(days=chance.randrange(2, 20))
    at = "2026-11-20T10:00:00+07:00"
    if chance.random() < 0.3:
        kind, payload = "numbers.closed", {
            "unit": desk.unit,
            "day": "2020-01-02",
            "blocks": [
                {
                    "id": desk.id,
                    "first": 1,
                    "last": 9,
                    "used_to": 3,
                    "void": [{"first": 4, "last": 9}],
                }
            ],
            "closed_at": at,
        }  # fmt: skip
    elif chance.random() < 0.3:
        kind, payload = "numbers.opened", {
            "block_id": desk.id,
            "unit": desk.unit,
            "day": later.isoformat(),
            "supervisor": "hanh",
            "reason": "mất mạng",
            "opened_at": at,
        }  # fmt: skip
    else:
        moved = HandOver(
            id=file_id_of(900_000 + chance.randrange(90_000)),
            unit=chance.choice((desk.unit, desk.unit, OTHER_UNIT, "H99.NONE", "H\x00")),
            day=later,
            first=(first := chance.randrange(1, 400)),
            last=first + chance.randrange(20),
            from_desk=desk.id,
            to_desk=other.id,
            to_epoch=1,
        )
        document = write_document(moved, lambda words: signing.sign(desk.private, words))
        kind, payload = "numbers.handed_over", {"document": document, "officer": "uyen", "at": at}
    said = _entry(chance, kind, payload).model_copy(update={"dossier_id": desk.id})
    return _sync(centre, "numbers", said)


def _enrolment(_: TriedCentre, chance: random.Random) -> Asked:
    said = enrol_request("ABCD-EFGH-JKMN", desk=chance.randrange(50, 99))
    headers = JSON | _from_anywhere(chance)
    return Asked("enrol", "POST", "/v1/enrol", headers).saying(json.loads(said.model_dump_json()))


def _renewal(centre: TriedCentre, _: random.Random) -> Asked:
    """With the credential it has already, so that it stays."""
    desk = centre.desks[1]
    key = credential_hash(desk.credential)
    said = {
        "protocol": 1,
        "desk_id": desk.id,
        "nonce": NONCE,
        "credential_sha256": key,
        "key_signature": signing.sign(desk.private, renew_words(desk.id, NONCE, key)),
    }
    return Asked("renew", "POST", "/v1/renew", dict(JSON)).saying(said)


def _page_asked(centre: TriedCentre, chance: random.Random) -> Asked:
    headers = centre.desks[0].bearer | {"Desk-Nonce": NONCE}
    return Asked("how far", "HEAD", f"/v1/pages/{file_id_of(chance.choice((1, 2)))}", headers)


def _piece(centre: TriedCentre, _: random.Random) -> Asked:
    """The whole file but its last byte, again and again from where it is."""
    path = f"/v1/pages/{file_id_of(1)}"
    mine = centre.desks[0].bearer | {"Desk-Nonce": NONCE}
    far = int(centre.ask("HEAD", path, mine).headers.get("Upload-Offset", "0"))
    headers = mine | {
        "Upload-Offset": str(far),
        "Upload-Length": str(len(COPY.pdf)),
        "Content-Type": "application/octet-stream",
    }
    return Asked("piece", "PATCH", path, headers, COPY.pdf[far : max(far, len(COPY.pdf) - 1)])


def _looked_up(centre: TriedCentre, chance: random.Random) -> Asked:
    token = received(centre.first_number, day=CLOCK.now().date())["look_up_token"]
    return Asked("status page", "GET", f"/t/{token}", _from_anywhere(chance))


def _from_anywhere(chance: random.Random) -> dict[str, str]:
    """As a proxy says where somebody is: nobody has asked too often."""
    return {"X-Forwarded-For": f"10.{chance.randrange(256)}.{chance.randrange(256)}.1"}


def _looked_at(_: TriedCentre, chance: random.Random) -> Asked:
    path = chance.choice(("/v1/health", "/v1/ready", "/openapi.json", "/docs"))
    return Asked(path, "GET", path, {})


KINDS: tuple[Callable[[TriedCentre, random.Random], Asked], ...] = (
    _nothing,
    _dossier,
    _dossier,
    _printed,
    _amended,
    _announced,
    _numbers,
    _numbers,
    _enrolment,
    _renewal,
    _page_asked,
    _piece,
    _looked_up,
    _looked_at,
)
