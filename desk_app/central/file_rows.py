"""The rows of archive copies on their way in: who may send one, how far it is, and who writes it.

Statements put together once: more files come in than anything else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from desk_app.central.tables import ArchiveFile, Desk, table_of
from desk_app.errors import Refusal
from desk_app.prepared import Prepared

_FILES, _DESKS = table_of(ArchiveFile), table_of(Desk)
_FILE, _DESK = _FILES.c, _DESKS.c
_FIND = Prepared(
    select(
        _FILE.id,
        _FILE.sha256,
        _FILE.size,
        _FILE.pages,
        _FILE.durable,
        _FILE.received_at,
        _FILE.withdrawn_at,
        _FILE.dossier_id,
        _FILE.paper_number,
        _FILE.version,
        _FILE.desk,
    )
    .where(_FILE.id == bindparam("file"))
    .with_for_update()
)
_SENDER = Prepared(
    select(
        _DESK.id,
        _DESK.unit,
        _DESK.credential_sha256,
        _DESK.next_credential_sha256,
        _DESK.revoked_at,
    )
    .where(_DESK.id == bindparam("desk"))
    .with_for_update(key_share=True)
)
_STANDING = Prepared(select(_DESK.unit, _DESK.revoked_at).where(_DESK.id == bindparam("desk")))
_LATER = Prepared(
    select(_FILE.seq)
    .where(
        _FILE.dossier_id == bindparam("dossier"),
        _FILE.paper_number == bindparam("paper"),
        _FILE.desk == bindparam("of"),
        _FILE.version > bindparam("version"),
        _FILE.withdrawn_at.is_(None),
    )
    .limit(1)
)
_CLAIM = Prepared(update(_FILES).where(_FILE.id == bindparam("file")).values(claim=bindparam("by")))
_NOTE = Prepared(
    update(_FILES)
    .where(
        _FILE.id == bindparam("file"),
        _FILE.claim == bindparam("by"),
        _FILE.received_at.is_(None),
    )
    .values(
        durable=bindparam("so_far"),
        damaged=_FILE.damaged + bindparam("more_damaged"),
        received_at=bindparam("whole_at"),
    )
    .returning(_FILE.id)
)


class FileNotTaken(Refusal):
    """The file cannot be sent, or not like this. ``code`` is the code of the problem document;
    ``offset``: what the centre has, where the desk thought otherwise."""

    def __init__(self, code: str, offset: int | None = None) -> None:
        super().__init__(f"central.problem.{code.replace('-', '_')}")
        self.code = code
        self.offset = offset


class Sender(NamedTuple):
    """The desk that sends, locked for a unit of work."""

    id: str
    unit: str
    credential_sha256: str
    next_credential_sha256: str | None
    revoked_at: datetime | None


class FileRow(NamedTuple):
    """An archive copy as it was announced, and how far it is."""

    id: str
    sha256: str
    size: int
    pages: list[dict[str, Any]]
    durable: int
    received_at: datetime | None
    withdrawn_at: datetime | None
    dossier_id: str
    paper_number: int
    version: int
    desk: str


def sender(work: Connection, desk_id: str) -> Sender | None:
    """The desk of this id, locked."""
    found = _SENDER.read(work, {"desk": desk_id})
    return Sender(*found[0]) if found else None


def find(work: Connection, desk: Sender, file_id: str) -> FileRow:
    """The file, locked, if it is this desk's to send: it announced it, or it came to a unit of
    which the announcing desk was revoked.

    Raises:
        FileNotTaken: ``file-unknown``, ``file-replaced``, ``file-withdrawn``.
    """
    found = _FIND.read(work, {"file": file_id})
    row = FileRow(*found[0]) if found else None
    if row is None or not _may_send(work, desk, row):
        raise FileNotTaken("file-unknown")
    if row.received_at is None and row.withdrawn_at is not None:
        raise FileNotTaken("file-withdrawn")
    if row.received_at is None and _is_replaced(work, row):
        raise FileNotTaken("file-replaced")
    return row


def claim(work: Connection, file_id: str, by: str) -> None:
    """From now on nobody but ``by`` writes the file."""
    _CLAIM.run(work, {"file": file_id, "by": by})


def revoked_at(work: Connection, desk_id: str) -> datetime | None:
    """When the desk was shut out."""
    at: datetime | None
    ((_, at),) = _STANDING.read(work, {"desk": desk_id})
    return at


def note(
    work: Connection,
    file_id: str,
    by: str,
    durable: int,
    *,
    received_at: datetime | None = None,
    damaged: bool = False,
) -> bool:
    """Notes how many bytes of a file are on the disk, or when it was whole; False, and nothing is
    noted, if it is whole already or ``by`` has it no more."""
    values = {"so_far": durable, "whole_at": received_at, "more_damaged": int(damaged)}
    return bool(_NOTE.read(work, {"file": file_id, "by": by, **values}))


def _may_send(work: Connection, desk: Sender, row: FileRow) -> bool:
    if row.desk == desk.id:
        return True
    ((unit, revoked),) = _STANDING.read(work, {"desk": row.desk})
    return revoked is not None and unit == desk.unit


def _is_replaced(work: Connection, row: FileRow) -> bool:
    """Whether its desk announced a later version. Each desk counts its own: what another made of
    the same paper is neither earlier nor later."""
    paper = {"dossier": row.dossier_id, "paper": row.paper_number}
    return bool(_LATER.run(work, {**paper, "of": row.desk, "version": row.version}).first())
