"""Writes versions of procedures, thousands at once; decides which version is in force."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from desk_app.folding import fold
from desk_app.models.tables import (
    Procedure,
    ProcedureCase,
    ProcedureChannel,
    ProcedureVersion,
    RequiredPaper,
)
from desk_app.services.catalogue_format import ChannelRecord, PaperRecord, ProcedureRecord
from desk_app.services.catalogue_report import ImportProblem, problem

BATCH = 500
# Only these procedures are looked at; None: all. The centre pushes one at a time.
Codes = Collection[str] | None


@dataclass(frozen=True)
class ReadProcedure:
    """A procedure that passed the door, and where it stood."""

    where: str
    record: ProcedureRecord
    sha256: str


@dataclass
class Written:
    """What came of writing."""

    taken: int = 0
    unchanged: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


class _Known:
    """Versions the store has, by procedure: number -> fingerprint."""

    def __init__(self, session: Session, codes: Codes) -> None:
        query = select(
            ProcedureVersion.procedure,
            ProcedureVersion.version,
            ProcedureVersion.content_sha256,
        )
        if codes is not None:
            query = query.where(ProcedureVersion.procedure.in_(codes))
        self._versions: dict[str, dict[int, str]] = {}
        for code, version, sha256 in session.execute(query):
            self._versions.setdefault(code, {})[version] = sha256

    def next_version(self, read: ReadProcedure) -> int | ImportProblem | None:
        """Under which number ``read`` is to be written; None: it is known already."""
        record = read.record
        versions = self._versions.setdefault(record.code, {})
        newest = max(versions, default=0)
        if record.version is None:
            if versions.get(newest) == read.sha256:
                return None
            version = newest + 1
        elif record.version in versions:
            if versions[record.version] == read.sha256:
                return None
            return problem(read.where, record.code, "version_taken", version=record.version)
        elif record.version < newest:
            return problem(
                read.where, record.code, "older_version", version=record.version, newest=newest
            )
        else:
            version = record.version
        versions[version] = read.sha256
        return version


def write_procedures(
    session: Session,
    found: Sequence[ReadProcedure],
    now: datetime,
    step: Callable[[int], None] = lambda done: None,
) -> Written:
    """Writes what is new as new versions; what is known stays as it is, so old dossiers keep
    theirs. Afterwards ``Procedure.current`` is right for the day of ``now``.

    Args:
        step: told after each batch how many were dealt with; may raise to give up.
    """
    touched = {read.record.code for read in found}
    codes = touched if len(touched) <= BATCH else None
    known, written = _Known(session, codes), Written()
    rows = _Rows(session, now)
    for done, read in enumerate(found, 1):
        version = known.next_version(read)
        if version is None:
            written.unchanged += 1
        elif isinstance(version, ImportProblem):
            written.problems.append(version)
        else:
            written.taken += 1
            rows.add(read, version)
        if done % BATCH == 0:
            rows.flush()
            step(done)
    rows.flush()
    if written.taken:
        _add_procedures(session, touched)
        refresh_current(session, now.date(), codes)
    step(len(found))
    return written


class _Rows:
    """Gathers rows with their ids and inserts them in bulk."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._version_id = self._last(ProcedureVersion.id)
        self._case_id = self._last(ProcedureCase.id)
        self._versions: list[dict[str, Any]] = []
        self._cases: list[dict[str, Any]] = []
        self._papers: list[dict[str, Any]] = []
        self._channels: list[dict[str, Any]] = []

    def _last(self, column: Any) -> int:
        return self._session.scalar(select(func.max(column))) or 0

    def add(self, read: ReadProcedure, version: int) -> None:
        """One version with all its parts."""
        record = read.record
        self._version_id += 1
        first_case = self._case_id
        self._versions.append(self._version(read, version))
        for position, name in enumerate(record.cases, 1):
            self._case_id += 1
            self._cases.append(
                {
                    "id": self._case_id,
                    "version_id": self._version_id,
                    "position": position,
                    "name": name,
                }
            )
        self._papers += [self._paper(paper, first_case) for paper in record.papers]
        self._channels += [
            self._channel(position, channel) for position, channel in enumerate(record.channels, 1)
        ]

    def _version(self, read: ReadProcedure, version: int) -> dict[str, Any]:
        record = read.record
        return {
            "id": self._version_id,
            "procedure": record.code,
            "version": version,
            "content_sha256": read.sha256,
            "valid_from": record.valid_from,
            "valid_to": record.valid_to,
            "name_vi": record.name_vi,
            "name_en": record.name_en,
            "field": record.field,
            "level": record.level,
            "online_level": record.online_level,
            "form_kind": record.form_kind,
            "decision": record.decision,
            "source": record.source,
            "notes": record.notes,
            "uncertain": record.uncertain,
            "folded": f"{fold(record.name_vi)}|{record.code.lower()}|{fold(record.field)}",
            "imported_at": self._now,
        }

    def _paper(self, paper: PaperRecord, first_case: int) -> dict[str, Any]:
        return {
            "version_id": self._version_id,
            "case_id": None if paper.case is None else first_case + paper.case,
            "number": paper.number,
            "name": paper.name,
            "requirement": paper.requirement,
            "kind": paper.kind,
            "originals": paper.originals,
            "copies": paper.copies,
            "required": paper.required,
            "uncertain": paper.uncertain,
            "scan": paper.scan.model_dump(exclude_none=True) if paper.scan else None,
        }

    def _channel(self, position: int, channel: ChannelRecord) -> dict[str, Any]:
        time = channel.time
        return {
            "version_id": self._version_id,
            "position": position,
            "channel": channel.channel,
            "label": channel.label,
            "time_value": time.value if time else None,
            "time_unit": time.unit if time else None,
            "time_note": channel.time_note,
            "fee_vnd": channel.fee_vnd,
            "fee_set_elsewhere": channel.fee_set_elsewhere,
            "fee_note": channel.fee_note,
            "fee_formula": channel.fee_formula,
            "uncertain": channel.uncertain,
        }

    def flush(self) -> None:
        """Inserts what was gathered."""
        pairs: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
            (ProcedureVersion, self._versions),
            (ProcedureCase, self._cases),
            (RequiredPaper, self._papers),
            (ProcedureChannel, self._channels),
        )
        connection = self._session.connection()
        for table, rows in pairs:
            if rows:
                connection.execute(insert(table.__table__), rows)
                rows.clear()


