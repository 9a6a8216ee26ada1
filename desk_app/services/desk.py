"""All services of one desk, built on one store; what screens and commands are given."""

from __future__ import annotations

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import CalendarChanged, CatalogueChanged
from desk_app.models.engine import Store
from desk_app.services.calendar import WorkingCalendar
from desk_app.services.catalogue import Catalogue
from desk_app.services.day_review import DayReview
from desk_app.services.dossiers import Dossiers
from desk_app.services.drafts import Drafts
from desk_app.services.intake import Intake
from desk_app.services.journal import Journal
from desk_app.services.numbers import Numbers
from desk_app.services.outbox_desk import OutboxDesk
from desk_app.services.receipts import Receipts
from desk_app.services.registers import Registers
from desk_app.services.search import Search
from desk_app.services.settings import Settings
from desk_app.services.sign_in import OfficerAtDesk, SignIn
from desk_app.services.this_desk import ThisDesk, UnitCard, read_this_desk, unit_card


class Desk:
    """One desk at work: its store and what can be done with it."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus) -> None:
        self.store = store
        self.clock = clock
        self.bus = bus
        self.settings = Settings(store)
        self.catalogue = Catalogue(store, clock)
        self.calendar = WorkingCalendar(store, clock)
        self.numbers = Numbers(store)
        self.sign_in = SignIn(store, clock)
        self.drafts = Drafts(store, clock)
        self.intake = Intake(
            store, clock, bus, self.catalogue, self.calendar, self.this_desk, self.settings
        )
        self.receipts = Receipts(store, clock, bus)
        self.search = Search(store, clock)
        self.dossiers = Dossiers(store, clock)
        self.outbox = OutboxDesk(store, clock, bus)
        self.day_review = DayReview(store, clock)
        self.registers = Registers(store, clock)
        self.journal = Journal(store)
        self._here: ThisDesk | None = None
        bus.subscribe(CatalogueChanged, lambda _: self.catalogue.forget())
        bus.subscribe(CalendarChanged, lambda _: self.calendar.forget())

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
        if self._here is None:
            self._here = read_this_desk(self.store)
        return self._here
