"""All services of one desk, built on one store; what screens and commands are given.

Each service is loaded when it is first asked for: a window stands, and a short command ends,
before libraries are read that only a receipt or a spreadsheet needs.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import CalendarChanged, CatalogueChanged
from desk_app.models.engine import Store
from desk_app.services.mark_keeping import MarkKeeper
from desk_app.services.settings import Settings
from desk_app.services.sign_in import OfficerAtDesk, SignIn
from desk_app.services.this_desk import ThisDesk, UnitCard, read_this_desk, unit_card

if TYPE_CHECKING:
    from desk_app.config.vault import Vault
    from desk_app.paper.page_text import TextReader
    from desk_app.paper.scan_store import ScanStore
    from desk_app.services.amendments import Amendments
    from desk_app.services.archiving import Archiving
    from desk_app.services.begun_amendments import BegunAmendments
    from desk_app.services.calendar import WorkingCalendar
    from desk_app.services.catalogue import Catalogue
    from desk_app.services.cover_sheets import CoverSheets
    from desk_app.services.day_review import DayReview
    from desk_app.services.dossiers import Dossiers
    from desk_app.services.drafts import Drafts
    from desk_app.services.emergency_numbers import EmergencyNumbers
    from desk_app.services.hand_overs import HandOvers
    from desk_app.services.intake import Intake
    from desk_app.services.journal import Journal
    from desk_app.services.numbers import Numbers
    from desk_app.services.outbox_desk import OutboxDesk
    from desk_app.services.page_keeping import PageKeeper
    from desk_app.services.page_search import PageSearch
    from desk_app.services.piles import Piles
    from desk_app.services.proxy import Proxy
    from desk_app.services.receipts import Receipts
    from desk_app.services.registers import Registers
    from desk_app.services.scan_devices import ScanDevices
    from desk_app.services.scanning import Scanning
    from desk_app.services.search import Search
    from desk_app.services.unmatched import UnmatchedTray


class Desk:
    """One desk at work: its store and what can be done with it."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        pages: Path | None = None,
        marks: MarkKeeper | None = None,
        vault: Vault | None = None,
    ) -> None:
        """
        Args:
            pages: the folder of scanned pages; None: beside the database.
            marks: where it is written down how far this desk has come; None: nowhere.
            vault: where the password for the proxy is kept; None: nowhere.
        """
        self.store = store
        self.marks = marks or MarkKeeper(store, clock, None)
        self._pages = pages or store.path.parent / "pages"
        self.clock = clock
        self.bus = bus
        self.settings = Settings(store)
        self._vault = vault
        self.sign_in = SignIn(store, clock)
        self._here: ThisDesk | None = None

    @cached_property
    def catalogue(self) -> Catalogue:
        """The procedures in force."""
        from desk_app.services.catalogue import Catalogue

        catalogue = Catalogue(self.store, self.clock)
        self.bus.subscribe(CatalogueChanged, lambda _: catalogue.forget())
        return catalogue

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working days in force."""
        from desk_app.services.calendar import WorkingCalendar

        calendar = WorkingCalendar(self.store, self.clock)
        self.bus.subscribe(CalendarChanged, lambda _: calendar.forget())
        return calendar

    @cached_property
    def intake(self) -> Intake:
        """Receiving dossiers."""
        from desk_app.services.intake import Intake
        from desk_app.services.intake_assess import Assessor

        assessor = Assessor(
            self.store,
            self.clock,
            self.catalogue,
            self.calendar,
            self.this_desk,
            self.settings,
        )
        return Intake(self.store, self.clock, self.bus, assessor, self.this_desk, self.settings)

    @cached_property
    def receipts(self) -> Receipts:
        """Receipts, stored and printed."""
        from desk_app.services.receipts import Receipts

        return Receipts(self.store, self.clock, self.bus, self.marks.note)

    @cached_property
    def drafts(self) -> Drafts:
        """Intakes that are not committed yet."""
        from desk_app.services.drafts import Drafts

        return Drafts(self.store, self.clock)

    @cached_property
    def numbers(self) -> Numbers:
        """The leased numbers."""
        from desk_app.services.numbers import Numbers

        return Numbers(self.store)

    @cached_property
    def emergency_numbers(self) -> EmergencyNumbers:
        """The sealed blocks."""
        from desk_app.services.emergency_numbers import EmergencyNumbers

        return EmergencyNumbers(self.store, self.clock, self.bus, self.sign_in, self.this_desk)

    @cached_property
    def hand_overs(self) -> HandOvers:
        """Numbers that go to a neighbour or come from one."""
        from desk_app.services.hand_overs import HandOvers

        return HandOvers(self.store, self.clock, self.bus, self.this_desk, self.marks.note)

    @cached_property
    def search(self) -> Search:
        """Finding dossiers."""
        from desk_app.services.search import Search

        return Search(self.store, self.clock)

    @cached_property
    def dossiers(self) -> Dossiers:
        """Reading one dossier whole."""
        from desk_app.services.dossiers import Dossiers

        return Dossiers(self.store, self.clock)

    @cached_property
    def amendments(self) -> Amendments:
        """Correcting dossiers after their receipt."""
        from desk_app.services.amendments import Amendments

        return Amendments(self.store, self.clock, self.bus)

    @cached_property
    def begun_amendments(self) -> BegunAmendments:
        """Corrections that are typed and not saved."""
        from desk_app.services.begun_amendments import BegunAmendments

        return BegunAmendments(self.store)

    @cached_property
    def outbox(self) -> OutboxDesk:
        """What waits for the centre."""
        from desk_app.services.outbox_desk import OutboxDesk

        return OutboxDesk(self.store, self.clock, self.bus)

    @cached_property
    def day_review(self) -> DayReview:
        """The day in figures."""
        from desk_app.services.day_review import DayReview

        return DayReview(self.store, self.clock)

    @cached_property
    def registers(self) -> Registers:
        """The register of a day."""
        from desk_app.services.registers import Registers

        return Registers(self.store, self.clock)

    @cached_property
    def journal(self) -> Journal:
        """Who did what when."""
        from desk_app.services.journal import Journal

        return Journal(self.store)

    @cached_property
    def scan_store(self) -> ScanStore:
        """The encrypted files of scanned pages."""
        from desk_app.paper.scan_store import ScanStore

        return ScanStore(self._pages)

    @cached_property
    def proxy(self) -> Proxy:
        """How this desk gets out to the network."""
        from desk_app.services.proxy import Proxy

        return Proxy(self.settings, self._vault)

    @cached_property
    def scanning(self) -> Scanning:
        """Scanning into the papers of a dossier."""
        from desk_app.services.scanning import Scanning

        return Scanning(self.store, self.clock, self.bus, self.page_keeper)

    @cached_property
    def devices(self) -> ScanDevices:
        """Scanners, hot folders and files."""
        from desk_app.services.scan_devices import ScanDevices

        return ScanDevices(self.settings, self.clock)

    @cached_property
    def piles(self) -> Piles:
        """Piles that split themselves by their cover sheets."""
        from desk_app.services.piles import Piles

        return Piles(self.store, self.clock, self.bus, self.page_keeper)

    @cached_property
    def cover_sheets(self) -> CoverSheets:
        """Cover sheets of dossiers."""
        from desk_app.services.cover_sheets import CoverSheets

        return CoverSheets(self.store, self.clock)

    @cached_property
    def unmatched(self) -> UnmatchedTray:
        """Stacks whose dossier or paper is unknown."""
        from desk_app.services.unmatched import UnmatchedTray

        return UnmatchedTray(self.store, self.clock, self.bus)

    @cached_property
    def archiving(self) -> Archiving:
        """Archive copies, made in the background."""
        from desk_app.services.archiving import Archiving

        return Archiving(self.store, self.clock, self.bus, self.page_keeper, _text_reader)

    @cached_property
    def page_search(self) -> PageSearch:
        """Finding pages by what is written on them."""
        from desk_app.services.page_search import PageSearch

        return PageSearch(self.store)

    @cached_property
    def page_keeper(self) -> PageKeeper:
        """The one door for images of pages."""
        from desk_app.services.page_keeping import PageKeeper

        return PageKeeper(self.store, self.clock, self.scan_store)

    @property
    def enrolled(self) -> bool:
        """Whether this desk has its place at a centre (or is a demonstration)."""
        return self._place() is not None

    def this_desk(self) -> ThisDesk:
        """The desk's place.

        Raises:
            Refusal: it is not enrolled.
        """
        here = self._place()
        if here is None:
            raise Refusal("desk.not_enrolled")
        return here

    def begin_anew(self, why: str, present: int) -> int:
        """As :meth:`desk_app.services.mark_keeping.MarkKeeper.begin_anew`; what is kept in memory
        of this desk's place follows."""
        epoch = self.marks.begin_anew(why, present)
        self.forget_place()
        return epoch

    def turn_day(self, *, heard_centre: bool = False) -> None:
        """As :func:`desk_app.services.day_turn.turn_day`; the desk may have another unit then."""
        from desk_app.services.day_turn import turn_day

        turn_day(self.store, self.clock, self.bus, heard_centre=heard_centre)
        self.forget_place()

    def forget_place(self) -> None:
        """Reads the desk's place anew next time (after enrolment)."""
        self._here = None

    def unit(self) -> UnitCard:
        """The unit of this desk."""
        with self.store.read() as session:
            return unit_card(session, self.this_desk().unit)

    def officer(self, login: str | None = None) -> OfficerAtDesk:
        """The officer a command acts for: ``login``, or the first officer of this unit.

        Raises:
            Refusal: there is no such officer here.
        """
        here = self.this_desk()
        for card in self.sign_in.officers():
            if card.login == login or (login is None and card.role == "officer"):
                return OfficerAtDesk(card.login, card.full_name, card.role, here.unit, here.counter)
        raise Refusal("desk.no_officer", login=login or "—")

    def _place(self) -> ThisDesk | None:
        # Another thread may forget it at any moment.
        here = self._here
        if here is None:
            here = self._here = read_this_desk(self.store)
        return here


def _text_reader() -> TextReader:
    from desk_app.paper.ocr import ChildReader

    return ChildReader()
