"""The unmatched tray: stacks whose dossier or paper is unknown, until a person files them.

Nothing leaves the tray by itself, and nothing in it is guessed: candidates are offered, a person
decides. Filing and discarding can both be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import ArchiveChanged, OutboxChanged, PagesChanged, StacksChanged
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, Page, Stack
from desk_app.services.digitise_finish import (
    TIME_TO_UNDO,
    count_wanted,
    want_copies,
    want_copy,
    want_none,
)
from desk_app.services.journal import write_line
from desk_app.services.page_acts import Home
from desk_app.services.page_keeping import (
    COVER,
    cards,
    close_ranks,
    last_position,
    lies_in,
    source_of,
)
from desk_app.services.page_views import PageCard, PaperTarget, SettledCard, StackCard
from desk_app.services.scan_checklist import (
    kept_pages,
    must_be_scannable,
    note_pages,
    submitted_row,
)
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.tray_candidates import OpenPapers, candidates
from desk_app.services.withdrawals import withdraw

FILED = "filed_pages"  # in a stack's source: the pages that went out of it
SHEET = "filed_sheet"  # and the damaged sheet that went before them
MOST_LISTED = 500


class UnmatchedTray:
    """What lies in the tray, and the ways out of it."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus

    def count(self) -> int:
        """How many stacks wait for a person."""
        with self._store.read() as session:
            query = select(func.count()).select_from(Stack).where(Stack.state == "unmatched")
            return session.scalar(query) or 0

    def stacks(self) -> tuple[StackCard, ...]:
        """The stacks that wait for a person, the latest first."""
        with self._store.read() as session:
            rows = session.scalars(
                select(Stack)
                .where(Stack.state == "unmatched")
                .order_by(Stack.arrived_at.desc(), Stack.id.desc())
                .limit(MOST_LISTED)
            ).all()
            open_papers = OpenPapers(session)
            return tuple(_card(session, row, open_papers) for row in rows)

    def last_settled(self, officer: OfficerAtDesk) -> SettledCard | None:
        """The stack that ``officer`` filed or discarded last today, if it can be put back; None:
        there is none."""
        now = self._clock.now()
        with self._store.read() as session:
            rows = session.scalars(
                select(Stack)
                .where(
                    Stack.state.in_(("filed", "discarded")),
                    Stack.reason.is_not(None),
                    Stack.settled_by == officer.login,
                    Stack.settled_at >= datetime.combine(now.date(), time(), now.tzinfo),
                )
                .order_by(Stack.settled_at.desc(), Stack.id.desc())
            )
            return next((card for row in rows if (card := _settled(session, row))), None)

    def pages(self, stack_id: str) -> tuple[PageCard, ...]:
        """All pages of a stack in order, its sheet first."""
        with self._store.read() as session:
            return cards(session, *lies_in(Home(stack=stack_id)))

    def file(self, stack_id: str, target: PaperTarget, officer: OfficerAtDesk) -> bool:
        """Puts the pages of a stack behind those of a paper; its sheet stays in the stack. A
        damaged one may be a page that only looked like a sheet: it goes along, hidden. The paper's
        archive copy is asked for.

        Returns:
            Whether a damaged sheet went along.

        Raises:
            Refusal: the stack was filed or discarded meanwhile, or is only a sheet; the paper must
                not be scanned.
        """
        with self._store.write() as session:
            stack = _in_state(session, stack_id, "unmatched")
            pages = _pages(session, stack_id)
            if not pages:
                raise Refusal("scanning.nothing_to_file")
            paper = must_be_scannable(session, target)
            submitted_row(session, target, paper.name)
            last = last_position(session, Home.of(target))
            sheet = _damaged_sheet(session, stack)
            for place, page in enumerate((*sheet, *pages), last + 1):
                page.dossier_id, page.paper_number = target.dossier_id, target.number
                page.stack_id, page.position = None, place
            self._settle(stack, "filed", officer)
            for page in sheet:
                page.state, page.text_state = "hidden", "waiting"
            stack.source = {
                **stack.source,
                FILED: [page.id for page in pages],
                SHEET: [page.id for page in sheet],
            }
            session.flush()
            close_ranks(session, Home(stack=stack_id))
            write_line(
                session,
                self._clock.now(),
                officer.login,
                officer.counter,
                target.dossier_id,
                "pages.filed",
                number=target.number,
                pages=len(pages),
            )
            if kept_pages(session, target):  # not where all sides are blank
                want_copy(session, self._clock, target, officer, rest=TIME_TO_UNDO)
            waiting = count_wanted(session)
        self._tell(target, waiting)
        return bool(sheet)

    def discard(self, stack_id: str, officer: OfficerAtDesk, reason: str) -> None:
        """Takes a stack out of the tray; its pages stay on the disk and can be put back.

        Raises:
            Refusal: no reason is given, or the stack was filed or discarded meanwhile.
        """
        why = reason.strip()
        if not why:
            raise Refusal("scanning.discard_needs_reason")
        with self._store.write() as session:
            stack = _in_state(session, stack_id, "unmatched")
            self._settle(stack, "discarded", officer)
            pages = len(_pages(session, stack_id))
            write_line(
                session,
                self._clock.now(),
                officer.login,
                officer.counter,
                None,
                "pages.discarded",
                pages=pages,
                why=why,
            )
        self._bus.publish(StacksChanged())

    def put_back(self, stack_id: str, officer: OfficerAtDesk) -> None:
        """Undoes :meth:`file` and :meth:`discard`: the stack lies in the tray again. If its pages
        are at the centre already, as the copy of a paper that has no others, that is withdrawn.

        Raises:
            Refusal: the stack is not known, or lies there already.
        """
        with self._store.write() as session:
            stack = _in_state(session, stack_id, "filed", "discarded")
            if stack.reason is None:
                raise Refusal("scanning.unknown_stack")  # a pile that split itself
            targets = _take_back(session, stack)
            stack.state, stack.settled_at, stack.settled_by = "unmatched", None, None
            dossiers: set[str | None] = {target.dossier_id for target in targets}
            for dossier in dossiers or {None}:
                write_line(
                    session,
                    self._clock.now(),
                    officer.login,
                    officer.counter,
                    dossier,
                    "pages.put_back",
                )
            for target in targets:
                if not kept_pages(session, target):
                    want_none(session, target)
                    withdraw(session, self._clock, target, officer)
                    note_pages(session, target)
                want_copies(session, self._clock, target.dossier_id, officer, [target.number])
            waiting = count_wanted(session)
        for target in targets:
            self._tell(target, waiting)
        self._bus.publish(OutboxChanged())
        self._bus.publish(StacksChanged())

    def _settle(self, stack: Stack, state: str, officer: OfficerAtDesk) -> None:
        stack.state = state
        stack.settled_at = self._clock.now()
        stack.settled_by = officer.login

    def _tell(self, target: PaperTarget, waiting: int) -> None:
        self._bus.publish(PagesChanged(target.dossier_id, target.number))
        self._bus.publish(StacksChanged())
        self._bus.publish(ArchiveChanged(target.dossier_id, waiting))


