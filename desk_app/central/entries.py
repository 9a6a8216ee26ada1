"""Takes entries of a desk's outbox: each exactly once, in the order of their dossier.

An accepted entry is final: sent again it is a ``duplicate``. A refused one is remembered, and
looked at anew when it comes again. After a refused entry the later ones of the same dossier are
not named in the answer, so they stay at the desk.

What the centre has already is read once for the whole batch, and what is new is written at once
for the whole batch; in between every entry is judged in memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json
from sqlalchemy import Update, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk_app.central import amendments, archive_entries, number_entries, sharing, tables
from desk_app.central.changes import NewChange
from desk_app.central.known import AnnouncedFile, Code, Known, look_up_hash, read_known
from desk_app.prepared import Prepared, inserted
from desk_app.sync.protocol import (
    PAYLOADS,
    DossierAmendedV1,
    DossierReceivedV1,
    Entry,
    EntryAnswer,
    EntryReason,
    PaperDigitisedV1,
    PaperWithdrawnV1,
    Part,
    ReceiptPrintedV1,
    parse_code,
    written_as,
)
from desk_app.wording import say

Row = dict[str, Any]
# Two desks can only clash over a code when something went wrong; then the second looks again.
MOST_LOOKS = 3


def _inserted(kind: type[tables.Base], *written: str) -> Prepared:
    return inserted(tables.table_of(kind), written=written)


# In the order in which they are written: rows that others point to come first.
_INSERTS: dict[type[tables.Base], Prepared] = {
    tables.Dossier: _inserted(tables.Dossier, "applicant", "submitter", "papers"),
    tables.UsedNumber: _inserted(tables.UsedNumber),
    tables.ReceiptPrint: _inserted(tables.ReceiptPrint),
    tables.ArchiveFile: _inserted(tables.ArchiveFile),
    tables.Amendment: _inserted(tables.Amendment),
    tables.Entry: _inserted(tables.Entry),
}


class NotTaken(Exception):
    """An entry that is refused, with the reason."""

    def __init__(self, reason: EntryReason) -> None:
        super().__init__(reason)
        self.reason = reason


def take(
    session: Session,
    desk: tables.Desk,
    entries: list[Entry],
    at: datetime,
    news: list[NewChange],
) -> list[EntryAnswer]:
    """Applies ``entries`` in this unit of work and says what became of each.

    Entries of other dossiers are not touched by a refused one. The order of the answers is that
    in which they were applied. What other desks are to hear of it is added to ``news``, which the
    caller puts into the feed at the end of the unit of work.
    """
    if not entries:
        return []
    for look in range(1, MOST_LOOKS + 1):
        batch = _Batch(session, desk, read_known(session, desk, entries), at)
        answers = batch.judge(entries)
        try:
            with session.begin_nested():
                batch.write(session)
        except IntegrityError:
            if look == MOST_LOOKS:
                raise
        else:
            news += batch.news
            return answers
    raise AssertionError("unreachable")


def checked_payload(entry: Entry) -> tuple[Part, int]:
    """The payload as a message of the protocol, and its size in bytes.

    Raises:
        NotTaken: the hash is another, the kind is unknown, or a part of it is wrong.
    """
    try:
        written = written_as(entry.payload, entry.payload_sha256)
    except UnicodeEncodeError as fault:
        raise NotTaken("payload-hash") from fault
    if written is None:
        raise NotTaken("payload-hash")
    kind = PAYLOADS.get((entry.kind, entry.version))
    if kind is None:
        raise NotTaken("unknown-kind")
    if b"\\u0000" in written and b"\\u0000" in written.replace(b"\\\\", b""):
        raise NotTaken("payload-invalid")  # no database keeps a NUL in a text
    try:
        return kind.model_validate_json(written, strict=True), len(written)
    except ValidationError as fault:
        raise NotTaken("payload-invalid") from fault


class _Batch:
    """Judges entries one after the other, and collects what is to be written."""

    def __init__(self, session: Session, desk: tables.Desk, known: Known, at: datetime) -> None:
        self._session = session
        self._desk = desk
        self._known = known
        self._at = at
        self._new: dict[type[tables.Base], list[Row]] = {kind: [] for kind in _INSERTS}
        self._looked_at_anew: list[Row] = []
        self._amended: dict[str, Row] = {}
        self._withdrawn: list[Update] = []
        self.news: list[NewChange] = []

    def judge(self, entries: list[Entry]) -> list[EntryAnswer]:
        """What becomes of each entry; entries behind a refused one are not named."""
        stopped: set[str] = set()
        answers: dict[str, EntryAnswer] = {}
        # Numbers first: a dossier may have one that came from a neighbour in the same batch.
        for entry in sorted(
            entries, key=lambda e: (e.kind not in number_entries.KINDS, e.position)
        ):
            if entry.dossier_id in stopped or entry.id in answers:
                continue
            answers[entry.id] = self._judge(entry)
            if answers[entry.id].outcome == "refused":
                stopped.add(entry.dossier_id)
        return list(answers.values())

    def write(self, session: Session) -> None:
        """Writes all at once."""
        for kind, rows in self._new.items():
            if rows:
                _INSERTS[kind].run(session, rows)
        if self._looked_at_anew:
            session.execute(update(tables.Entry), self._looked_at_anew)
        if self._amended:
            session.execute(update(tables.Dossier), list(self._amended.values()))
        for withdrawal in self._withdrawn:
            session.execute(withdrawal)

    def _judge(self, entry: Entry) -> EntryAnswer:
        before = self._known.entries.get(entry.id)
        if before is not None and before.payload_sha256 != entry.payload_sha256:
            return _refused(entry, "entry-id-reused")
        if before is not None and before.outcome == "accepted":
            return EntryAnswer(id=entry.id, outcome="duplicate")
        try:
            self._apply(entry, *checked_payload(entry))
        except NotTaken as no:
            if no.reason != "payload-hash":  # what came is not what was written: forget it
                self._remember(entry, no.reason, again=before is not None)
            return _refused(entry, no.reason)
        self._remember(entry, None, again=before is not None)
        return EntryAnswer(id=entry.id, outcome="accepted")

    def _apply(self, entry: Entry, said: Part, size: int) -> None:
        if isinstance(said, DossierReceivedV1):
            self._receive(entry, said, size)
        elif isinstance(said, ReceiptPrintedV1):
            self._note_print(entry, said)
        elif isinstance(said, PaperDigitisedV1):
            self._expect_file(entry, said)
        elif isinstance(said, PaperWithdrawnV1):
            self._withdraw(entry, said)
        elif isinstance(said, DossierAmendedV1):
            self._amend(entry, said)
        elif entry.kind in number_entries.KINDS:
            self._settle_numbers(entry, said)
        else:
            raise NotTaken("unknown-kind")

    def _receive(self, entry: Entry, said: DossierReceivedV1, size: int) -> None:
        code = parse_code(said.code)
        if code is None or code[0] != said.unit or not self._holds(code, said):
            raise NotTaken("number-not-leased")
        if entry.dossier_id in self._known.units:
            raise NotTaken("dossier-known")
        token = look_up_hash(said.look_up_token)
        if self._known.is_taken(said.code, code, token):
            raise NotTaken("code-taken")
        self._known.add(entry.dossier_id, said.unit, said.code, code, token)
        self._new[tables.Dossier].append(_dossier(self._desk, entry, said, token, self._at))
        unit, day, number = code
        used = {"unit": unit, "day": day, "number": number, "dossier_id": entry.dossier_id}
        self._new[tables.UsedNumber].append(used)
        self.news.append(sharing.shared(entry, said, size))

    def _holds(self, code: Code, said: DossierReceivedV1) -> bool:
        return self._known.leases.hold(
            *code, issued_at=said.received_at, revoked_at=self._desk.revoked_at
        )

    def _settle_numbers(self, entry: Entry, said: Part) -> None:
        if entry.dossier_id != self._desk.id:
            raise NotTaken("payload-invalid")
        try:
            with self._session.begin_nested():  # nothing stays of what is refused
                no = number_entries.settle(self._session, self._desk, entry, said, self._at)
                if no is not None:
                    raise NotTaken(no)
        except IntegrityError as clash:  # the ids in a document are the giver's to choose
            raise NotTaken("document-invalid") from clash
        self._known.read_leases_anew(self._session, self._desk)

    def _note_print(self, entry: Entry, said: ReceiptPrintedV1) -> None:
        if self._known.units.get(entry.dossier_id) not in self._known.family:
            raise NotTaken("dossier-unknown")
        self._new[tables.ReceiptPrint].append(
            {
                "entry_id": entry.id,
                "dossier_id": entry.dossier_id,
                "printed_at": said.printed_at,
                "officer": said.officer,
                "reprint": said.reprint,
                "reason": said.reason,
            }
        )

    def _amend(self, entry: Entry, said: DossierAmendedV1) -> None:
        if self._known.units.get(entry.dossier_id) not in self._known.family:
            raise NotTaken("dossier-unknown")
        writings = self._known.writings.setdefault(entry.dossier_id, [])
        amendment = amendments.of_entry(entry, said).answering(writings)
        writings += amendment.writings()
        self._new[tables.Amendment] += amendments.rows(amendment)
        self._amended[entry.dossier_id] = amendments.in_force(entry.dossier_id, writings)
        payload = amendment.model_dump(mode="json")
        self.news.append(NewChange(amendments.AMENDED, payload, self._desk.unit))

    def _expect_file(self, entry: Entry, said: PaperDigitisedV1) -> None:
        if self._known.units.get(entry.dossier_id) not in self._known.family:
            raise NotTaken("dossier-unknown")
        file = AnnouncedFile(
            entry.dossier_id, said.number, said.version, said.sha256, said.size, self._desk.id
        )
        before = self._known.files.setdefault(said.file_id, file)
        if before is not file:
            if before != file:
                raise NotTaken("file-id-reused")
            return  # announced once more, by another entry
        self._new[tables.ArchiveFile].append(archive_entries.row(self._desk, entry, said, self._at))

    def _withdraw(self, entry: Entry, said: PaperWithdrawnV1) -> None:
        if said.withdrawn_at.tzinfo is None:
            raise NotTaken("payload-invalid")
        if self._known.units.get(entry.dossier_id) not in self._known.family:
            raise NotTaken("dossier-unknown")
        file = self._known.files.get(said.file_id)
        named = (entry.dossier_id, said.number, said.version)
        if file is None or (file.dossier_id, file.paper_number, file.version) != named:
            raise NotTaken("payload-invalid")
        self._withdrawn.append(archive_entries.withdrawal(file, said))

    def _remember(self, entry: Entry, reason: EntryReason | None, *, again: bool) -> None:
        row = {
            "id": entry.id,
            "outcome": "refused" if reason else "accepted",
            "reason": reason,
            "applied_at": self._at,
        }
        if again:
            self._looked_at_anew.append(row)
            return
        self._new[tables.Entry].append(
            {
                **row,
                "payload_sha256": entry.payload_sha256,
                "desk": self._desk.id,
                "dossier_id": entry.dossier_id,
                "position": entry.position,
                "kind": entry.kind,
                "version": entry.version,
                "created_at": entry.created_at,
            }
        )


def _dossier(
    desk: tables.Desk, entry: Entry, said: DossierReceivedV1, token: str, at: datetime
) -> Row:
    return {
        "id": entry.dossier_id,
        "code": said.code,
        "look_up_sha256": token,
        "unit": said.unit,
        "desk": desk.id,
        "counter": said.counter,
        "officer": said.officer,
        "procedure": said.procedure,
        "procedure_version": said.procedure_version,
        "procedure_name": said.procedure_name,
        "case_name": said.case,
        "channel": said.channel,
        "applicant": to_json(said.applicant).decode(),
        "submitter": to_json(said.submitter).decode() if said.submitter else None,
        "papers": to_json(said.papers).decode(),
        "sets": said.sets,
        "fee_vnd": said.fee_vnd,
        "fee_reason": said.fee_reason,
        "received_at": said.received_at,
        "promised_at": said.promised_at,
        "calendar_version": said.calendar_version,
        "result_at": said.result_at,
        "note": said.note,
        "state": "received",
        "state_at": at,
    }


def _refused(entry: Entry, reason: EntryReason) -> EntryAnswer:
    return EntryAnswer(
        id=entry.id,
        outcome="refused",
        reason=reason,
        reason_text=say(f"central.entry.{reason.replace('-', '_')}", "vi"),
    )
