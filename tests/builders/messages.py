"""Messages of desk and centre with invented people in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from desk_app.clock import VIETNAM
from desk_app.sync.protocol import (
    Block,
    EnrolRequest,
    Entry,
    HeldBlock,
    SyncRequest,
    credential_hash,
    payload_hash,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=VIETNAM)
TODAY = NOW.date()
UNIT = "H99.21.01"
COUNTER = "Quầy 01"
CREDENTIAL = "c" * 43


def identity_text(number: int) -> str:
    """A UUID-like text that is easy to tell apart."""
    return f"01930000-0000-7000-8000-{number:012d}"


def code_of(number: int, day: date = TODAY, unit: str = UNIT) -> str:
    """A dossier code."""
    return f"{unit}-{day:%y%m%d}-{number:04d}"


def received(
    number: int = 1, *, day: date = TODAY, unit: str = UNIT, **other: Any
) -> dict[str, Any]:
    """Payload of ``dossier.received``."""
    payload: dict[str, Any] = {
        "code": code_of(number, day, unit),
        "look_up_token": f"token-{unit}-{day:%y%m%d}-{number:010d}",
        "unit": unit,
        "counter": COUNTER,
        "officer": "uyen",
        "officer_name": "Lê Thị Hải Uyên",
        "procedure": "1.001193",
        "procedure_version": 1,
        "procedure_name": "Đăng ký khai sinh",
        "case": None,
        "channel": "direct",
        "applicant": {
            "kind": "citizen",
            "full_name": "Nguyễn Thị Thử",
            "id_number": "079187001234",
        },
        "submitter": None,
        "papers": [
            {
                "number": 1,
                "name": "Giấy chứng sinh",
                "state": "submitted",
                "originals": 1,
                "certified": 0,
                "copies": 0,
            }
        ],
        "sets": 1,
        "fee_vnd": 8000,
        "received_at": "2026-11-20T09:30:00+07:00",
        "promised_at": "2026-11-20T17:00:00+07:00",
    }
    return payload | other


def printed(number: int = 1, *, reprint: int = 0, day: date = TODAY) -> dict[str, Any]:
    """Payload of ``receipt.printed``."""
    return {
        "code": code_of(number, day),
        "printed_at": "2026-11-20T09:31:00+07:00",
        "officer": "uyen",
        "reprint": reprint,
    }


def entry(
    number: int = 1,
    payload: dict[str, Any] | None = None,
    *,
    position: int = 1,
    dossier: int | None = None,
    kind: str = "dossier.received",
    version: int = 1,
    sha256: str | None = None,
) -> Entry:
    """An entry whose id follows from ``number``; by default an intake with number ``number``."""
    said = received(number) if payload is None else payload
    return Entry(
        id=identity_text(number),
        dossier_id=identity_text(900_000 + (number if dossier is None else dossier)),
        position=position,
        kind=kind,
        version=version,
        created_at=NOW,
        payload=said,
        payload_sha256=sha256 or payload_hash(said),
    )


def print_entry(number: int, dossier: int, *, position: int = 2, reprint: int = 0) -> Entry:
    """An entry that tells of a print of the receipt of ``dossier``."""
    return entry(
        number,
        printed(dossier, reprint=reprint),
        position=position,
        dossier=dossier,
        kind="receipt.printed",
    )


def amending(
    number: int,
    value: str | None,
    *,
    over: tuple[int, ...] = (),
    position: int = 2,
    kind: str = "dossier.amended",
    field: str = "applicant.phone",
    **other: Any,
) -> Entry:
    """An entry that amends dossier 1."""
    said = {
        "code": code_of(1),
        "fields": {
            field: {"before": None, "after": value, "over": [identity_text(n) for n in over]}
        },
        "officer": "an",
        "officer_name": "Nguyễn Thị An",
        "counter": COUNTER,
        "at": f"2026-11-20T10:{number % 60:02}:00+07:00",
        "reason": "người nộp báo lại",
    }
    return entry(number, said | other, position=position, dossier=1, kind=kind)


def sync_request(
    *entries: Entry,
    cursor: int = 0,
    epoch: int = 1,
    nonce: str = "nonce-nonce-nonce",
    blocks: list[HeldBlock] | None = None,
    protocol: int = 1,
    waiting: int = 0,
    mark: int | None = None,
    public_key: str | None = None,
    settled: str | None = None,
) -> SyncRequest:
    """What a desk says."""
    return SyncRequest(
        protocol=protocol,
        app_version="0.1.0",
        epoch=epoch,
        nonce=nonce,
        cursor=cursor,
        sent_at=NOW,
        entries=list(entries),
        blocks=blocks or [],
        waiting=waiting,
        mark=mark,
        public_key=public_key,
        settled=settled,
    )


def enrol_request(code: str, desk: int = 1, credential: str = CREDENTIAL) -> EnrolRequest:
    """How a desk asks to join."""
    return EnrolRequest(
        code=code,
        desk_id=identity_text(800_000 + desk),
        app_version="0.1.0",
        credential_sha256=credential_hash(credential),
    )


def held(blocks: list[Block], left: int | None = None) -> list[HeldBlock]:
    """Blocks as held by a desk, full unless said otherwise."""
    return [
        HeldBlock(id=b.id, day=b.day, left=b.last - b.first + 1 if left is None else left)
        for b in blocks
    ]
