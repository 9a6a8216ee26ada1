"""Scanning into a paper of a dossier: pages durable before they are seen, every act undoable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desk_app.clock import Clock
from desk_app.errors import DeskError, Refusal
from desk_app.event_bus import EventBus
from desk_app.events import PagesChanged, StacksChanged
from desk_app.models.engine import Store
from desk_app.models.tables import Page
from desk_app.services import (
    digitise_finish,
    list_notes,
    page_check,
    paper_changes,
    readings,
    reuse,
    withdrawals,
)
from desk_app.services.journal import write_line
from desk_app.services.looks_beside import LooksBeside
from desk_app.services.opened_files import OnRefused
from desk_app.services.page_acts import Home, homes_of, interleaved
from desk_app.services.page_changes import Beside, apply_changes
from desk_app.services.page_keeping import (
    KeptImage,
    PageKeeper,
    card,
    cards,
    lies_in,
    new_image,
)
from desk_app.services.page_views import (
    AddReport,
    Changes,
    FinishReport,
    PageCard,
    PageChange,
    PageSource,
    PaperChange,
    PaperTarget,
    Progress,
    ReusableFile,
    ScanChecklist,
    Stopped,
    never_stopped,
    no_progress,
)
from desk_app.services.scan_checklist import (
    find_dossier,
    must_be_scannable,
    note_pages,
    read_checklist,
    submitted_row,
)
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.wording import Message, message

if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage


class Scanning:
    """What an officer does with the pages of a dossier's papers."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus, keeper: PageKeeper) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus
        self._keeper = keeper

    # --- looking -------------------------------------------------------------------------------

    def checklist(self, code_or_id: str) -> ScanChecklist:
        """The papers of a dossier to scan.

        Raises:
            Refusal: there is no such dossier.
        """
        with self._store.read() as session:
            return read_checklist(session, find_dossier(session, code_or_id))

    def cut_short(self) -> tuple[tuple[str, int], ...]:
        """The papers of all dossiers whose reading was cut short, each by the code of its dossier
        and its number, in the order in which the dossiers were received."""
        with self._store.read() as session:
            return list_notes.all_cut_short(session)

    def pages(self, target: PaperTarget) -> tuple[PageCard, ...]:
        """All pages of a paper in order, hidden and removed ones too."""
        with self._store.read() as session:
            return cards(session, *lies_in(Home.of(target)))

    def page(self, page_id: str) -> PageCard:
        """One page.

        Raises:
            Refusal: nobody knows it.
        """
        with self._store.read() as session:
            return card(session, page_id)

    def thumbnail(self, page_id: str) -> bytes:
        """A small JPEG of a page, at once.

        Raises:
            Refusal: nobody knows the page.
        """
        with self._store.read() as session:
            found = session.scalar(select(Page.thumbnail).where(Page.id == page_id))
        if found is None:
            raise Refusal("scanning.unknown_page")
        return found

    def image(self, page_id: str) -> bytes:
        """The JPEG of a page.

        Raises:
            Refusal: nobody knows the page.
            EnvironmentFault: its file is gone or damaged.
        """
        return self._keeper.image(page_id)

    def unclaimed(self) -> tuple[str, ...]:
        """Files of the scan store that belong to no page: what a crash left. They are listed
        and stay."""
        return self._keeper.unclaimed()

    # --- pages come in -------------------------------------------------------------------------

    def add(
        self,
        target: PaperTarget,
        image: ScannedImage,
        source: PageSource,
        officer: OfficerAtDesk,
        *,
        before: str | None = None,
        instead_of: str | None = None,
    ) -> PageCard:
        """Takes a page into a paper; it is on the disk and in the database when this returns.

        Args:
            before: the page it goes in front of; None: the end.
            instead_of: the page it takes the place of, which is removed (and can come back).

        Raises:
            Refusal: the paper must not be scanned; it is no image.
            EnvironmentFault: the disk says no.
        """
        with self._store.read() as session:
            must_be_scannable(session, target)
        kept = self._keeper.take_in(image)
        place = Beside(before=before, instead_of=instead_of)
        return self._add(target, kept, source.as_json(), officer, place)

    def add_many(
        self,
        target: PaperTarget,
        images: Iterable[ScannedImage],
        source: PageSource,
        officer: OfficerAtDesk,
        *,
        progress: Progress = no_progress,
        stopped: Stopped = never_stopped,
        instead_of: str | None = None,
        on_refused: OnRefused | None = None,
    ) -> AddReport:
        """Takes pages into a paper as they come; files of many pages are taken apart. Whatever
        ends it early, those taken stay.

        Args:
            source: with a ``batch``, a list of files that was cut short goes on where it ended; so
                does each file of a hot folder.
            instead_of: the page that the first one takes the place of (see :meth:`add`); the
                others follow right behind it.
            on_refused: told of files that nobody can read; without it they end the work.

        Raises:
            Refusal: the paper must not be scanned.
        """
        with self._store.read() as session:
            paper = must_be_scannable(session, target)
            old_state = card(session, instead_of).state if instead_of is not None else ""
            before = paper_changes.earlier_copy(session, target)
            lists = list_notes.notes_of(session, target)
        taken: list[PageCard] = []
        notes: list[Message] = []

        def note(words: Message) -> None:
            notes.append(words)
            # A list may go on: where it stopped is no longer said, long before a new page comes.
            self._bus.publish(PagesChanged(target.dossier_id, target.number))

        looks = LooksBeside(self._keeper.early_looks)
        trouble: DeskError | None = None
        with closing(
            readings.coming(self._store, images, source, target, on_refused, note)
        ) as coming:
            try:
                for done, (said, image, is_new) in enumerate(coming, 1):
                    if is_new:
                        place = Beside(instead_of=instead_of)
                        if instead_of is not None and taken:
                            place = Beside(behind=taken[-1].id)
                        kept = self._keeper.take_in(image, looks)
                        taken.append(self._add(target, kept, said, officer, place))
                    progress(done, image.of, message("scanning.progress.page", page=done))
                    if stopped():
                        break
            except DeskError as fault:
                trouble = fault
            finally:
                looks.close()
        blank = looks.blank()
        notes += self._same_again(target, blank) if readings.is_listed(source) else []
        # What makes archive copies has waited for the end.
        self._bus.publish(PagesChanged(target.dossier_id, target.number))
        back: list[PageChange | PaperChange] = []
        back += [PageChange(page.id, state="removed") for page in taken]
        if instead_of is not None and taken:
            back.append(PageChange(instead_of, state=old_state))
        if taken:
            back += before
            with self._store.read() as session:
                back += paper_changes.lists_before(session, target, lists)
        hidden = 0 if paper.recipe.keep_blank else len(blank)
        return AddReport(tuple(taken), trouble, tuple(notes), back=tuple(back), blank=hidden)

    def _same_again(self, target: PaperTarget, blank: Collection[str]) -> list[Message]:
        with self._store.read() as session:
            code = find_dossier(session, target.dossier_id).code
            note = readings.same_again(session, code, target.number, blank)
        return [] if note is None else [note]

    def _add(
        self,
        target: PaperTarget,
        image: KeptImage,
        source: dict[str, Any],
        officer: OfficerAtDesk | None,
        place: Beside,
        made_from: Sequence[str] = (),
    ) -> PageCard:
        home = Home.of(target)
        with self._store.write() as session:
            paper = must_be_scannable(session, target)
            submitted_row(session, target, paper.name)
            page_id = self._keeper.insert(
                session, home, image, source, officer, made_from=made_from
            )
            apply_changes(session, place.changes(session, home, page_id))
            added = card(session, page_id)
        self._bus.publish(PagesChanged(target.dossier_id, target.number))
        return added

    # --- acts ----------------------------------------------------------------------------------

    def change(
        self, changes: Sequence[PageChange | PaperChange], officer: OfficerAtDesk
    ) -> Changes:
        """Does all of ``changes`` or nothing, those of pages first; returns those that lead back
        (undo). A paper that loses its last page, or the earlier copy that stood for it, after the
        centre was told of its copy is withdrawn.

        Raises:
            Refusal: a page or a goal is not known, or must not be scanned.
        """
        of_pages = [change for change in changes if isinstance(change, PageChange)]
        of_papers = [change for change in changes if isinstance(change, PaperChange)]
        images = self._remake(of_pages)
        with self._store.write() as session:
            for home in homes_of(of_pages):
                if home.target is not None:
                    must_be_scannable(session, home.target)
            before, back = apply_changes(session, of_pages)
            for page_id, image in images.items():
                page = session.scalars(select(Page).where(Page.id == page_id)).one()
                new_image(session, page, image, self._keeper)
            notes = paper_changes.apply_all(session, self._clock, of_papers, officer)
            homes = {*before, *homes_of(of_pages), *(Home.of(one.target) for one in of_papers)}
            papers = [home.target for home in homes if home.target is not None]
            copies = (
                *withdrawals.follow(session, self._clock, papers, officer),
                *paper_changes.new_copies(session, of_papers),
            )
            for paper in papers:
                note_pages(session, paper)
        self._tell(homes)
        withdrawals.tell(self._bus, copies)
        return (*notes, *back)

    def merge_card(self, front: str, back: str, officer: OfficerAtDesk) -> tuple[PageCard, Changes]:
        """Puts the two sides of a card on one page; the two stay, removed. Returns the new page
        and the changes that lead back.

        Raises:
            Refusal: a page is not known, or they are not of one paper.
        """
        from desk_app.paper.page_image import card_on_one_page, take_in

        first, second = self.page(front), self.page(back)
        target = PaperTarget(first.dossier_id or "", first.paper_number or 0)
        if first.dossier_id is None or front == back:
            raise Refusal("scanning.impossible_change")
        if (second.dossier_id, second.paper_number) != (first.dossier_id, first.paper_number):
            raise Refusal("scanning.impossible_change")
        dpi = max(first.dpi, second.dpi)
        jpeg = card_on_one_page(self.image(front), self.image(back), dpi)
        image = self._keeper.keep(take_in(jpeg, dpi))
        source = first.source.as_json()
        made = self._add(target, image, source, officer, Beside(before=front), (front, back))
        removed = [PageChange(one, state="removed") for one in (front, back)]
        undo = self.change(removed, officer)
        return made, (*undo, PageChange(made.id, state="removed"))

    def interleave_backs(
        self, target: PaperTarget, first_back_position: int, officer: OfficerAtDesk
    ) -> Changes:
        """Puts the backs of a one-sided pile, read after its fronts, between them. Returns the
        changes that lead back.

        Raises:
            Refusal: there are not as many backs as fronts.
        """
        shown = [page for page in self.pages(target) if page.state != "removed"]
        first = sum(page.position < first_back_position for page in shown) + 1
        changes = interleaved([page.id for page in shown], first)
        return self.change(changes, officer)

    def declare_pages(
        self, target: PaperTarget, pages: int | None, officer: OfficerAtDesk
    ) -> Changes:
        """Notes how many sides the officer counted (None: not counted). Returns the changes that
        lead back.

        Raises:
            Refusal: no such paper, or an impossible number.
        """
        counted = paper_changes.counted(pages)
        return self.change([PaperChange(target, declared=counted)], officer)

    # --- the end -------------------------------------------------------------------------------

    def finish(
        self, code_or_id: str, officer: OfficerAtDesk, *, reason: str | None = None
    ) -> FinishReport:
        """Asks for the archive copies of everything that has new pages.

        Args:
            reason: why papers are not whole (missing, cut short, other than the declared pages);
                without it they are a refusal. One that was cut short gets no copy in any case.

        Raises:
            Refusal: papers are not whole and there is no reason; pages are coming in; no such
                dossier.
        """
        return digitise_finish.finish(
            self._store, self._clock, self._bus, code_or_id, officer, reason
        )

    def take_as_whole(self, target: PaperTarget, officer: OfficerAtDesk) -> Changes:
        """The officer says that what is there of a paper whose reading was cut short is all.
        Returns the changes that lead back.

        Raises:
            Refusal: it was not cut short.
        """
        with self._store.write() as session:
            lists = list_notes.notes_of(session, target)
            write_line(
                session,
                self._clock.now(),
                officer.login,
                officer.counter,
                target.dossier_id,
                "pages.taken_as_whole",
                number=target.number,
                pages=list_notes.take_as_whole(session, target),
            )
            back = paper_changes.lists_before(session, target, lists)
        self._bus.publish(PagesChanged(target.dossier_id, target.number))
        return back

    def reusable(self, target: PaperTarget) -> tuple[ReusableFile, ...]:
        """Archive copies of earlier dossiers of this person; those that fit first."""
        return reuse.reusable(self._store, target)

    def copy_pages(self, copy_id: str) -> tuple[PageCard, ...]:
        """The pages of an archive copy, in order, to be looked at before it is used again. Those
        that were turned or straightened since are not among them."""
        return reuse.pages_of_copy(self._store, copy_id)

    def reuse(self, target: PaperTarget, choice: ReusableFile, officer: OfficerAtDesk) -> Changes:
        """Takes an archive copy of an earlier dossier for a paper; nothing is scanned again.
        Returns the changes that lead back.

        Raises:
            Refusal: it is not of this person, or the paper has pages of its own.
        """
        return self.change([PaperChange(target, reuse=choice.archive_id)], officer)

    def check_waiting(
        self, progress: Progress = no_progress, stopped: Stopped = never_stopped
    ) -> int:
        """Looks at the quality of pages nobody has looked at yet; returns how many it looked at.
        Skew is taken out, pages that stand wrong are turned, blank sides are hidden."""
        return page_check.check_waiting(
            self._store, self._clock, self._bus, self._keeper, progress, stopped
        )

    # --- inside --------------------------------------------------------------------------------

    def _remake(self, changes: Sequence[PageChange]) -> dict[str, KeptImage]:
        """The images that turns and skews call for, on the disk before the unit of work begins."""
        wanted: dict[str, tuple[int, float]] = {}
        for change in changes:
            if change.turn is None and change.skew is None:
                continue
            turn, skew = wanted.get(change.page_id) or self._stands(change.page_id)
            turn = turn if change.turn is None else change.turn
            wanted[change.page_id] = (turn, skew if change.skew is None else change.skew)
        return {
            page_id: self._keeper.remade(page_id, turn, skew)
            for page_id, (turn, skew) in wanted.items()
            if (turn, skew) != self._stands(page_id)
        }

    def _stands(self, page_id: str) -> tuple[int, float]:
        page = self.page(page_id)
        return page.turn, page.skew

    def _tell(self, homes: Iterable[Home]) -> None:
        for home in homes:
            if home.target is not None:
                self._bus.publish(PagesChanged(home.target.dossier_id, home.target.number))
            else:
                self._bus.publish(StacksChanged())
