"""Archive copies made in the background: text read, PDF/A made, stored, told to the centre.

A job is a row in state ``wanted``; whatever was done of it before a crash (the text of each page)
is kept, the rest is done again. The copy's row, its file and its outbox entry are one commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged, OutboxChanged, PagesChanged
from desk_app.models.engine import Store
from desk_app.models.pages import NOT_UPLOADED
from desk_app.models.tables import ArchiveFile, Dossier, Unit
from desk_app.services import list_notes, originals, page_check
from desk_app.services.digitise_finish import count_wanted
from desk_app.services.journal import write_line
from desk_app.services.page_keeping import PageKeeper
from desk_app.services.page_texts import UNREAD, KeptPage, PageTexts, pages_of_paper
from desk_app.services.page_views import (
    ArchiveReport,
    PaperTarget,
    Progress,
    Stopped,
    never_stopped,
    no_progress,
)
from desk_app.services.paper_entry import digitised_entry
from desk_app.services.scan_checklist import kept_pages, read_paper, submitted_row
from desk_app.wording import message

if TYPE_CHECKING:
    from desk_app.paper.page_text import TextReader
    from desk_app.paper.pdf_archive import ArchivePage
    from desk_app.paper.scan_store import Kept

log = logging.getLogger(__name__)

PDF = "application/pdf"
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 3  # of a copy whose pages somebody changes meanwhile


@dataclass(frozen=True)
class _Job:
    id: str
    target: PaperTarget
    version: int
    code: str
    paper_name: str
    unit: str


class Archiving:
    """Makes the archive copies that are wanted; one run at a time."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        keeper: PageKeeper,
        reader: Callable[[], TextReader],
    ) -> None:
        """
        Args:
            reader: makes what reads the text of pages; asked when the first page is to be read.
        """
        self._store = store
        self._clock = clock
        self._bus = bus
        self._keeper = keeper
        self._texts = PageTexts(store, keeper, reader)
        self._one_at_a_time = Lock()
        self._tidied = False

    def waiting(self) -> int:
        """How many archive copies are still to be made."""
        with self._store.read() as session:
            return count_wanted(session)

    def newest(self, target: PaperTarget) -> tuple[str, bytes] | None:
        """File name and bytes of the newest archive copy of a paper that holds; None: there is
        none.

        Raises:
            EnvironmentFault: its file is gone or damaged.
        """
        with self._store.read() as session:
            row = session.execute(
                select(ArchiveFile.file_name, ArchiveFile.file)
                .where(
                    ArchiveFile.dossier_id == target.dossier_id,
                    ArchiveFile.paper_number == target.number,
                    ArchiveFile.file.is_not(None),
                    ArchiveFile.state != "withdrawn",
                )
                .order_by(ArchiveFile.version.desc())
                .limit(1)
            ).one_or_none()
        return None if row is None else (row.file_name, self._keeper.read(row.file))

    def run(
        self,
        progress: Progress = no_progress,
        stopped: Stopped = never_stopped,
        *,
        read_text: bool = True,
    ) -> ArchiveReport:
        """Makes what is wanted and due; a copy that fails is tried again later.

        Args:
            read_text: whether the pages' text goes into the copies and the search.
        """
        with self._one_at_a_time:
            try:
                return self._run(progress, stopped, read_text)
            finally:
                self._texts.close()

    def _run(self, progress: Progress, stopped: Stopped, read_text: bool) -> ArchiveReport:
        self._look(progress, stopped)
        made = with_text = failed = size = 0
        total = self.waiting()
        begun = self._clock.now()
        tried: set[str] = set()
        while not stopped() and (job := self._next(begun, tried)) is not None:
            tried.add(job.id)
            progress(made, total, message("scanning.progress.archive", code=job.code))
            try:
                copy = self._make(job, progress, stopped, read_text)
            except (DeskError, ValueError) as trouble:
                self._failed(job, trouble)
                failed += 1
                continue
            if copy is not None:
                made += 1
                with_text += copy.has_text
                size += copy.size
        progress(made, total, message("scanning.progress.done"))
        originals.let_go(self._store, self._keeper, stopped)
        if not self._tidied and not stopped():
            self._tidied = True
            originals.let_go_put_aside(self._store, self._keeper, stopped)
        return ArchiveReport(made, with_text, failed, self.waiting(), size)

    def _look(self, progress: Progress, stopped: Stopped) -> None:
        """Judges pages that have come: somebody waits before the counter until it is said that
        one is blurred, and nobody waits for text."""
        page_check.check_waiting(
            self._store, self._clock, self._bus, self._keeper, progress, stopped
        )

    def _next(self, now: datetime, tried: set[str]) -> _Job | None:
        with self._store.read() as session:
            row = session.execute(
                select(ArchiveFile, Dossier, Unit.name)
                .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
                .outerjoin(Unit, Unit.code == Dossier.unit)
                .where(
                    text(f"archive_file.{NOT_UPLOADED}"),  # these words have a small index
                    ArchiveFile.state == "wanted",
                    or_(
                        ArchiveFile.next_try_at.is_(None),
                        ArchiveFile.next_try_at <= now,
                        # put back while the clock was wrong
                        ArchiveFile.next_try_at > now + LONGEST_WAIT,
                    ),
                    ArchiveFile.id.not_in(tried),
                )
                .order_by(ArchiveFile.wanted_at, ArchiveFile.id)
                .limit(1)
            ).one_or_none()
            if row is None:
                return None
            copy, dossier, unit = row
            target = PaperTarget(copy.dossier_id, copy.paper_number)
            return _Job(
                copy.id,
                target,
                copy.version,
                dossier.code,
                read_paper(session, target).name,
                unit or dossier.unit,
            )

    def _make(
        self, job: _Job, progress: Progress, stopped: Stopped, read_text: bool
    ) -> _Made | None:
        """The copy; None if it is stopped, there is nothing to copy, or its pages would not stand
        still: then it stays wanted."""
        for _ in range(TRIES):
            if not self._is_wanted(job):
                return None
            if read_text and not self._read_texts(job, progress, stopped):
                return None
            made = self._try(job, read_text)
            if made is not None or stopped():
                return made
        return None

    def _read_texts(self, job: _Job, progress: Progress, stopped: Stopped) -> bool:
        """Has the pages read; a page that is turned meanwhile is read anew. False: stopped."""
        what = message("scanning.progress.text", code=job.code)
        for _ in range(TRIES):
            with self._store.read() as session:
                pages = pages_of_paper(session, job.target)
            if not any(page.text_state in UNREAD for page in pages):
                break
            look = partial(self._look, no_progress, stopped)
            if not self._texts.read(pages, what, progress, stopped, look):
                return False
        return True

    def _is_wanted(self, job: _Job) -> bool:
        with self._store.read() as session:
            return _wanted(session, job) is not None

    def _try(self, job: _Job, read_text: bool) -> _Made | None:
        with self._store.read() as session:
            signature = kept_pages(session, job.target)
            pages = pages_of_paper(session, job.target)
        if not signature:
            self._drop(job)
            return None
        from desk_app.paper.archive_about import ArchiveAbout, archive_name
        from desk_app.paper.pdf_archive import archive_parts

        now = self._clock.now()
        name = archive_name(job.code, job.target.number, now.date(), job.version)
        about = ArchiveAbout(
            f"{job.code} · {job.paper_name}"[:250],
            job.code,
            job.paper_name,
            job.target.number,
            name,
            now,
            job.unit,
        )
        file = self._keeper.put(archive_parts(self._archive_pages(pages, read_text), about))
        has_text = read_text and any(page.text_state == "done" for page in pages)
        return self._commit(job, signature, file, name, has_text, now)

    def _commit(
        self,
        job: _Job,
        signature: Sequence[dict[str, Any]],
        file: Kept,
        name: str,
        has_text: bool,
        now: datetime,
    ) -> _Made | None:
        with self._store.write() as session:
            # Somebody may have been at the pages meanwhile: then the copy is made anew.
            copy = _wanted(session, job)
            same = copy is not None and kept_pages(session, job.target) == signature
            if copy is not None and same:
                self._write_copy(session, job, copy, signature, file, name, has_text, now)
            waiting = count_wanted(session)
        if not same:
            self._keeper.forget([file.name])
            return None
        self._bus.publish(OutboxChanged())
        self._bus.publish(ArchiveChanged(job.target.dossier_id, waiting))
        self._bus.publish(PagesChanged(job.target.dossier_id, job.target.number))
        return _Made(file.size, has_text)

    def _write_copy(
        self,
        session: Session,
        job: _Job,
        copy: ArchiveFile,
        signature: Sequence[dict[str, Any]],
        file: Kept,
        name: str,
        has_text: bool,
        now: datetime,
    ) -> None:
        self._keeper.file_row(session, file, PDF)
        copy.state, copy.file, copy.file_name = "made", file.name, name
        copy.has_text, copy.pages, copy.made_at = has_text, list(signature), now
        copy.last_error = copy.next_try_at = None
        row = submitted_row(session, job.target, job.paper_name)
        row.digitised, row.reused_from = "scanned", None
        session.flush()
        copy.entry_id = digitised_entry(session, self._clock, copy, row)
        write_line(
            session,
            now,
            copy.officer,
            copy.counter,
            job.target.dossier_id,
            "paper.digitised",
            number=job.target.number,
            pages=len(signature),
            version=copy.version,
        )

    def _archive_pages(self, pages: Sequence[KeptPage], read_text: bool) -> Iterator[ArchivePage]:
        from desk_app.paper.pdf_archive import ArchivePage

        for page in pages:
            words = self._texts.words(page.id) if read_text and page.text_state == "done" else None
            jpeg = self._keeper.read(page.image)
            yield ArchivePage(jpeg, page.width, page.height, page.dpi, words)

    def _drop(self, job: _Job) -> None:
        """No page is left: there is nothing to copy."""
        with self._store.write() as session:
            copy = _wanted(session, job)
            if copy is not None:
                copy.state = "replaced"
            waiting = count_wanted(session)
        self._bus.publish(ArchiveChanged(job.target.dossier_id, waiting))

    def _failed(self, job: _Job, trouble: Exception) -> None:
        key = trouble.key if isinstance(trouble, DeskError) else "scanning.archive_failed"
        log.warning("an archive copy could not be made: %s", key)
        with self._store.write() as session:
            copy = _wanted(session, job)
            if copy is not None:
                copy.attempts += 1
                wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(copy.attempts - 1, 10))
                copy.next_try_at = self._clock.now() + wait
                copy.last_error = key
            waiting = count_wanted(session)
        self._bus.publish(ArchiveChanged(job.target.dossier_id, waiting))


def _wanted(session: Session, job: _Job) -> ArchiveFile | None:
    """The row of a copy, unless somebody took the pages back meanwhile, or reused another; and
    not yet, as long as more pages are to come."""
    copy = session.get(ArchiveFile, job.id)
    wanted = copy is not None and copy.state == "wanted"
    return copy if wanted and not list_notes.is_open(session, job.target) else None


@dataclass(frozen=True)
class _Made:
    size: int
    has_text: bool
