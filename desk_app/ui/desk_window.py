"""One desk with its window: everything that is built once, works together and ends in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk_app.services.desk import Desk
from desk_app.services.first_picture import remember_first_picture
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.desk_screens import AskPath, DeskScreens
from desk_app.ui.desk_status import ALONE, UNKNOWN, Line, SyncWatch
from desk_app.ui.front_door import FrontDoor
from desk_app.ui.idle_watch import IdleWatch
from desk_app.ui.look_keeper import LookKeeper
from desk_app.ui.print_service import SystemPrinters
from desk_app.ui.screens.day.state import may_review
from desk_app.ui.screens.sign_in.build import build_sign_in
from desk_app.ui.session import Session
from desk_app.ui.status_presenter import DeskNow, StatusPresenter
from desk_app.ui.wedge import Burst, WedgeFilter
from desk_app.wording import message

if TYPE_CHECKING:
    from desk_app.ui.screens.receipt.source import Printers
    from desk_app.ui.screens.sign_in.lock import Lock
    from desk_app.ui.screens.sync_centre.stick_presenter import Stick

TIDY_EVERY_MS = 20_000
SEATED_MS = 300  # the first screen is painted before anything else is done
WITHOUT_OFFICER = ("sign_in", "help")
OTHER_NAMES = {"dossier": "search"}
STATUS_PLACES: dict[str, tuple[str, object]] = {
    "line": ("sync_centre", None),
    "queue": ("sync_centre", "unsent"),
    "attention": ("sync_centre", "attention"),
    "last_sync": ("sync_centre", "sent"),
    "unprinted": ("home", None),
    "printer": ("settings", "printing"),
}


class DeskWindow(QObject):
    """Call :meth:`begin` to show it, :meth:`end` when it was closed.

    Args:
        desk: enrolled, its store open.
        door: the window that was opened before the desk was; None to make one.
        printers: None for those of this machine.
        ask_path: None to ask the officer where to save.
        stick: the queue without a network; None: it is not offered.
    """

    seated = Signal()
    """An officer has signed in and sees the first screen."""

    def __init__(
        self,
        desk: Desk,
        *,
        door: FrontDoor | None = None,
        printers: Printers | None = None,
        ask_path: AskPath | None = None,
        stick: Stick | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self._own_printers = SystemPrinters() if printers is None else None
        self._printers: Printers = printers or self._own_printers or SystemPrinters()
        here = desk.this_desk()
        self._door = door or FrontDoor(clock=desk.clock)
        self.window, self.background = self._door.window, self._door.background
        self.window.set_training(here.training)
        self.bus = BusBridge(desk.bus)
        self.session = Session()
        state = ALONE if here.centre_url is None else UNKNOWN
        last = desk.outbox.last_sync()
        first = Line(state=state, last_sync=last, as_of=desk.clock.now())
        self.watch = SyncWatch(desk.clock, self.bus, first)
        self.status = StatusPresenter(
            self.window.status, self._now, self.watch, self.session, self.background, self.bus
        )
        self.idle = IdleWatch()
        self._keeper = LookKeeper(self.keep_look, self.background)
        self._wedge: WedgeFilter | None = None
        self._lock: Lock | None = None
        self._printers_wanted = printers is not None
        self._asked_to_close = False
        self._seating = QTimer()
        self._seating.setSingleShot(True)
        self._seating.setInterval(SEATED_MS)
        self._seating.timeout.connect(self.seated)
        self._tidying = QTimer()
        self._tidying.setInterval(TIDY_EVERY_MS)
        self._tidying.timeout.connect(self._tidy)
        self.screens = DeskScreens(
            desk,
            self.background,
            self.bus,
            self.session,
            self.watch,
            welcome=self.sign_in,
            settings_left=self._settings_left,
            printers=self._printers,
            ask_path=ask_path,
            stick=stick,
        )
        self.screens.register(self.window)
        self.screens.offer_stick(self.window)
        build_sign_in(desk, self.background, self.sign_in, self._door.view)
        self._connect()

    def begin(self) -> None:
        """Shows the first screen and begins to listen."""
        self.window.open_screen("home")
        self.window.show()
        self.read_settings()
        self.idle.install()
        self.status.start()
        self._tidying.start()
        self.background.write(remember_first_picture, self.desk)

    def end(self) -> None:
        """Ends what was begun; what is being written is written to its end."""
        self._keeper.end()
        self._tidying.stop()
        self._seating.stop()
        self.status.stop()
        self.idle.uninstall()
        if self._wedge is not None:
            self._wedge.uninstall()
        self.bus.close()
        if self._own_printers is not None:
            self._own_printers.close()  # before the readers are waited for: one may wait for it
        self._door.end()

    def sign_in(self, officer: OfficerAtDesk) -> None:
        """``officer`` sits down: every screen begins as empty as it should be."""
        self.session.begin(officer)
        self._begin_anew("home")
        self._seating.start()

    def sign_out(self) -> None:
        """The officer leaves; drafts are saved already."""
        officer = self.session.officer
        if officer is not None:
            self.background.write(self.desk.sign_in.sign_out, officer)
        self.session.end()
        self._begin_anew("sign_in")

    def _change_officer(self) -> None:
        """From the locked sheet, which stays until the work below is out of sight."""
        self.sign_out()
        QTimer.singleShot(0, self.window, self.window.lock_sheet.give_way)

    def read_settings(self) -> None:
        """Puts reader and idle lock in force as they are set."""
        settings = self.desk.settings
        if self._wedge is not None:
            self._wedge.uninstall()
        burst = Burst(prefix=settings.get("reader_prefix"), gap_ms=settings.get("reader_gap_ms"))
        self._wedge = WedgeFilter(burst, is_code=self._is_code, window=self.window, parent=self)
        self._wedge.scanned.connect(self.window.take_scan)
        self._wedge.install()
        self.idle.set_minutes(settings.get("lock_after_minutes"))

    def _connect(self) -> None:
        window = self.window
        window.way = self._way
        window.may_close = self._may_close
        window.scan_unclaimed.connect(self._scanned)
        window.status.pressed.connect(self._status_pressed)
        # Every screen does its own with F5, too: reads anew, looks for scanners.
        window.set_also("refresh", self.desk.outbox.send_now)
        self.idle.idle.connect(window.lock_pressed)
        self.background.busy_changed.connect(self._forget_close)
        self.session.changed.connect(self._officer_changed)
        self._officer_changed()

    def _begin_anew(self, screen: str) -> None:
        # Not now: the screen that tells is among those that go.
        QTimer.singleShot(0, self.window, lambda: self._open_fresh(screen))

    def _open_fresh(self, screen: str) -> None:
        self.window.forget_screens()
        self.window.open_screen(screen)

    def _way(self, name: str, argument: object) -> tuple[str, object]:
        name = OTHER_NAMES.get(name, name)
        if self.session.officer is None and name not in WITHOUT_OFFICER:
            return "sign_in", None
        return name, argument

    def _may_close(self) -> bool:
        """Not while something long is under way, unless it is asked for once more."""
        if not self.background.works_long or self._asked_to_close:
            return True
        self._asked_to_close = True
        self.window.say(message("window.still_working"))
        return False

    def _forget_close(self) -> None:
        self._asked_to_close = False

    def _is_code(self, text: str) -> bool:
        from desk_app.ui.scan_routing import is_known

        return self.window.takes_every_code() or is_known(text)

    def _scanned(self, text: str) -> None:
        from desk_app.ui.scan_routing import where_to

        if self.session.officer is None:
            self.window.say(message("window.locked_first"))
            return
        found = where_to(text)
        if found is None:
            self.window.say(message("window.unknown_code"))
        else:
            self.window.open_screen(*found)

    def _status_pressed(self, name: str) -> None:
        if name in STATUS_PLACES:
            self.window.open_screen(*STATUS_PLACES[name])
        elif name == "officer":
            self.sign_out()

    def _officer_changed(self) -> None:
        officer = self.session.officer
        self.window.rail.setVisible(officer is not None)
        self.window.rail.set_visible("day", may_review(officer.role if officer else None))
        if officer is not None and not self._printers_wanted:
            self._printers_wanted = True
            self.status.refresh()
        if officer is not None and self._lock is None:
            from desk_app.ui.screens.sign_in.lock import Lock
            from desk_app.ui.screens.sign_in.source import SignInSource

            source = SignInSource(self.desk)
            self.window.lock_sheet.change_pressed.connect(self._change_officer)
            self._lock = Lock(self.window, source, self.background, lambda: self.session.officer)

    def keep_look(self, name: str, value: object) -> None:
        """Keeps what was chosen of language and look; called in the writer thread."""
        self.desk.settings.set(name, value)
        remember_first_picture(self.desk)

    def _settings_left(self) -> None:
        self.read_settings()
        self.status.refresh()

    def _now(self) -> DeskNow:
        desk = self.desk
        return DeskNow(
            desk.outbox.queue(1),
            len(desk.receipts.not_printed()),
            desk.settings.get("printer"),
            self._printers_found(),
            self._printers.silent,
        )

    def _printers_found(self) -> tuple[str, ...] | None:
        """Asked away from the screen; the print service may take its time. None until the first
        officer signs in: nobody could do anything about them."""
        if not self._printers_wanted:
            return None
        return tuple(printer.name for printer in self._printers.all())

    def _tidy(self) -> None:
        """Merges a little of the search index while nothing else is being done."""
        from desk_app.services.search_index import tidy_index

        if not self.background.busy:
            self.background.write(tidy_index, self.desk.store)
