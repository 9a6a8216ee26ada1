"""The settings: seven parts, one at a time; what is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.ui.language import tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.settings.pages import (
    AboutPage,
    FactsPage,
    GeneralPage,
    KeysPage,
    PrintingPage,
    ReaderPage,
)
from desk_app.ui.screens.settings.reader_test import judge
from desk_app.ui.screens.settings.scanner_page import ScannerPage
from desk_app.ui.screens.settings.state import SECTIONS, SettingsState
from desk_app.ui.theme import XL, L
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.segmented import Segmented
from desk_app.wording import message


class SettingsView(Screen):
    """``changed`` tells (setting, value); the pages tell what to try out."""

    changed = Signal(str, object)
    section_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = InfoBar()
        self.calendar_bar = InfoBar()
        self.sections = Segmented([(name, message(_TITLES[name])) for name in SECTIONS])
        self.sections.chosen.connect(self.show_section)
        self.general, self.printing, self.reader = GeneralPage(), PrintingPage(), ReaderPage()
        self.scanners = ScannerPage()
        self.keys, self.place, self.about = KeysPage(), FactsPage(), AboutPage()
        self._pages = QStackedWidget()
        for page in (
            self.general,
            self.printing,
            self.scanners,
            self.reader,
            self.keys,
            self.place,
            self.about,
        ):
            self._pages.addWidget(page)
            page.changed.connect(self.changed)
        self.reader.typed.connect(
            lambda text: self.reader.show_verdict(text, judge(text, typed=True))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(L)
        column.addWidget(self.bar)
        column.addWidget(self.calendar_bar)
        column.addWidget(Label(message("settings_screen.title"), "title"))
        column.addWidget(self.sections)
        column.addWidget(self._pages, 1)
        self.speak()

    def show_state(self, state: SettingsState) -> None:
        """Shows what is in force."""
        self.bar.hide()
        self.general.show_values(state.values)
        self.printing.show_values(state.values, state.printers)
        self.scanners.show_values(state.values)
        self.reader.show_values(state.values)
        self.keys.show_values(state.values)
        self.place.show_facts(state.facts)
        self.about.show_versions(state.versions)
        if state.calendar is None:
            self.calendar_bar.hide()
        else:
            self.calendar_bar.say(
                state.calendar,
                message("settings_screen.calendar_means"),
                message("settings_screen.calendar_next"),
                tone="care",
            )

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong."""
        self.bar.show_error(error)

    def show_section(self, name: str) -> None:
        """Shows the part ``name``, one of ``state.SECTIONS``."""
        self.sections.set_value(name)
        self._pages.setCurrentIndex(SECTIONS.index(name))
        self.section_shown.emit(name)

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """Alt+1 to Alt+7 go through the parts."""
        return {
            f"section_{number}": partial(self.show_section, name)
            for number, name in enumerate(SECTIONS, 1)
        }

    def first_focus(self) -> QWidget:
        """The parts: arrows choose."""
        return self.sections

    def scanned(self, text: str) -> bool:
        """On the reader's page everything read is the try."""
        if not self.takes_every_code():
            return False
        self.reader.show_verdict(text, judge(text))
        return True

    def takes_every_code(self) -> bool:
        """On the reader's page: what a reader makes of the code may look like anything."""
        return bool(self.sections.value() == "reader")

    def retranslate(self) -> None:
        """Names the row of parts."""
        self.sections.setAccessibleName(tr("settings_screen.title"))


_TITLES = {
    **{name: f"settings_screen.{name}" for name in SECTIONS},
    "reader": "settings_screen.reader_tab",
}
