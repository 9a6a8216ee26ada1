"""New versions of procedures: from a file of our own format, from the national database's
answer, or pushed by the centre. What cannot be read is told line by line; the rest is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.services.catalogue_cards import ProcedureCard, load_card
from desk_app.services.catalogue_format import ProcedureRecord
from desk_app.services.catalogue_national import procedure_of, text, upper
from desk_app.services.catalogue_report import (
    ImportProblem,
    ImportReport,
    problem,
    validation_problems,
)
from desk_app.services.catalogue_rows import (
    ReadProcedure,
    versions_in_force,
    versions_with_more,
    write_procedures,
)
from desk_app.services.catalogue_source import Piece, Source, pieces

Progress = Callable[[int, int], None]
STEP = 100


def import_catalogue(
    store: Store,
    clock: Clock,
    source: Source,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> ImportReport:
    """Takes every readable procedure of ``source`` in one transaction.

    Afterwards the caller publishes ``CatalogueChanged``.

    Args:
        source: bytes, a JSON file, a folder of them, or a list already read; own format or the
            national database's.
        progress: told how many of how many are done; reading and writing both count.
        cancel: asked now and then; True gives up and nothing is taken.

    Raises:
        Refusal: the source as a whole cannot be read, or it was cancelled.
        EnvironmentFault: the file cannot be read, or the disk says no.
    """
    found = pieces(source)
    steps = _Steps(2 * len(found), progress, cancel)
    problems: list[ImportProblem] = []
    read = _read_all(found, problems, steps)
    now = clock.now()
    with store.write() as session:
        inherited = _inherit_all(session, read, found, now)
        written = write_procedures(
            session, inherited, now, lambda done: steps.told(len(found) + done)
        )
    steps.told(2 * len(found))
    return ImportReport(written.taken, written.unchanged, (*problems, *written.problems))


def apply_procedure_change(session: Session, payload: dict[str, Any], now: datetime) -> bool:
    """A version pushed by the centre, inside the caller's unit of work; True if it was new.

    Raises:
        Refusal: the payload cannot be read (the sentence says which part).
    """
    piece = Piece("#1", payload, national=False)
    problems: list[ImportProblem] = []
    record = _read(piece, problems)
    if record is not None:
        written = write_procedures(session, [_fingerprinted(piece, record)], now)
        problems += written.problems
        if not problems:
            return written.taken == 1
    first = problems[0]
    raise Refusal("catalogue.bad_change", fields={first.code: first.sentence})


class _Steps:
    """Tells progress and asks whether to give up."""

    def __init__(
        self, total: int, progress: Progress | None, cancel: Callable[[], bool] | None
    ) -> None:
        self._total = total
        self._progress = progress
        self._cancel = cancel

    def told(self, done: int) -> None:
        if self._cancel is not None and self._cancel():
            raise Refusal("catalogue.cancelled")
        if self._progress is not None:
            self._progress(min(done, self._total), self._total)


def _read_all(
    found: Sequence[Piece], problems: list[ImportProblem], steps: _Steps
) -> list[ReadProcedure]:
    read: list[ReadProcedure] = []
    seen: set[tuple[str, int | None]] = set()
    for done, piece in enumerate(found, 1):
        record = _read(piece, problems)
        if record is not None:
            name = (record.code, record.version)
            if name in seen:
                problems.append(problem(piece.where, record.code, "duplicate"))
            else:
                seen.add(name)
                read.append(_fingerprinted(piece, record))
        if done % STEP == 0:
            steps.told(done)
    return read


def _fingerprinted(piece: Piece, record: ProcedureRecord) -> ReadProcedure:
    return ReadProcedure(piece.where, record, record.content_sha256())


def _read(piece: Piece, problems: list[ImportProblem]) -> ProcedureRecord | None:
    if not isinstance(piece.data, dict):
        problems.append(problem(piece.where, None, "not_an_object"))
        return None
    if not piece.national:
        code = text(piece.data.get("code"))[:50] or None
        return _checked(piece, piece.data, code, problems)
    code = text(upper(piece.data).get("MATTHC"))[:50] or None
    pieces_missing: list[ImportProblem] = []

    def tell(name: str, **values: Any) -> None:
        pieces_missing.append(problem(piece.where, code, name, taken=True, **values))

    record = _checked(piece, procedure_of(piece.data, tell), code, problems)
    if record is not None:
        problems += pieces_missing
    return record


def _checked(
    piece: Piece, data: dict[str, Any], code: str | None, problems: list[ImportProblem]
) -> ProcedureRecord | None:
    try:
        return ProcedureRecord.model_validate(data)
    except ValidationError as fault:
        problems += validation_problems(piece.where, code, fault)
        return None


def _inherit_all(
    session: Session, read: Sequence[ReadProcedure], found: Sequence[Piece], now: datetime
) -> list[ReadProcedure]:
    """What the national shape cannot say stays as the version in force says it."""
    national = {piece.where for piece in found if piece.national}
    if not national:
        return list(read)
    rich = versions_with_more(session)
    in_force = {
        code: version_id
        for code, version_id in versions_in_force(session, now.date()).items()
        if version_id in rich
    }
    result: list[ReadProcedure] = []
    for one in read:
        version_id = in_force.get(one.record.code)
        card = load_card(session, version_id) if version_id and one.where in national else None
        if card is None:
            result.append(one)
        else:
            record = inherit(one.record, card)
            result.append(ReadProcedure(one.where, record, record.content_sha256()))
    return result


def inherit(record: ProcedureRecord, card: ProcedureCard) -> ProcedureRecord:
    """``record``, read from the national database, with what only our format can say taken over
    from ``card``: the English name, the form kind, the fee formula of a channel whose rate is the
    same, the same-day rule of a channel for which it says one day or nothing, how a paper of the
    same name is scanned."""
    before = {channel.channel: channel for channel in reversed(card.channels)}
    channels = []
    for channel in record.channels:
        old = before.get(channel.channel)
        changes: dict[str, Any] = {}
        if old is not None and old.fee_formula and old.fee_vnd == channel.fee_vnd:
            changes["fee_formula"] = dict(old.fee_formula)
        short = channel.time is None or (channel.time.value or 0) <= 1
        if old is not None and old.time_unit == "same_day" and short:
            changes["time"] = {"value": None, "unit": "same_day"}
            changes["uncertain"] = {**channel.uncertain, "time": "inherited"}
        channels.append({**channel.model_dump(), **changes})
    scans = {paper.name: paper.scan for paper in card.papers if paper.scan}
    papers = [
        {**paper.model_dump(), "scan": paper.scan or scans.get(paper.name)}
        for paper in record.papers
    ]
    data = {
        **record.model_dump(),
        "papers": papers,
        "name_en": record.name_en or card.name_en,
        "form_kind": card.form_kind,
        "channels": channels,
    }
    return ProcedureRecord.model_validate(data)
