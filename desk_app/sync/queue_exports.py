"""What this desk remembers of the files it wrote for a stick.

A renewed credential must not make an answer unreadable, and an answer that was taken once must not
take back what people did since. Nothing else depends on this memory.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from desk_app.models.tables import Setting

QUEUE_EXPORTS = "queue_exports"
MOST_REMEMBERED = 50


@dataclass(frozen=True)
class QueueExport:
    """One file that was written. ``credential_sha256``: what its answer is read with;
    ``answers``: the nonces of the answers taken."""

    nonce: str
    at: datetime
    entries: int
    files: int
    credential_sha256: str
    answers: list[str] = field(default_factory=list)


def read_exports(session: Session) -> list[QueueExport]:
    """The files remembered, the latest last."""
    row = session.get(Setting, QUEUE_EXPORTS)
    said: list[dict[str, Any]] = row.value if row is not None else []
    return [QueueExport(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in said]


def remember_export(session: Session, export: QueueExport) -> None:
    """Adds a file, or puts it in the place of the one with the same nonce."""
    kept = read_exports(session)
    there = [number for number, one in enumerate(kept) if one.nonce == export.nonce]
    if there:
        kept[there[0]] = export
    else:
        kept.append(export)
    value = [asdict(one) | {"at": one.at.isoformat()} for one in kept[-MOST_REMEMBERED:]]
    row = {"name": QUEUE_EXPORTS, "value": value}
    session.execute(insert(Setting).prefix_with("OR REPLACE"), [row])
