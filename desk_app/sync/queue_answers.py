"""The centre's answers come back on a stick.

They may come in any order, twice, or after the line has told more. So an acceptance always counts
(it is final at the centre); a refusal only for an entry that nobody has heard or done anything
about since the file was written; news only where they follow on what is known; a proof only for a
file that still waits. Numbers are known by their block's id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.events import (
    ArchiveChanged,
    CalendarChanged,
    CatalogueChanged,
    DossierChanged,
    OutboxChanged,
)
from desk_app.models.engine import Store
from desk_app.models.sync_states import settle_dossiers
from desk_app.models.tables import JournalLine, OutboxEntry
from desk_app.paper.queue_file import QueueHeader, QueueReader, read_message
from desk_app.paper.stick import opened
from desk_app.sync import fetcher, reconcile, upload_rows
from desk_app.sync.appliers import ChangeAppliers
from desk_app.sync.centre import NotWelcome, SignedProof
from desk_app.sync.protocol import (
    STICK_MESSAGES,
    AnswerOnStick,
    EntryAnswer,
    FileProof,
    NotTakenOnStick,
    Part,
    Problem,
    ProofOnStick,
    signature,
)
from desk_app.sync.queue_export import FileSender, Progress
from desk_app.sync.queue_exports import QueueExport, read_exports, remember_export

BeginAnew = Callable[[str, int], int]


@dataclass
class Returned:
    """What an answer brought. ``again``: it had been taken before; ``files``: archive copies the
    centre now has whole; ``files_left``: those it did not take; ``blocks``: new number blocks;
    ``set_aside``: entries not taken because this desk is revoked."""

    accepted: int = 0
    refused: int = 0
    files: int = 0
    files_left: int = 0
    fetched: int = 0
    blocks: int = 0
    set_aside: int = 0
    again: bool = False
    kinds: set[str] = field(default_factory=set)
    dossiers: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app queue import``."""
        return {
            "accepted": self.accepted,
            "refused": self.refused,
            "files": self.files,
            "files_left": self.files_left,
            "fetched": self.fetched,
            "blocks": self.blocks,
            "set_aside": self.set_aside,
            "again": self.again,
        }


@dataclass(frozen=True)
class AnsweredDesk:
    """The desk that takes answers."""

    store: Store
    clock: Clock
    who: FileSender
    appliers: ChangeAppliers
    app_version: str


class QueueAnswers:
    """Takes answers for one desk."""

    def __init__(
        self,
        desk: AnsweredDesk,
        publish: Callable[[object], None],
        begin_anew: BeginAnew | None = None,
    ) -> None:
        """
        Args:
            begin_anew: what is done when the centre knows this desk in a later epoch.
        """
        self._desk, self._publish, self._begin_anew = desk, publish, begin_anew
        self._store, self._who = desk.store, desk.who

    def take(
        self, path: Path, *, officer: str | None = None, progress: Progress | None = None
    ) -> Returned:
        """Reads the file; nothing is believed before all of it was found whole and signed.

        Args:
            officer: login for the journal.

        Raises:
            Refusal: no answer, not for this desk, damaged, or the centre did not take the queue.
            EnvironmentFault: the stick or the desk's own database says no.
        """
        with opened(path) as file:
            reader = QueueReader(file)
            key, before = self._check(reader)
            parts = reader.records(key)
            for record in parts:  # every part can be read, or none counts
                read_message(record, STICK_MESSAGES)
            found = Returned(again=before is not None and reader.header.nonce in before.answers)
            taking = _Taking(self._desk, reader.header, key, found)
            for number, record in enumerate(reader.records(key), 1):
                part = read_message(record, STICK_MESSAGES)
                if part is not None:
                    taking.take(part)
                if progress is not None:
                    progress(number, None)
        self._remember(reader.header, before, found, officer)
        self._tell(found)
        if taking.problem is not None:
            raise self._not_welcome(taking.problem)
        return found

    def _check(self, reader: QueueReader) -> tuple[str, QueueExport | None]:
        header = reader.header
        if header.kind != "down":
            raise Refusal("queue_file.not_an_answer")
        if header.desk_id != self._who.desk_id:
            raise Refusal("queue_file.other_desk")
        with self._store.read() as session:
            exports = {one.nonce: one for one in read_exports(session)}
        before = exports.get(header.answers or "")
        words = reader.words()
        known = [before.credential_sha256] if before else []
        for key in [*known, self._who.credential_sha256]:
            if signature(key, header.nonce, words) == reader.seal.signature:
                return key, before
        raise Refusal("queue_file.not_signed")

    def _remember(
        self,
        header: QueueHeader,
        before: QueueExport | None,
        found: Returned,
        officer: str | None,
    ) -> None:
        with self._store.write() as session:
            if before is not None and not found.again:
                remember_export(session, replace(before, answers=[*before.answers, header.nonce]))
            session.execute(
                insert(JournalLine).values(
                    at=self._desk.clock.now(),
                    officer=officer,
                    action="queue.answered",
                    details={
                        "accepted": found.accepted,
                        "refused": found.refused,
                        "files": found.files,
                    },
                )
            )

    def _tell(self, found: Returned) -> None:
        with self._store.read() as session:
            waiting = upload_rows.count_waiting(session)
        dossiers = list(dict.fromkeys(found.dossiers))
        self._publish(OutboxChanged())
        for dossier in dossiers:
            self._publish(DossierChanged(dossier))
            self._publish(ArchiveChanged(dossier, waiting))
        if "procedure" in found.kinds:
            self._publish(CatalogueChanged())
        if "calendar" in found.kinds:
            self._publish(CalendarChanged())

    def _not_welcome(self, problem: Problem) -> Refusal:
        said = problem.detail or ""
        present = int(said) if said.isascii() and said.isdigit() else 0
        if problem.code == "epoch-past" and self._begin_anew and present > self._who.epoch:
            self._begin_anew("centre", present)
        return NotWelcome(problem.code)


