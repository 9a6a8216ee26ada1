"""Piles that split themselves: every stack behind its cover sheet goes to its own dossier and
paper, the rest to the unmatched tray.

A pile is read into an arriving stack, each page durable before the next is asked for. Only when it
is all there is it split, in one commit: until then nothing lies in a dossier, afterwards nothing
lies in the arriving stack but the sheets. A pile that a crash cut short is split by
:meth:`Piles.resume`. The same files given once more go on where the crash was, before or after the
split: no page is taken twice until whoever gave them has said :meth:`Piles.acknowledge`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged, PagesChanged, StacksChanged
from desk_app.models.engine import Store
from desk_app.models.tables import Page, Stack
from desk_app.services import list_notes, readings
from desk_app.services.digitise_finish import count_wanted, want_copies
from desk_app.services.looks_beside import LooksBeside
from desk_app.services.opened_files import OnRefused
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import PageKeeper, lies_in
from desk_app.services.page_views import (
    PageSource,
    PaperTarget,
    PileReport,
    Progress,
    StackOutcome,
    Stopped,
    never_stopped,
    no_progress,
)
from desk_app.services.pile_routes import Routed, route, settle
from desk_app.services.pile_runs import (
    AFTER,
    BATCH,
    TARGET,
    EarlierRun,
    earlier_run,
    placed_pages,
    remember,
    stacks_of,
    whole_report,
)
from desk_app.services.pile_ways import PileWay, pile_way
from desk_app.services.scan_checklist import must_be_scannable
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.wording import Message, message

if TYPE_CHECKING:
    from desk_app.paper.barcode_reading import PageCodes
    from desk_app.paper.scanners.port import ScannedImage
    from desk_app.paper.separation import SheetCount


class Piles:
    """Takes piles in, whole or cut short."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus, keeper: PageKeeper) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus
        self._keeper = keeper
        self._at_work: set[str] = set()
        self._lock = Lock()

    def take(
        self,
        images: Iterable[ScannedImage],
        source: PageSource,
        officer: OfficerAtDesk,
        *,
        progress: Progress = no_progress,
        stopped: Stopped = never_stopped,
        finish: bool = True,
        on_refused: OnRefused | None = None,
        target: PaperTarget | None = None,
    ) -> PileReport:
        """Takes a pile in and splits it. Whatever ends the reading, what was read is split.

        Args:
            source: with a ``batch``, a pile that was interrupted goes on where it ended, until
                somebody has said :meth:`acknowledge`; so does what is left in a hot folder.
            finish: whether archive copies are asked for at once.
            on_refused: told of files that nobody can read; without it they end the pile.
            target: where all pages go, cover sheets or not; None: where the sheets say.

        Raises:
            Refusal: ``target`` must not be scanned.
        """
        way = pile_way(self._store, self._clock, images, source, target, on_refused)
        if way.resumes_first:
            self.resume(officer, finish=finish)
        source = way.source
        stack_id, run = self._begin(source, officer, target)
        with list_notes.reading(self._store, source, target) as there:
            run = replace(run, split=max(run.split, there))
            looks = LooksBeside(self._keeper.early_looks, codes=target is None)
            trouble: Exception | None = None
            came = run.split + run.arrived
            notes: list[Message] = [*way.went_on(came)]
            left: list[Message] = []  # of the file whose page is the last that is safe
            whole_pile = False
            coming = way.pages(notes.append)
            try:
                try:
                    for done, (said, image, is_new) in enumerate(coming, 1):
                        if is_new and way.before + done > came:
                            self._take_page(stack_id, image, said, officer, looks, way)
                        left = way.left(image, done)
                        progress(done, image.of, message("scanning.progress.page", page=done))
                        if stopped():
                            break
                    else:
                        whole_pile = True
                        self._whole(way, target)
                except DeskError as fault:
                    trouble = fault
                early = not whole_pile and way.early(left)
                notes += left if early else []
                codes, blank = looks.codes(), looks.blank()
                report = self._split(stack_id, codes, officer, finish, trouble, blank, early=early)
                whole = whole_report(run, report)
                if early and target is None:
                    notes += way.where_stopped(report)
                return replace(whole, notes=(*notes, *self._same_again(whole, blank)))
            finally:
                coming.close()
                looks.close()
                with self._lock:
                    self._at_work.discard(stack_id)

    def _whole(self, way: PileWay, target: PaperTarget | None) -> None:
        with self._store.write() as session:
            way.whole(session, target)

    def _same_again(self, report: PileReport, blank: Collection[str]) -> list[Message]:
        papers = [(one.code, one.number) for one in report.stacks if one.filed]
        with self._store.read() as session:
            found = [
                readings.same_again(session, code, number, blank)
                for code, number in dict.fromkeys(papers)
                if code is not None and number is not None
            ]
        return [note for note in found if note is not None]

    def acknowledge(self, source: PageSource) -> None:
        """The report of a pile has reached whoever gave it: the same files given once more are a
        new pile."""
        if source.batch is None:
            return
        with self._store.write() as session:
            for stack in stacks_of(session, source.batch, "filed"):
                stack.source = {name: said for name, said in stack.source.items() if name != BATCH}
            stopped = list_notes.stopped_piles(session, source.batch)
            list_notes.all_there(session, source.batch)
        for target in stopped:  # what makes copies has waited for it
            self._bus.publish(PagesChanged(target.dossier_id, target.number))

    def resume(
        self,
        officer: OfficerAtDesk | None = None,
        *,
        progress: Progress = no_progress,
        finish: bool = True,
    ) -> tuple[PileReport, ...]:
        """Splits piles that a crash cut short, as far as they were read. Piles that are being
        read now are left alone."""
        with self._store.read() as session:
            arriving = session.scalars(
                select(Stack.id).where(Stack.state == "arriving").order_by(Stack.arrived_at)
            ).all()
        reports = []
        for done, stack_id in enumerate(arriving):
            with self._lock:
                if stack_id in self._at_work:
                    continue
                self._at_work.add(stack_id)
            try:
                progress(done, len(arriving), message("scanning.progress.resume"))
                reports.append(self._split(stack_id, {}, officer, finish, None, early=True))
            finally:
                with self._lock:
                    self._at_work.discard(stack_id)
        return tuple(reports)

    def _begin(
        self, source: PageSource, officer: OfficerAtDesk, target: PaperTarget | None
    ) -> tuple[str, EarlierRun]:
        """The arriving stack of this pile, and what an interrupted run has done of it."""
        said = source.as_json()
        if target is not None:
            said[TARGET] = {"dossier_id": target.dossier_id, "number": target.number}
        with self._lock, self._store.write() as session:
            if target is not None:
                must_be_scannable(session, target)
            run = earlier_run(session, source.batch, said.get(TARGET), self._at_work)
            stack_id = run.stack_id
            if stack_id is None:
                stack_id = self._clock.new_id()
                said[AFTER] = session.scalar(select(func.max(Page.seq))) or 0
                session.add(
                    Stack(
                        id=stack_id,
                        arrived_at=self._clock.now(),
                        officer=officer.login,
                        counter=officer.counter,
                        source=said,
                        state="arriving",
                    )
                )
            self._at_work.add(stack_id)
            return stack_id, run

    def _take_page(
        self,
        stack_id: str,
        image: ScannedImage,
        said: dict[str, Any],
        officer: OfficerAtDesk,
        looks: LooksBeside,
        way: PileWay,
    ) -> None:
        kept = self._keeper.take_in(image, looks)
        if image.name:
            said["name"] = image.name
        with self._store.write() as session:
            way.taken(session)
            self._keeper.insert(session, Home(stack=stack_id), kept, said, officer)

    def _split(
        self,
        stack_id: str,
        codes: dict[str, PageCodes],
        officer: OfficerAtDesk | None,
        finish: bool,
        trouble: Exception | None,
        blank: Collection[str] = (),
        *,
        early: bool,
    ) -> PileReport:
        with self._store.read() as session:
            originals = {
                row.id: row.original
                for row in session.execute(
                    select(Page.id, Page.original)
                    .where(*lies_in(Home(stack=stack_id)))
                    .order_by(Page.position, Page.seq)
                )
            }
            target = _target(session, stack_id)
            placed = placed_pages(session, stack_id) if target is None and originals else ()
        read: list[PageCodes] = []
        before: list[PageCodes] = []
        if target is None:
            # What a page says is read from its original: the quality check may have turned it.
            read = [
                codes[image] if image in codes else self._codes_of(page)
                for page, image in originals.items()
            ]
            # Of pages that lie in their places already only the sheets say where others go.
            before = [self._codes_of(one.id if one and one.sheet else None) for one in placed]
        nothing_on = {page for page, image in originals.items() if image in blank}
        report = PileReport((), 0, None, 0, trouble=trouble)
        with self._store.write() as session:
            stack = session.get_one(Stack, stack_id)
            if stack.state != "arriving":
                return report
            routed: tuple[Routed, ...] = ()
            if originals:
                lying = [one.stack_id if one else None for one in placed]
                sheets = route(session, list(originals), read, target, before, lying)
                routed = settle(session, self._clock, stack, sheets, officer, nothing_on)
                report = _report(routed, len(originals), sheets.count, trouble)
                remember(stack, report)
            wanted = self._want_copies(session, routed, officer) if finish else set()
            waiting = count_wanted(session)
            whole: Collection[PaperTarget] = ()
            if target is None and (routed or not early):
                last = routed[-1] if early else None
                into = last.target if last is not None and last.pages else None
                whole = list_notes.pile_stopped(session, stack.source, into)
            if not originals:
                session.delete(stack)
        self._tell(routed, wanted, waiting)
        for paper in whole:  # what makes copies has waited for it
            self._bus.publish(PagesChanged(paper.dossier_id, paper.number))
        return report

    def _want_copies(
        self, session: Session, routed: Sequence[Routed], officer: OfficerAtDesk | None
    ) -> set[str]:
        """Asks for the archive copies; returns the dossiers of which there will be new ones."""
        return {
            one.target.dossier_id
            for one in routed
            if one.target is not None
            and one.pages
            and want_copies(
                session, self._clock, one.target.dossier_id, officer, [one.target.number]
            )
        }

    def _codes_of(self, page_id: str | None) -> PageCodes:
        """What stands on a page that came in before the program ended; nothing if it cannot be
        read as a picture, or is none."""
        from desk_app.paper.barcode_reading import PageCodes, codes_on

        if page_id is None:
            return PageCodes()
        try:
            return codes_on(self._keeper.image(page_id, original=True))
        except ValueError:
            return PageCodes()

    def _tell(self, routed: Sequence[Routed], wanted: Iterable[str], waiting: int) -> None:
        for one in routed:
            if one.target is not None and one.pages:
                self._bus.publish(PagesChanged(one.target.dossier_id, one.target.number))
        if any(one.target is None for one in routed):
            self._bus.publish(StacksChanged())
        for dossier in wanted:
            self._bus.publish(ArchiveChanged(dossier, waiting))


def _report(
    routed: Sequence[Routed], pages: int, count: SheetCount, trouble: Exception | None
) -> PileReport:
    stacks = tuple(_outcome(one) for one in routed)
    return PileReport(stacks, pages, count.expected, count.found, count.absent, trouble)


def _outcome(one: Routed) -> StackOutcome:
    number = one.target.number if one.target else None
    return StackOutcome(one.code, number, one.pages, one.stack_id, one.reason, one.blank)


def _target(session: Session, stack_id: str) -> PaperTarget | None:
    said = session.get_one(Stack, stack_id).source.get(TARGET)
    return PaperTarget(said["dossier_id"], said["number"]) if said else None
