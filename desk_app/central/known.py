"""What the centre knows already of the entries in a batch, read in a few queries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk_app.amending import Writing
from desk_app.central import mergers, tables
from desk_app.central.amendments import KINDS as AMENDING
from desk_app.central.amendments import read_writings
from desk_app.central.numbers import Leases, leased_on
from desk_app.prepared import OneOf, Prepared
from desk_app.sync.protocol import Entry, parse_code

Code = tuple[str, date, int]
_DOSSIERS = Prepared(
    select(
        tables.Dossier.id, tables.Dossier.unit, tables.Dossier.code, tables.Dossier.look_up_sha256
    ).where(
        or_(
            OneOf(tables.Dossier.id, "ids"),
            OneOf(tables.Dossier.code, "codes"),
            OneOf(tables.Dossier.look_up_sha256, "tokens"),
        )
    )
)
_ENTRIES = Prepared(
    select(tables.Entry.id, tables.Entry.payload_sha256, tables.Entry.outcome).where(
        OneOf(tables.Entry.id, "ids")
    )
)
_NUMBERS = Prepared(
    select(tables.UsedNumber.unit, tables.UsedNumber.day, tables.UsedNumber.number).where(
        OneOf(tables.UsedNumber.unit, "units"),
        OneOf(tables.UsedNumber.day, "days"),
        OneOf(tables.UsedNumber.number, "numbers"),
    )
)


@dataclass(frozen=True)
class Before:
    """What became of an entry when it came before."""

    payload_sha256: str
    outcome: str


@dataclass(frozen=True)
class AnnouncedFile:
    """What was said of an archive copy when it was announced, and by which desk."""

    dossier_id: str
    paper_number: int
    version: int
    sha256: str
    size: int
    desk: str = field(default="", compare=False)


@dataclass
class Known:
    """Entries by id; the unit of each dossier by its id; codes, numbers and look-up hashes that
    are taken; what is leased to the desk for ``days``; the desk's unit with those it was
    merged from or into; files announced; what was written anew in the dossiers
    that the batch amends. Grows while a batch is judged."""

    entries: dict[str, Before]
    units: dict[str, str]
    codes: set[str]
    numbers: set[Code]
    tokens: set[str]
    leases: Leases
    files: dict[str, AnnouncedFile]
    days: set[date]
    family: set[str]
    writings: dict[str, list[Writing]] = field(default_factory=dict)

    def read_leases_anew(self, session: Session, desk: tables.Desk) -> None:
        """After numbers went from one desk to another."""
        self.leases = leased_on(session, desk, self.days)

    def is_taken(self, code: str, parts: Code, token: str) -> bool:
        """Whether another dossier has this code, this number however written, or this token."""
        return code in self.codes or parts in self.numbers or token in self.tokens

    def add(self, dossier_id: str, unit: str, code: str, parts: Code, token: str) -> None:
        """Notes a dossier that was just judged good."""
        self.units[dossier_id] = unit
        self.codes.add(code)
        self.numbers.add(parts)
        self.tokens.add(token)


def look_up_hash(token: str) -> str:
    """What is kept of the token in a receipt's QR code."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def read_known(session: Session, desk: tables.Desk, entries: Sequence[Entry]) -> Known:
    """What concerns ``entries``, whose payloads are not checked yet."""
    said = [_text(entry.payload, "code") for entry in entries]
    codes = [code for code in said if code]
    parts = [found for code in codes if (found := parse_code(code)) is not None]
    days = {day for _, day, _ in parts}
    tokens = [look_up_hash(_text(entry.payload, "look_up_token")) for entry in entries]
    ids = list({entry.dossier_id for entry in entries})
    dossiers = _DOSSIERS.read(session, {"ids": ids, "codes": codes, "tokens": tokens})
    return Known(
        entries=_entries(session, entries),
        units={name: unit for name, unit, _, _ in dossiers},
        codes={code for _, _, code, _ in dossiers},
        numbers=_numbers(session, parts, days),
        tokens={token for _, _, _, token in dossiers},
        leases=leased_on(session, desk, days),
        files=_files(session, entries),
        days=days,
        family=mergers.family(desk.unit, mergers.read_ends(session)),
        writings=read_writings(
            session, {entry.dossier_id for entry in entries if entry.kind in AMENDING}
        ),
    )


def _entries(session: Session, entries: Sequence[Entry]) -> dict[str, Before]:
    rows = _ENTRIES.read(session, {"ids": [entry.id for entry in entries]})
    return {name: Before(sha256, outcome) for name, sha256, outcome in rows}


def _numbers(session: Session, parts: Sequence[Code], days: set[date]) -> set[Code]:
    if not parts:
        return set()
    units = {unit for unit, _, _ in parts}
    numbers = {number for _, _, number in parts if number < 2**31}
    asked = {"units": list(units), "days": list(days), "numbers": list(numbers)}
    return {(unit, day, number) for unit, day, number in _NUMBERS.read(session, asked)}


def _files(session: Session, entries: Sequence[Entry]) -> dict[str, AnnouncedFile]:
    ids = {said for entry in entries if (said := _text(entry.payload, "file_id"))}
    if not ids:
        return {}
    table = tables.ArchiveFile
    rows = session.execute(
        select(
            table.id,
            table.dossier_id,
            table.paper_number,
            table.version,
            table.sha256,
            table.size,
            table.desk,
        ).where(table.id.in_(ids))
    )
    return {row.id: AnnouncedFile(*row[1:]) for row in rows}


def _text(payload: dict[str, Any], name: str) -> str:
    found = payload.get(name)
    # NUL and surrogates reach no database; an entry with them is refused later on.
    return found if isinstance(found, str) and found.isprintable() and len(found) < 100 else ""
