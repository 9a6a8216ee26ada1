"""What the home screen tells of, gathered from the services."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.services.clock_check import clock_warning
from desk_app.services.desk import Desk
from desk_app.services.mark_keeping import began_anew
from desk_app.services.number_ways import FEW, NumberWays, number_ways
from desk_app.services.procedure_names import procedure_name
from desk_app.services.search import DossierLine
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.screens.home.state import (
    FavouriteProcedure,
    HomeState,
    LatestDossier,
    OpenDraft,
    PrintRun,
)
from desk_app.ui.screens.receipt.source import ReceiptSource
from desk_app.wording import Message, message

SHOWN_LATEST = 200
SHOWN_FAVOURITES = 4
PILLS = {
    "waiting": "waiting",
    "accepted": "sent",
    "refused": "needs_attention",
    "held": "needs_attention",
}


class DeskHome:
    """The services of one desk as the home screen needs them; called in a reader thread."""

    def __init__(
        self,
        desk: Desk,
        officer: Callable[[], OfficerAtDesk | None],
        receipts: Callable[[], ReceiptSource],
    ) -> None:
        self._desk, self._officer, self._receipts = desk, officer, receipts

    def home(self) -> HomeState:
        """What stands now."""
        desk, officer = self._desk, self._officer()
        glance = desk.day_review.glance()
        queue = desk.outbox.queue(1)
        drafts = desk.drafts.list(officer) if officer else []
        favourites = desk.catalogue.favourites(officer.login) if officer else []
        return HomeState(
            received=glance.received,
            fees=glance.fees_vnd,
            waiting=queue.unsent,
            attention=queue.refused + queue.held,
            promised_today=glance.promised_today,
            overdue=glance.overdue,
            drafts=tuple(
                OpenDraft(one.id, one.title, one.saved_at, one.applicant) for one in drafts
            ),
            latest=tuple(
                _latest(line)
                for line in desk.search.search("", SHOWN_LATEST, days=1).dossiers
                if line.here
            ),
            unprinted=tuple(desk.receipts.not_printed()),
            conflicts=tuple(desk.amendments.in_conflict()),
            cut_short=desk.scanning.cut_short(),
            begun=tuple(reversed(desk.begun_amendments.of(officer))) if officer else (),
            unmatched=desk.unmatched.count(),
            promised=glance.promised,
            favourites=tuple(
                FavouriteProcedure(hit.code, procedure_name(hit.name_vi, hit.name_en))
                for hit in favourites[:SHOWN_FAVOURITES]
            ),
            banners=tuple(self._banners()),
            numbers=self._numbers(),
        )

    def send_now(self) -> None:
        """Asks for a pass to the centre at once."""
        self._desk.outbox.send_now()

    def print_unprinted(self, progress: Callable[[int, int | None], None]) -> PrintRun:
        """Prints every receipt that never came out, the oldest first; stops at the first that
        fails, for the next would fail, too."""
        receipts = self._receipts()
        how = receipts.print_settings()
        codes = self._desk.receipts.not_printed()
        if how.silent:
            return PrintRun(0, len(codes), message("printing.no_answer"))
        if not how.printer:
            return PrintRun(0, len(codes), message("home.no_printer"))
        for done, code in enumerate(codes):
            progress(done, len(codes))
            job = receipts.first_print(code, how.paper)
            outcome = receipts.print(job, how.printer, how.copies)
            receipts.note(job, outcome, how.printer)
            if outcome.state == "failed":
                return PrintRun(done, len(codes), outcome.reason)
        return PrintRun(len(codes), len(codes))

    def _numbers(self) -> NumberWays | None:
        ways = number_ways(self._desk)
        return ways if ways.left < FEW else None

    def _banners(self) -> list[Message]:
        desk = self._desk
        here = desk.this_desk()
        today = desk.clock.now().date()
        said = []
        anew = began_anew(desk.store, desk.clock.now())
        if anew is not None:
            said.append(anew.words)
        calendar = desk.calendar.banner(today, here.unit)
        if calendar is not None:
            said.append(calendar)
        clock = clock_warning(desk.store)
        if clock is not None:
            said.append(clock)
        return said


def _latest(line: DossierLine) -> LatestDossier:
    return LatestDossier(
        line.id,
        line.code,
        line.received_at,
        line.procedure_words,
        line.promised_at,
        PILLS[line.sync],
        line.applicant,
    )
