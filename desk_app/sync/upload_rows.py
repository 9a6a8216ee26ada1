"""Archive copies in the desk's database as the uploads see them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, func, literal_column, or_, select, text, update
from sqlalchemy.orm import Session

from desk_app.models.desk import BEGAN_ANEW
from desk_app.models.pages import NOT_UPLOADED
from desk_app.models.tables import ArchiveFile, JournalLine, Setting, StoredFile
from desk_app.prepared import Prepared, Transaction, inserted
from desk_app.sync.centre import SignedProof

_NOT_UPLOADED = text(f"archive_file.{NOT_UPLOADED}")
# Whoever has to wait longer was set back while the clock was wrong, and need not wait.
LONGEST_WAIT = timedelta(days=1)
# A copy is replaced by one that is there, or that was there.
_THERE = ("made", "announced", "uploaded")


_WAITING = select(
    ArchiveFile.id,
    ArchiveFile.dossier_id,
    StoredFile.name,
    StoredFile.key,
    StoredFile.sha256,
    StoredFile.size,
    func.json_array_length(ArchiveFile.pages).label("pages"),
    ArchiveFile.sent,
    ArchiveFile.attempts,
    ArchiveFile.last_error,
).join(StoredFile, StoredFile.name == ArchiveFile.file)
_DUE = (
    select(ArchiveFile.next_try_at)
    .where(_NOT_UPLOADED, ArchiveFile.state == "announced")
    .where(ArchiveFile.next_try_at.is_not(None))
    .order_by(ArchiveFile.next_try_at)
    .limit(1)
)

# What is asked for every file stands ready: putting it together anew costs more than sending it.
_NEXT = Prepared(
    _WAITING.where(_NOT_UPLOADED, ArchiveFile.state == "announced")
    .where(text("archive_file.id NOT IN (SELECT value FROM json_each(:besides))"))
    .where(
        or_(
            ArchiveFile.next_try_at.is_(None),
            ~ArchiveFile.next_try_at.between(bindparam("now"), bindparam("latest")),
            ArchiveFile.next_try_at == bindparam("now"),
        )
    )
    .order_by(StoredFile.size, ArchiveFile.made_at, ArchiveFile.id)
    .limit(1)
)
_COUNT = Prepared(
    select(func.count(literal_column("archive_file.id")))
    .select_from(ArchiveFile)
    .where(_NOT_UPLOADED)
)
_UPLOADED = Prepared(
    update(ArchiveFile)
    .where(ArchiveFile.id == bindparam("file"), ArchiveFile.state == "announced")
    .values(
        state="uploaded",
        sent=bindparam("whole"),
        attempts=0,
        next_try_at=None,
        last_error=None,
        uploaded_at=bindparam("now"),
        proof=bindparam("said"),
    )
)
_JOURNAL = inserted(cast(Table, JournalLine.__table__))


@dataclass(frozen=True)
class WaitingFile:
    """An archive copy that the centre expects. ``name`` and ``key`` open it; ``sent`` bytes are
    known to be there; ``attempts`` count those in a row that brought nothing."""

    id: str
    dossier_id: str
    name: str
    key: bytes
    sha256: str
    size: int
    pages: int
    sent: int
    attempts: int
    last_error: str | None


def announce(session: Session, entries: Collection[str]) -> None:
    """The entries of these ids are accepted: from now on the centre expects their files."""
    session.execute(
        update(ArchiveFile)
        .where(ArchiveFile.entry_id.in_(entries), ArchiveFile.state == "made")
        .values(state="announced", next_try_at=None)
        .execution_options(synchronize_session=False)
    )


def next_file(
    look: Transaction, now: datetime, besides: Collection[str] = ()
) -> WaitingFile | None:
    """The smallest file that may be sent now, ``besides`` those of these ids: many small ones are
    through before a large one."""
    values = {"now": now, "latest": now + LONGEST_WAIT, "besides": json.dumps(list(besides))}
    row = _NEXT.run(look, values).first()
    return None if row is None else WaitingFile(*tuple(row))


def unsent_files(session: Session, entries: Collection[str]) -> list[WaitingFile]:
    """All archive copies that the centre does not have whole, the smallest first: those it
    expects, and those whose entry is one of ``entries``."""
    rows = session.execute(
        _WAITING.where(_NOT_UPLOADED, ArchiveFile.state.in_(("made", "announced"))).order_by(
            StoredFile.size, ArchiveFile.made_at, ArchiveFile.id
        )
    ).all()
    made = session.execute(
        select(ArchiveFile.id, ArchiveFile.entry_id).where(ArchiveFile.state == "made")
    )
    too_early = {row.id for row in made if row.entry_id not in entries}
    return [WaitingFile(*row) for row in rows if row.id not in too_early]


def expected_file(session: Session, file_id: str) -> WaitingFile | None:
    """The file of this id, if the centre expects it; None: it is done, or none of this desk."""
    row = session.execute(
        _WAITING.where(ArchiveFile.id == file_id, ArchiveFile.state == "announced")
    ).first()
    return None if row is None else WaitingFile(*tuple(row))


def next_due(session: Session) -> datetime | None:
    """When the earliest of the files that were set back is to be tried again."""
    return session.scalar(_DUE)


def count_waiting(look: Transaction) -> int:
    """How many archive copies are still to be made or sent."""
    return int(_COUNT.run(look, {}).scalar_one())


def note_sent(
    session: Session, file_id: str, sent: int, *, attempts: int, error: str | None = None
) -> None:
    """The centre has ``sent`` bytes now. With 0 ``attempts`` what went wrong before is over."""
    values: dict[str, object] = {"sent": sent, "attempts": attempts, "next_try_at": None}
    if not attempts:
        values["last_error"] = error
    _set(session, file_id, **values)


def forget_delays(session: Session) -> None:
    """Every file is due now."""
    session.execute(
        update(ArchiveFile)
        .where(_NOT_UPLOADED, ArchiveFile.state == "announced")
        .values(next_try_at=None)
        .execution_options(synchronize_session=False)
    )


def note_trouble(
    session: Session, file_id: str, error: str, next_try_at: datetime, *, attempts: int
) -> None:
    """The file waits until ``next_try_at``; ``error`` is a key of words that say why."""
    _set(session, file_id, attempts=attempts, next_try_at=next_try_at, last_error=error)


def note_uploaded(work: Transaction, file: WaitingFile, proof: SignedProof, now: datetime) -> None:
    """The centre has the whole file, and proved it. A copy that was withdrawn meanwhile stays
    so."""
    said = {key: value for key, value in asdict(proof).items() if key != "proof"}
    there = {"file": file.id, "whole": file.size, "now": now, "said": json.dumps(said)}
    if not _UPLOADED.run(work, there).rowcount:
        return
    line = {
        "at": now,
        "dossier_id": file.dossier_id,
        "action": "file.uploaded",
        "details": {"file": file.id, "pages": file.pages},
    }
    _JOURNAL.run(work, line)


def note_replaced(session: Session, file_id: str) -> bool:
    """The centre has a later version. False if this desk knows of none and was never put back:
    then it cannot have lost one. Where it has, the paper is one to be digitised again."""
    here = session.get_one(ArchiveFile, file_id)
    later = session.scalar(
        select(ArchiveFile.id)
        .where(
            ArchiveFile.dossier_id == here.dossier_id,
            ArchiveFile.paper_number == here.paper_number,
            ArchiveFile.version > here.version,
            ArchiveFile.state.in_(_THERE),
        )
        .limit(1)
    )
    if later is None and session.get(Setting, BEGAN_ANEW) is None:
        return False
    here.state = "replaced"
    return True


def note_withdrawn(session: Session, file_id: str) -> None:
    """The centre holds the file for withdrawn, and this desk does not (it was put back from an
    older copy): it is not sent, and the next finishing makes the next version."""
    _set(session, file_id, state="withdrawn", next_try_at=None, last_error=None)


def _set(session: Session, file_id: str, **values: object) -> None:
    """Nothing, where the centre does not expect the file any more."""
    session.execute(
        update(ArchiveFile)
        .where(ArchiveFile.id == file_id, ArchiveFile.state == "announced")
        .values(values)
        .execution_options(synchronize_session=False)
    )