def _add_procedures(session: Session, codes: Collection[str]) -> None:
    query = select(Procedure.code)
    if len(codes) <= BATCH:
        query = query.where(Procedure.code.in_(codes))
    there = set(session.scalars(query))
    missing = [{"code": code, "used": 0} for code in codes if code not in there]
    if missing:
        session.connection().execute(insert(Procedure.__table__), missing)  # type: ignore[arg-type]


def refresh_current(session: Session, today: date, codes: Codes = None) -> int:
    """Sets ``Procedure.current`` to the version in force on ``today`` where it is not; returns
    how many changed. Versions of the future wait for their day."""
    wanted = versions_in_force(session, today, codes)
    query = select(Procedure.code, Procedure.current)
    if codes is not None:
        query = query.where(Procedure.code.in_(codes))
    stands = {row.code: row.current for row in session.execute(query)}
    changed = [
        {"of": code, "to": wanted.get(code)}
        for code, current in stands.items()
        if wanted.get(code) != current
    ]
    if changed:
        statement = (
            update(Procedure.__table__)  # type: ignore[arg-type]
            .where(Procedure.__table__.c.code == bindparam("of"))
            .values(current=bindparam("to"))
        )
        session.connection().execute(statement, changed)
    return len(changed)


def versions_in_force(session: Session, today: date, codes: Codes = None) -> dict[str, int]:
    """The id of the version in force on ``today``, by procedure: of those that have begun and
    not ended, the one that began last, then the highest."""
    query = select(
        ProcedureVersion.procedure,
        ProcedureVersion.id,
        ProcedureVersion.version,
        ProcedureVersion.valid_from,
        ProcedureVersion.valid_to,
    )
    if codes is not None:
        query = query.where(ProcedureVersion.procedure.in_(codes))
    best: dict[str, tuple[tuple[date, int], int]] = {}
    for code, version_id, version, begins, ends in session.execute(query):
        if (begins and begins > today) or (ends and ends < today):
            continue
        rank = (begins or date.min, version)
        if code not in best or rank > best[code][0]:
            best[code] = (rank, version_id)
    return {code: version_id for code, (_, version_id) in best.items()}


def versions_with_more(session: Session) -> set[int]:
    """Versions that say something the national database's shape cannot say."""
    of_version = select(ProcedureVersion.id).where(
        (ProcedureVersion.form_kind != "usual") | ProcedureVersion.name_en.is_not(None)
    )
    of_channel = select(ProcedureChannel.version_id).where(
        ProcedureChannel.fee_formula.is_not(None) | (ProcedureChannel.time_unit == "same_day")
    )
    of_paper = select(RequiredPaper.version_id).where(RequiredPaper.scan.is_not(None))
    return {
        version
        for found in (of_version, of_channel, of_paper)
        for version in session.scalars(found)
    }
