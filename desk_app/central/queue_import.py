"""Queues that come on a stick, and the answers that go back the same way, without HTTP.

A file is first read to its end: whole, signed, of a desk known here, every message readable. Only
then is anything of it taken, by the very functions that stand behind the line. So a file that
comes twice, or after the line has brought the same, changes nothing; and an import that is killed
is begun again.
"""

from __future__ import annotations

import hmac
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from desk_app import signing
from desk_app.central import changes, entries, epochs, places, put_back, tables
from desk_app.central.engine import CentreStore
from desk_app.central.page_store import PageStore
from desk_app.central.queue_files import FilesOnStick
from desk_app.central.queue_reports import ImportReport
from desk_app.central.round_trip import settle
from desk_app.clock import Clock
from desk_app.errors import DeskError, Refusal
from desk_app.paper.disk import Disk
from desk_app.paper.queue_file import (
    ANSWER_ENDING,
    QUEUE_ENDING,
    QueueHeader,
    QueueReader,
    QueueWriter,
    read_message,
)
from desk_app.paper.stick import opened, written_whole
from desk_app.sync.protocol import (
    PROTOCOL,
    STICK_MESSAGES,
    AnswerOnStick,
    FileOnStick,
    Part,
    Problem,
    SyncAnswer,
    SyncRequest,
    signature,
)

# Pages of news that one file is answered with at most; the next one brings the rest.
MOST_PAGES = 200
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where what comes is taken: the centre's database, its clock, its files, its disk."""

    store: CentreStore
    clock: Clock
    files: PageStore
    disk: Disk


def import_queues(
    place: Place, paths: Sequence[Path], folder: Path | None = None
) -> Iterator[ImportReport]:
    """Takes files, one after the other; of a folder all queues in it. Answers lie beside their
    files, or in ``folder``. What is wrong with one file is told in its report and stops no other.
    """
    written: set[Path] = set()
    for path in _files(paths):
        report = ImportReport(path)
        if path.is_dir():
            report.error = Refusal("queue_file.none_here", folder=path.name)
            yield report
            continue
        try:
            with opened(path) as file:
                taking = _Import(place, QueueReader(file), report)
                taking.take(_answer_path(path, folder, written))
        except DeskError as fault:
            report.error = fault
        if report.answer is not None:
            written.add(report.answer)
        yield report


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob(f"*{QUEUE_ENDING}")) or [path]
        else:
            yield path


def _answer_path(path: Path, folder: Path | None, written: set[Path]) -> Path:
    place = path.parent if folder is None else folder
    found = place / f"{path.stem}{ANSWER_ENDING}"
    number = 1
    while found in written:
        number += 1
        found = place / f"{path.stem}-{number}{ANSWER_ENDING}"
    return found