class _Taking:
    """One answer while it is read."""

    def __init__(self, desk: AnsweredDesk, header: QueueHeader, key: str, found: Returned) -> None:
        self._desk, self._store, self._clock = desk, desk.store, desk.clock
        self._header, self._key, self._found = header, key, found
        self.problem: Problem | None = None

    def take(self, part: Part) -> None:
        if isinstance(part, AnswerOnStick):
            self._answer(part)
        elif isinstance(part, ProofOnStick):
            self._proof(part)
        elif isinstance(part, NotTakenOnStick):
            self._not_taken(part)
        elif isinstance(part, Problem):
            self.problem = part

    def _answer(self, part: AnswerOnStick) -> None:
        said, found, now = part.answer, self._found, self._clock.now()
        with self._store.write() as session:
            named = self._still_true(session, said.entries)
            were_refused = _refused(session, [answer.id for answer in named])
            ids = [answer.id for answer in named]
            answered = reconcile.apply_answers(session, ids, named, now)
            _release(session, were_refused)
            found.blocks += reconcile.apply_blocks(session, said.blocks, self._desk.who.epoch, now)
            settle_dossiers(session, answered.dossiers)
        found.set_aside += part.set_aside
        found.accepted += answered.accepted
        found.refused += answered.refused
        found.dossiers += answered.dossiers
        applied = fetcher.apply_what_follows(
            self._store,
            self._desk.appliers,
            said.changes,
            part.before,
            said.cursor,
            now,
            self._desk.app_version,
        )
        found.fetched += applied.count
        found.kinds |= applied.kinds
        found.dossiers += applied.dossiers

    def _still_true(self, session: Session, said: Sequence[EntryAnswer]) -> list[EntryAnswer]:
        refused = [answer.id for answer in said if answer.outcome == "refused"]
        asked = self._header.asked_at
        rows = session.execute(
            select(OutboxEntry.id, OutboxEntry.state, OutboxEntry.answered_at).where(
                OutboxEntry.id.in_(refused)
            )
        ).all()
        untouched = {
            row.id
            for row in rows
            if row.state in ("waiting", "held") and _not_since(row.answered_at, asked)
        }
        if self._found.again:
            untouched = set()
        return [a for a in said if a.outcome != "refused" or a.id in untouched]

    def _proof(self, part: ProofOnStick) -> None:
        body = part.body.encode()
        if signature(self._key, part.nonce, body) != part.signature:
            raise Refusal("queue_file.not_signed")
        said = FileProof.model_validate_json(body)
        with self._store.write() as session:
            file = upload_rows.expected_file(session, said.file_id)
            if file is None or (file.sha256, file.size) != (said.sha256, said.size):
                return
            proof = SignedProof(said, part.body, part.nonce, part.signature)
            upload_rows.note_uploaded(session, file, proof, self._clock.now())
        self._found.files += 1
        self._found.dossiers.append(file.dossier_id)

    def _not_taken(self, part: NotTakenOnStick) -> None:
        with self._store.write() as session:
            file = upload_rows.expected_file(session, part.file_id)
            if file is None:
                return
            if part.code == "file-replaced" and upload_rows.note_replaced(session, file.id):
                self._found.dossiers.append(file.dossier_id)
                return
            if part.code == "file-withdrawn":
                upload_rows.note_withdrawn(session, file.id)
                self._found.dossiers.append(file.dossier_id)
                return
        self._found.files_left += 1


def _not_since(answered: datetime | None, asked: datetime | None) -> bool:
    return answered is None or asked is None or answered < asked


def _refused(session: Session, ids: Sequence[str]) -> list[str]:
    """Those of ``ids`` that had been refused at the desk."""
    found = select(OutboxEntry.id).where(OutboxEntry.id.in_(ids), OutboxEntry.state == "refused")
    return list(session.scalars(found))


def _release(session: Session, were_refused: Sequence[str]) -> None:
    """What was held behind an entry that is accepted after all waits again."""
    rows = session.execute(
        select(OutboxEntry.dossier_id, OutboxEntry.position).where(
            OutboxEntry.id.in_(were_refused), OutboxEntry.state == "accepted"
        )
    ).all()
    for row in rows:
        session.execute(
            update(OutboxEntry)
            .where(
                OutboxEntry.dossier_id == row.dossier_id,
                OutboxEntry.position > row.position,
                OutboxEntry.state == "held",
            )
            .values(state="waiting")
            .execution_options(synchronize_session=False)
        )