def _in_state(session: Session, stack_id: str, *states: str) -> Stack:
    """The stack, if it is in one of ``states``.

    Raises:
        Refusal: it is not, or nobody knows it.
    """
    stack = session.get(Stack, stack_id)
    if stack is None or stack.state == "arriving":
        raise Refusal("scanning.unknown_stack")
    if stack.state not in states:
        raise Refusal("scanning.stack_settled")
    return stack


def _pages(session: Session, stack_id: str) -> list[Page]:
    """The pages of a stack without the sheet that led it."""
    return [page for page in _all_pages(session, stack_id) if not page.source.get(COVER)]


def _damaged_sheet(session: Session, stack: Stack) -> list[Page]:
    """The sheet that leads a stack, where it is known by its looks only; else none."""
    if stack.reason != "damaged_cover":
        return []
    return [
        page
        for page in _all_pages(session, stack.id)
        if page.source.get(COVER) and page.state != "removed"
    ]


def _all_pages(session: Session, stack_id: str) -> Sequence[Page]:
    return session.scalars(
        select(Page).where(*lies_in(Home(stack=stack_id))).order_by(Page.position, Page.seq)
    ).all()


def _take_back(session: Session, stack: Stack) -> set[PaperTarget]:
    """Puts the pages that were filed back into the stack; returns the papers that had them."""
    sheet: list[str] = stack.source.get(SHEET, [])
    went = [*sheet, *stack.source.get(FILED, [])]
    pages = session.scalars(
        select(Page).where(Page.id.in_(went), Page.dossier_id.is_not(None)).order_by(Page.position)
    ).all()
    targets = set()
    last = last_position(session, Home(stack=stack.id))
    for place, page in enumerate(pages, last + 1):
        if page.dossier_id is not None and page.paper_number is not None:
            targets.add(PaperTarget(page.dossier_id, page.paper_number))
        page.dossier_id = page.paper_number = None
        page.stack_id, page.position = stack.id, place
        if page.id in sheet and page.state == "hidden":
            page.state, page.text_state = "kept", "off"
    stack.source = {n: said for n, said in stack.source.items() if n not in (FILED, SHEET)}
    session.flush()
    for target in targets:
        close_ranks(session, Home.of(target))
    return targets


def _settled(session: Session, stack: Stack) -> SettledCard | None:
    """A stack that left the tray; None: its pages lie in no paper any more."""
    at = stack.settled_at
    assert at is not None, "a stack that is settled says when"
    if stack.state == "discarded":
        return SettledCard(stack.id, at, len(_pages(session, stack.id)), None)
    went: list[str] = stack.source.get(FILED, [])
    code = session.scalar(
        select(Dossier.code).join(Page, Page.dossier_id == Dossier.id).where(Page.id.in_(went))
    )
    return None if code is None else SettledCard(stack.id, at, len(went), code)


def _card(session: Session, stack: Stack, open_papers: OpenPapers) -> StackCard:
    rows = session.execute(
        select(Page.state, Page.source)
        .where(*lies_in(Home(stack=stack.id)), Page.state != "removed")
        .order_by(Page.position)
    ).all()
    thumbnail = session.scalar(
        select(Page.thumbnail)
        .where(*lies_in(Home(stack=stack.id)), Page.state != "removed")
        .order_by(Page.position)
        .limit(1)
    )
    pages = [row for row in rows if not row.source.get(COVER)]
    return StackCard(
        id=stack.id,
        arrived_at=stack.arrived_at,
        officer=stack.officer,
        source=source_of(stack.source),
        reason=stack.reason or "other",
        cover=stack.cover,
        pages=len(pages),
        thumbnail=thumbnail,
        candidates=candidates(session, stack, open_papers),
        sheet=len(pages) < len(rows),
        blank=sum(row.state == "hidden" for row in pages),
    )