class _Import:
    """One file."""

    def __init__(self, place: Place, reader: QueueReader, report: ImportReport) -> None:
        self._place, self._reader, self._report = place, reader, report
        self._header = reader.header
        self._cursor: int | None = None
        self._pages = 0

    def take(self, answer: Path) -> None:
        """Takes the file and writes its answer.

        Raises:
            Refusal: nothing of it was taken.
            EnvironmentFault: the stick, the database or the page store says no; what was taken
                before that is taken.
        """
        key = self._check()
        first = self._read_to_the_end(key)
        no = self._not_welcome(first)
        with tempfile.TemporaryFile() as kept:
            writer = self._writer(kept, key)
            if no is None:
                self._apply(key, writer)
            else:
                problem = Problem(title=no.key, status=403, detail=no.detail, code=no.code)
                _put(writer, "X", problem)
            writer.finish()
            self._hand_over(kept, answer)
        if no is not None:
            raise no

    def _check(self) -> str:
        """The hash of the credential the file was written with."""
        header = self._header
        if header.kind != "up":
            raise Refusal("queue_file.not_a_queue")
        with self._place.store.reading() as session:
            desk = session.get(tables.Desk, header.desk_id)
        if desk is None:
            raise Refusal("queue_file.unknown_desk")
        words = self._reader.words()
        said = self._reader.seal
        for key in filter(None, (desk.credential_sha256, desk.next_credential_sha256)):
            if hmac.compare_digest(signature(key, header.nonce, words), said.signature):
                break
        else:
            raise Refusal("queue_file.not_signed")
        if desk.public_key and not signing.is_signed(
            desk.public_key, words, said.key_signature or ""
        ):
            raise Refusal("queue_file.not_signed")
        self._report.desk, self._report.counter = desk.id, desk.counter
        self._report.written_at = header.created_at
        return key

    def _read_to_the_end(self, key: str) -> SyncRequest:
        first: SyncRequest | None = None
        for record in self._reader.records(key):
            message = read_message(record, STICK_MESSAGES)
            if not isinstance(message, SyncRequest):
                continue
            if message.protocol != PROTOCOL:
                raise Refusal("queue_file.too_new")
            if message.epoch != self._header.epoch:
                raise Refusal("queue_file.damaged")
            first = first or message
        if first is None:
            raise Refusal("queue_file.damaged")
        return first

    def _not_welcome(self, first: SyncRequest) -> epochs.NotWelcomeHere | None:
        """The rules of the line; a revoked desk is judged entry by entry."""
        with self._place.store.writing() as session:
            desk = self._desk(session)
            if desk.revoked_at is not None:
                return None
            return epochs.refusal(desk, first, self._place.clock.now())

    def _apply(self, key: str, writer: QueueWriter) -> None:
        files = FilesOnStick(
            self._place.store, self._place.clock, self._place.files, self._header.desk_id, key
        )
        last: SyncRequest | None = None
        more = False
        for record in self._reader.records(key):
            message = read_message(record, STICK_MESSAGES)
            if isinstance(message, SyncRequest):
                last, more = message, self._request(message, writer)
            elif message is None or isinstance(message, FileOnStick):
                for kind, part in files.take(record, message):
                    _put(writer, kind, part)
        files.end()
        report = self._report
        report.files, report.files_known = files.arrived, files.known
        report.files_left = files.left
        while more and last is not None and self._pages < MOST_PAGES:
            more = self._request(last.model_copy(update={"entries": []}), writer)

    def _request(self, said: SyncRequest, writer: QueueWriter) -> bool:
        """One exchange; whether there is more news."""
        self._pages += 1
        before = len(self._report.set_aside)
        if self._cursor is not None:
            said = said.model_copy(update={"cursor": self._cursor})
        answer = put_back.at_home(self._place.store, self._place.clock, partial(self._answer, said))
        self._cursor = answer.cursor
        sent = {entry.id: entry for entry in said.entries}
        for one in answer.entries:
            self._report.count(one, sent[one.id])
        aside = len(self._report.set_aside) - before
        _put(writer, "A", AnswerOnStick(before=said.cursor, answer=answer, set_aside=aside))
        return answer.more

    def _answer(self, said: SyncRequest, session: Session) -> SyncAnswer:
        desk = self._desk(session)
        if desk.revoked_at is None:
            return settle(session, self._place.clock, desk, said)
        return self._of_revoked(session, desk, said)

    def _of_revoked(self, session: Session, desk: tables.Desk, said: SyncRequest) -> SyncAnswer:
        """What it made before it was revoked is taken; it gets neither numbers nor news."""
        stopped: set[str] = set()
        early = []
        for entry in said.entries:
            late = desk.revoked_at is None or entry.created_at >= desk.revoked_at
            if late or entry.dossier_id in stopped:
                stopped.add(entry.dossier_id)
                self._report.set_aside.append(self._report.unsettled(entry, "desk-revoked"))
            else:
                early.append(entry)
        now = self._place.clock.now()
        news: list[changes.NewChange] = []
        taken = entries.take(session, desk, early, now, news)
        if news:
            places.refuse_newcomer(session)
        changes.append(session, news, now)
        return SyncAnswer(nonce=said.nonce, time=now, entries=taken, cursor=said.cursor)

    def _desk(self, session: Session) -> tables.Desk:
        return session.get_one(
            tables.Desk,
            self._header.desk_id,
            with_for_update={"key_share": True},
            populate_existing=True,
        )

    def _writer(self, kept: BinaryIO, key: str) -> QueueWriter:
        asked = self._header
        header = QueueHeader(
            kind="down",
            desk_id=asked.desk_id,
            epoch=asked.epoch,
            unit=asked.unit,
            nonce=secrets.token_urlsafe(24),
            created_at=self._place.clock.now(),
            answers=asked.nonce,
            asked_at=asked.created_at,
        )
        return QueueWriter(kept.write, header, key, partial(signature, key))

    def _hand_over(self, kept: BinaryIO, path: Path) -> None:
        """Puts the answer where it belongs, once everything is taken. A stick that cannot be
        written costs the answer only: asked again, it is given again."""
        kept.seek(0)
        try:
            with written_whole(path, self._place.disk) as write:
                while block := kept.read(BLOCK):
                    write(block)
        except DeskError as fault:
            self._report.error = fault
        else:
            self._report.answer = path


def _put(writer: QueueWriter, kind: str, part: Part) -> None:
    writer.add(kind, part.model_dump_json(exclude_none=True).encode())
