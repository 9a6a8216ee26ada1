"""Scanners of this desk: which answer, a trial scan, and what cannot be found by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.paper.scanners.facade import TestReport
from desk_app.paper.scanners.port import Device
from desk_app.ui.language import decimal, tr
from desk_app.ui.screens.settings.pages import Page
from desk_app.ui.theme import M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.check_box import CheckBox
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import message

LISTS = ("addresses", "folders")
_BETWEEN = re.compile(r"\s*[;\n]\s*")


class ScannerPage(Page):
    """``changed`` with the whole setting ``scanners``."""

    look_pressed = Signal()
    test_pressed = Signal(object)
    """A trial scan with this :class:`Device`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: dict[str, Any] = {}
        self._devices: tuple[Device, ...] = ()
        self.waiting = Waiting()
        self.told = InfoBar()
        self.look = Button(message("settings_screen.scanner_look"), icon="refresh-cw")
        self.look.clicked.connect(self.look_pressed)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S)
        self.none = Label(message("settings_screen.scanner_none"), "soft", wrap=True)
        found = self.card(message("settings_screen.scanner_found"))
        found.tools.addWidget(self.look)
        for part in (self.waiting, self.told, self.none):
            found.body.addWidget(part)
        found.body.addLayout(self._rows)
        self.fields = {
            name: LabelledInput(
                message(f"settings_screen.scanner_{name}"),
                hint=message(f"settings_screen.scanner_{name}_hint"),
                max_length=2000,
            )
            for name in LISTS
        }
        self.announced = CheckBox(message("settings_screen.scanner_announced"))
        more = self.card(message("settings_screen.scanner_more"))
        for field in self.fields.values():
            more.body.addWidget(field)
            field.committed.connect(lambda _text: self._tell())
        more.body.addWidget(self.announced)
        self.announced.toggled.connect(lambda _on: self._tell())
        self.end()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Shows what is set."""
        self._said = dict(values.get("scanners") or {})
        for name, field in self.fields.items():
            field.set_text("; ".join(self._said.get(name, ())))
        self.announced.blockSignals(True)
        self.announced.setChecked(self._said.get("announced", True))
        self.announced.blockSignals(False)

    def show_devices(self, devices: Sequence[Device]) -> None:
        """The scanners that answered, each with its trial."""
        self._devices = tuple(devices)
        self.waiting.end()
        self.look.setEnabled(True)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for device in self._devices:
            self._rows.addWidget(self._row(device))
        self.none.setVisible(not self._devices)

    def show_looking(self) -> None:
        """Scanners are being looked for."""
        self.look.setEnabled(False)
        self.none.hide()
        self.waiting.begin(message("settings_screen.scanner_looking"))

    def show_testing(self, device: Device) -> None:
        """A trial has begun."""
        self.told.dismiss()
        self.waiting.begin(message("settings_screen.scanner_testing", name=device.name))

    def show_report(self, report: TestReport) -> None:
        """How a trial went."""
        self.waiting.end()
        if report.trouble is not None:
            self.told.show_error(report.trouble)
            return
        self.told.say(
            message("settings_screen.scanner_works", name=report.device.name),
            message(
                "settings_screen.scanner_took",
                seconds=decimal(report.seconds),
                size=round(report.size / 1024),
            ),
            tone="good",
        )

    def _row(self, device: Device) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(M)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(device.name, "strong"))
        sources = ", ".join(tr(f"settings_screen.scanner_{source}") for source in device.sources)
        words.addWidget(Label(f"{sources} · {device.id}", "hint", wrap=True))
        line.addLayout(words, 1)
        if device.way != "folder":
            test = Button(message("settings_screen.scanner_test"), icon="scan-line")
            test.clicked.connect(partial(self.test_pressed.emit, device))
            line.addWidget(test)
        return row

    def _tell(self) -> None:
        said = dict(self._said)
        for name, field in self.fields.items():
            said[name] = [part for part in _BETWEEN.split(field.text().strip()) if part]
        said["announced"] = self.announced.isChecked()
        if said != self._said:
            self._said = said
            self.changed.emit("scanners", said)
