"""What became of a queue that came on a stick, for a person at the centre."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from desk_app.errors import DeskError
from desk_app.sync.protocol import Entry, EntryAnswer
from desk_app.wording import say

MAX_CODE, MAX_LOGIN, MAX_COUNTER = 50, 100, 200


@dataclass(frozen=True)
class Unsettled:
    """An entry somebody has to look at: by dossier code and kind, and who made it where and when;
    never by the name of a person. ``officer``: the login, None where nobody made it."""

    entry: str
    code: str
    kind: str
    counter: str
    officer: str | None
    created_at: datetime
    reason: str

    def as_json(self, language: str) -> dict[str, Any]:
        """With the reason in words."""
        return {
            "entry": self.entry,
            "code": self.code,
            "kind": self.kind,
            "counter": self.counter,
            "officer": self.officer,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "reason": self.reason,
            "reason_text": say(f"central.entry.{self.reason.replace('-', '_')}", language),
        }


@dataclass
class ImportReport:
    """One file. ``set_aside``: entries a revoked desk made afterwards; ``files_left``: archive
    copies that were not taken; ``answer``: where the answer lies; ``error``: why the file, or only
    its answer, came to nothing."""

    path: Path
    desk: str = ""
    counter: str = ""
    written_at: datetime | None = None
    accepted: int = 0
    duplicate: int = 0
    refused: list[Unsettled] = field(default_factory=list)
    set_aside: list[Unsettled] = field(default_factory=list)
    files: int = 0
    files_known: int = 0
    files_left: int = 0
    answer: Path | None = None
    error: DeskError | None = None

    def count(self, said: EntryAnswer, entry: Entry) -> None:
        """Notes what became of an entry."""
        if said.outcome == "accepted":
            self.accepted += 1
        elif said.outcome == "duplicate":
            self.duplicate += 1
        else:
            self.refused.append(self.unsettled(entry, said.reason or ""))

    def unsettled(self, entry: Entry, reason: str) -> Unsettled:
        """``entry`` as a person finds it again. One that does not say at which counter it was made
        was made at that of its desk."""
        said = partial(_said, entry.payload)
        counter = said("counter", MAX_COUNTER) or self.counter
        officer = said("officer", MAX_LOGIN) or said("supervisor", MAX_LOGIN) or None
        code = said("code", MAX_CODE)
        return Unsettled(entry.id, code, entry.kind, counter, officer, entry.created_at, reason)

    def as_json(self, language: str) -> dict[str, Any]:
        """As ``desk-app central import`` prints it."""
        return {
            "file": str(self.path),
            "desk": self.desk,
            "counter": self.counter,
            "written_at": self.written_at.isoformat(timespec="seconds")
            if self.written_at
            else None,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "refused": [one.as_json(language) for one in self.refused],
            "set_aside": [one.as_json(language) for one in self.set_aside],
            "files": self.files,
            "files_known": self.files_known,
            "files_left": self.files_left,
            "answer": str(self.answer) if self.answer else None,
            "error": self.error.as_json(language)["error"] if self.error else None,
        }


def _said(payload: dict[str, Any], name: str, longest: int) -> str:
    """What ``payload`` says there, if it can be shown; a refused entry may hold anything."""
    value = payload.get(name)
    return value[:longest] if isinstance(value, str) and value.isprintable() else ""
