"""Between the settings screen, what is kept, and what holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.paper.scanners.facade import TestReport
from desk_app.paper.scanners.port import Device
from desk_app.ui.background import Background
from desk_app.ui.language import day, hour, language, tr
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.ui.screens.receipt.source import Printers
from desk_app.ui.screens.settings.sheets import key_card_pdf, probe_page_pdf, write_sheet
from desk_app.ui.screens.settings.state import SettingsState
from desk_app.ui.screens.settings.view import SettingsView
from desk_app.ui.theme import theme
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import Message, message

AskPath = Callable[[str, str], Path | None]
"""Asks where to save: (suggested name, kind); None: nowhere."""


class SettingsSource(Protocol):
    """Where values and facts come from: an adapter over the services, given by the window."""

    def settings(self) -> SettingsState:
        """Values, facts, versions (reads the store and the packages; in a reader thread)."""
        ...

    def set(self, name: str, value: Any) -> None:
        """Keeps a setting.

        Raises:
            Refusal: it does not take that value.
        """
        ...

    def devices(self) -> Sequence[Device]:
        """The scanners that answer; takes some seconds."""
        ...

    def test_scanner(self, device_id: str) -> TestReport:
        """A trial scan of one page, thrown away."""
        ...

    def reader_code(self) -> Sequence[Sequence[bool]]:
        """The modules of the QR code of the reader's try."""
        ...


class SettingsPresenter(QObject):
    """Look and language change at once; everything is kept in the background."""

    def __init__(
        self,
        view: SettingsView,
        source: SettingsSource,
        printers: Printers,
        clock: Clock,
        background: Background,
        ask_path: AskPath,
    ) -> None:
        super().__init__(view)
        self._ask_path = ask_path
        self._view, self._source, self._printers = view, source, printers
        self._clock, self._background = clock, background
        self._state = SettingsState()
        self._default = ""
        self._asked_scanners = False
        self._found_printers: tuple[str, ...] = ()
        self._newest = background.newest()
        view.entered.connect(self._entered)
        view.changed.connect(self._change)
        view.printing.look_pressed.connect(self._look)
        view.printing.test_pressed.connect(self._test)
        view.scanners.look_pressed.connect(self._look_for_scanners)
        view.scanners.test_pressed.connect(self._test_scanner)
        view.section_shown.connect(self._section_shown)
        view.keys.print_pressed.connect(self._print_keys)
        view.keys.save_pressed.connect(self._save_keys)
        language().changed.connect(self._follow)
        theme().changed.connect(self._follow)
        background.read(source.reader_code, done=view.reader.picture.show_modules, owner=view)

    def refresh(self) -> None:
        """Reads anew."""
        self._newest.ask(
            self._source.settings,
            done=self._show,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _entered(self, argument: object) -> None:
        if isinstance(argument, str) and argument:
            self._view.show_section(argument)
        self.refresh()
        self._look()

    def _show(self, state: SettingsState) -> None:
        self._state = replace(state, printers=self._found_printers)
        self._view.show_state(self._state)
        self._follow()

    def _follow(self, *_changed: object) -> None:
        """What keys or the system changed shows here, too."""
        general = self._view.general
        general.language.set_value(language().code)
        general.theme.set_value(theme().mode)
        general.text_size.set_value(theme().aimed)

    def _change(self, name: str, value: Any) -> None:
        if name == "language":
            language().set(value)
        elif name == "theme":
            theme().set_mode(value)
        elif name == "text_size":
            theme().aim(value)
        self._background.write(
            self._source.set,
            name,
            value,
            done=lambda _none: self.refresh(),
            failed=self._view.show_error,
            owner=self._view,
        )

    # -- scanners

    def _section_shown(self, name: str) -> None:
        if name == "scanners" and not self._asked_scanners:
            self._look_for_scanners()

    def _look_for_scanners(self) -> None:
        self._asked_scanners = True
        self._view.scanners.show_looking()
        self._background.read(
            self._source.devices,
            done=self._view.scanners.show_devices,
            failed=self._no_scanners,
            owner=self._view,
        )

    def _no_scanners(self, error: DeskError) -> None:
        self._view.scanners.show_devices(())
        self._view.show_error(error)

    def _test_scanner(self, device: Device) -> None:
        self._view.scanners.show_testing(device)
        self._background.read(
            self._source.test_scanner,
            device.id,
            done=self._view.scanners.show_report,
            failed=self._trial_failed,
            owner=self._view,
        )

    def _trial_failed(self, error: DeskError) -> None:
        self._view.scanners.waiting.end()
        self._view.show_error(error)

    # -- printing

    def _look(self) -> None:
        self._view.printing.waiting.begin(message("settings_screen.looking"))
        self._background.read(
            self._printers.all, done=self._found, failed=self._not_found, owner=self._view
        )

    def _found(self, printers: tuple[PrinterOnDesk, ...]) -> None:
        self._view.printing.waiting.end()
        self._found_printers = names = tuple(printer.name for printer in printers)
        self._default = next((one.name for one in printers if one.is_default), "")
        self._view.printing.show_values(self._state.values, names)
        if self._printers.silent:
            self._view.printing.told.say(
                message("sync_screen.status.printers_silent"),
                message("printing.silent"),
                tone="care",
            )

    def _not_found(self, _error: object) -> None:
        self._view.printing.waiting.end()

    def _test(self) -> None:
        page = self._view.printing
        now = self._clock.now()
        paper, printer = page.paper.value(), page.printer.value()
        pdf = probe_page_pdf(paper, printer or "–", f"{hour(now)} {day(now)}")
        self._print(pdf, printer, message("settings_screen.test_page"), page.told)

    def _print_keys(self) -> None:
        printer = self._state.values.get("printer", "")
        keys = message("settings_screen.keys")
        self._print(key_card_pdf(), printer, keys, self._view.keys.told)

    def _save_keys(self) -> None:
        name = tr("settings_screen.keys_file")
        path = self._ask_path(f"{name}.pdf", "pdf")
        if path is not None:
            self._background.read(
                write_sheet,
                key_card_pdf(),
                path,
                done=lambda file: self._view.said.emit(
                    message("settings_screen.keys_saved", file=file.name), None
                ),
                failed=self._view.show_error,
                owner=self._view,
            )

    def _print(self, pdf: bytes, printer: str, title: Message, told: InfoBar) -> None:
        words = title.in_words(language().code)
        printer = printer or self._default
        self._view.printing.waiting.begin(message("settings_screen.printing_now"))
        self._background.read(
            self._printers.print,
            pdf,
            printer,
            words,
            done=self._tell(told),
            failed=self._not_done,
            owner=self._view,
        )

    def _not_done(self, error: DeskError) -> None:
        self._view.printing.waiting.end()
        self._view.show_error(error)

    def _tell(self, told: InfoBar) -> Callable[[PrintOutcome], None]:
        def tell(outcome: PrintOutcome) -> None:
            self._view.printing.waiting.end()
            tone = {"printed": "good", "failed": "wrong"}.get(outcome.state, "care")
            told.say(
                message(f"settings_screen.print_{outcome.state}"), outcome.reason or "", tone=tone
            )

        return tell
