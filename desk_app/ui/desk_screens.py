"""The screens of one desk: each made, with its presenter, when first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.desk_status import OFFLINE, SyncWatch
from desk_app.ui.main_window import MainWindow
from desk_app.ui.save_file import ask_where
from desk_app.ui.screen import Screen
from desk_app.ui.session import Session
from desk_app.ui.widgets.command_palette import Command
from desk_app.wording import message

if TYPE_CHECKING:
    from desk_app.ui.screens.receipt.source import Printers
    from desk_app.ui.screens.sync_centre.stick_presenter import Stick

AskPath = Callable[[str, str], Path | None]


class DeskScreens:
    """Makes the screens. Their modules are loaded here and not before, so that the window stands
    at once.

    Args:
        welcome: what follows a sign-in.
        settings_left: what follows a look into the settings.
        printers: what receipts and sheets are printed on.
        ask_path: None to ask the officer where to save.
        stick: the queue without a network; None: it is not offered.
    """

    def __init__(
        self,
        desk: Desk,
        background: Background,
        bus: BusBridge,
        session: Session,
        watch: SyncWatch,
        *,
        welcome: Callable[[OfficerAtDesk], None],
        settings_left: Callable[[], None],
        printers: Printers,
        ask_path: AskPath | None = None,
        stick: Stick | None = None,
    ) -> None:
        self.desk, self.background, self.bus = desk, background, bus
        self.session, self.watch = session, watch
        self._welcome, self._settings_left = welcome, settings_left
        self._printers = printers
        self._ask_path = ask_path or _asked_path
        self._stick = stick

    def register(self, window: MainWindow) -> None:
        """Makes all screens known to ``window``."""
        window.key_sheet.print_pressed.connect(lambda: window.open_screen("settings", "keys"))
        add = window.register_screen
        add("home", self._home, title=message("ui.home.title"), icon="house", action="home")
        add(
            "intake",
            self._intake,
            title=message("ui.keys.new_intake"),
            icon="file-plus-2",
            action="new_intake",
        )
        add(
            "digitise",
            self._digitise,
            title=message("digitise.title"),
            icon="scan-line",
            action="scan",
        )
        add(
            "search",
            self._search,
            title=message("search_screen.title"),
            icon="search",
            action="search",
        )
        add(
            "unmatched",
            self._unmatched,
            title=message("unmatched.title"),
            icon="inbox",
            action="unmatched",
        )
        add(
            "sync_centre",
            self._sync_centre,
            title=message("sync_screen.title"),
            icon="refresh-cw",
            action="sync_centre",
        )
        add(
            "day",
            self._day,
            title=message("day_screen.title"),
            icon="chart-column",
            action="day_review",
        )
        add(
            "settings",
            self._settings,
            title=message("settings_screen.title"),
            icon="settings",
            action="settings",
            at_end=True,
        )
        add("help", self._help, title=message("window.help"), icon="book-open", at_end=True)
        add(
            "receipt",
            self._receipt,
            title=message("receipt_screen.title"),
            icon="receipt",
            in_rail=False,
        )
        add(
            "numbers",
            self._numbers,
            title=message("numbers_screen.title"),
            icon="tag",
            action="numbers",
            in_rail=False,
        )
        add(
            "sign_in",
            self._sign_in,
            title=message("sign_in_screen.title"),
            icon="log-in",
            in_rail=False,
        )

    def offer_stick(self, window: MainWindow) -> None:
        """The way without a network by a few letters, where there is one."""
        if self._stick is None:
            return

        def press(take: bool) -> None:
            from desk_app.ui.screens.sync_centre.view import SyncCentreView

            screen = window.open_screen("sync_centre")
            if isinstance(screen, SyncCentreView):  # nobody signed in: another one
                (screen.stick.press_take if take else screen.stick.press_export)()

        also = "USB stick"
        for name, icon, take in (("choose_where", "usb", False), ("import", "download", True)):
            text = message(f"stick.{name}")
            window.add_command(
                Command(f"stick.{name}", text, partial(press, take), icon, also=also)
            )

    def _home(self) -> Screen:
        from desk_app.ui.screens.home.presenter import HomePresenter
        from desk_app.ui.screens.home.source import DeskHome
        from desk_app.ui.screens.home.view import HomeView
        from desk_app.ui.screens.receipt.source import ReceiptSource

        desk = self.desk

        def receipts() -> ReceiptSource:
            return ReceiptSource(
                desk.receipts, desk.dossiers, desk.settings, self.session.here, self._printers
            )

        view = HomeView()
        source = DeskHome(desk, lambda: self.session.officer, receipts)
        HomePresenter(view, source, self.background, self.bus, self._is_offline, self.watch)
        return view

    def _is_offline(self) -> bool:
        return self.watch.line.state == OFFLINE

    def _intake(self) -> Screen:
        from desk_app.ui.screens.intake.build import build_intake

        return build_intake(
            self.desk,
            self.session.here,
            self.background,
            self.bus,
            is_offline=self._is_offline,
        )

    def _receipt(self) -> Screen:
        from desk_app.ui.screens.receipt.build import build_receipt

        return build_receipt(
            self.desk, self.session.here, self.background, self.bus, printers=self._printers
        )

    def _digitise(self) -> Screen:
        from desk_app.ui.screens.digitise.build import build_digitise

        return build_digitise(
            self.desk, self.session.here, self.background, self.bus, printers=self._printers
        )

    def _unmatched(self) -> Screen:
        from desk_app.ui.screens.unmatched.build import build_unmatched

        return build_unmatched(self.desk, self.session.here, self.background, self.bus)

    def _search(self) -> Screen:
        from desk_app.ui.screens.search.presenter import SearchPresenter
        from desk_app.ui.screens.search.view import SearchView

        view = SearchView()
        desk = self.desk
        SearchPresenter(
            view,
            desk.search,
            desk.dossiers,
            self.background,
            self.bus,
            desk.page_search,
            desk.scanning,
            desk.amendments,
            desk.begun_amendments,
            self.session.here,
        )
        return view

    def _sync_centre(self) -> Screen:
        from desk_app.ui.screens.sync_centre.presenter import SyncCentrePresenter
        from desk_app.ui.screens.sync_centre.view import SyncCentreView

        view = SyncCentreView()
        SyncCentrePresenter(
            view,
            self.desk.outbox,
            self.desk.numbers,
            self.watch,
            lambda: self.session.officer,
            self.desk.clock,
            self.background,
            self.bus,
        )
        if self._stick is not None:
            from desk_app.ui.screens.sync_centre.stick_presenter import StickPresenter

            StickPresenter(view, self._stick, lambda: self.session.officer, self.background)
        return view

    def _numbers(self) -> Screen:
        from desk_app.ui.screens.numbers.build import build_numbers

        return build_numbers(
            self.desk, self.session.here, self.background, self.bus, self._ask_path
        )

    def _day(self) -> Screen:
        from desk_app.ui.screens.day.presenter import DayPresenter
        from desk_app.ui.screens.day.view import DayView

        view = DayView()
        DayPresenter(
            view,
            self.desk.day_review,
            self.desk.registers,
            lambda: self.session.officer,
            self._ask_path,
            self.background,
            self.bus,
        )
        return view

    def _settings(self) -> Screen:
        from desk_app.ui.screens.settings.presenter import SettingsPresenter
        from desk_app.ui.screens.settings.source import DeskSettings
        from desk_app.ui.screens.settings.view import SettingsView

        view = SettingsView()
        source = DeskSettings(self.desk)
        SettingsPresenter(
            view, source, self._printers, self.desk.clock, self.background, self._ask_path
        )
        view.left.connect(self._settings_left)
        return view

    def _help(self) -> Screen:
        from desk_app.ui.screens.help.view import HelpView

        return HelpView()

    def _sign_in(self) -> Screen:
        from desk_app.ui.screens.sign_in.build import build_sign_in

        return build_sign_in(self.desk, self.background, self._welcome)


def _asked_path(name: str, kind: str) -> Path | None:
    proposed = name if name.endswith(f".{kind}") else f"{name}.{kind}"
    return ask_where(message("ui.save.title"), proposed)
