"""The parts of the settings screen, each a scrollable page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desk_app.ui.language import Text, day, hour
from desk_app.ui.screens.settings.code_picture import CodePicture
from desk_app.ui.screens.settings.reader_test import Verdict
from desk_app.ui.screens.settings.state import DeskFacts
from desk_app.ui.shortcuts import EVERYWHERE, Shortcut, key_map, key_words
from desk_app.ui.theme import TEXT_STEPS, XL, L, M, S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.card import Card
from desk_app.ui.widgets.check_box import CheckBox
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import Labelled, LabelledInput
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.ui.widgets.waiting import Waiting
from desk_app.wording import LANGUAGES, message

WIDTH = 760
THEMES = ("system", "light", "dark", "contrast")
PAPERS = ("A5", "A4", "80mm")
LOCK_MINUTES = (0, 5, 10, 15, 30, 60)


class Page(QScrollArea):
    """A column of cards that scrolls. ``changed``: (name of the setting, value)."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        inside.setMaximumWidth(WIDTH * 2)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, M, 0)
        self.column.setSpacing(L)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def card(self, title: Text) -> Card:
        """One more card."""
        card = Card(title)
        card.body.setSpacing(L)
        self.column.addWidget(card)
        return card

    def end(self) -> None:
        """No more cards."""
        self.column.addStretch(1)


class GeneralPage(Page):
    """Language, look, size of text, when to lock: effective at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language = Segmented(
            [(code, message(f"settings_screen.language_{code}")) for code in LANGUAGES]
        )
        self.theme = Segmented(
            [(mode, message(f"settings_screen.theme_{mode}")) for mode in THEMES]
        )
        self.text_size = Segmented([(step, f"{step} %") for step in TEXT_STEPS])
        self.lock = Select(
            [
                (count, message("settings_screen.lock_after", count=count) if count else _NEVER)
                for count in LOCK_MINUTES
            ]
        )
        self.lock.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToContents)
        look = self.card(message("settings_screen.look"))
        look.body.addWidget(_left(message("settings_screen.language"), self.language))
        look.body.addWidget(_left(message("settings_screen.theme"), self.theme))
        look.body.addWidget(
            _left(
                message("settings_screen.text_size"),
                self.text_size,
                message("settings_screen.text_size_hint"),
            )
        )
        lock = self.card(message("settings_screen.lock"))
        lock.body.addWidget(
            _left(
                message("settings_screen.lock_label"),
                self.lock,
                message("settings_screen.lock_hint"),
            )
        )
        self.end()
        self.language.chosen.connect(lambda code: self.changed.emit("language", code))
        self.theme.chosen.connect(lambda mode: self.changed.emit("theme", mode))
        self.text_size.chosen.connect(lambda step: self.changed.emit("text_size", step))
        self.lock.chosen.connect(lambda count: self.changed.emit("lock_after_minutes", count))

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Shows what is in force."""
        self.language.set_value(values.get("language", "vi"))
        self.theme.set_value(values.get("theme", "system"))
        size = values.get("text_size", 100)
        if size not in TEXT_STEPS:
            size = min(TEXT_STEPS, key=lambda step: abs(step - int(size)))
        self.text_size.set_value(size)
        minutes = values.get("lock_after_minutes", 10)
        known = sorted({*LOCK_MINUTES, minutes}, key=lambda count: (count == 0, count))
        self.lock.set_options(
            [
                (count, message("settings_screen.lock_after", count=count) if count else _NEVER)
                for count in known
            ]
        )
        self.lock.set_value(minutes)


class PrintingPage(Page):
    """Printer, paper, copies, a test page."""

    test_pressed = Signal()
    look_pressed = Signal()
    """Look for printers again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.printer = Select([("", message("settings_screen.default_printer"))])
        self.paper = Segmented(
            [(paper, message(f"settings_screen.paper_{paper}")) for paper in PAPERS]
        )
        self.copies = Stepper(message("settings_screen.copies"), 1, 9)
        self.preview = CheckBox(message("settings_screen.preview_first"))
        self.english = CheckBox(message("settings_screen.english_on_receipt"))
        self.test = Button(message("settings_screen.test_print"), "secondary", icon="printer")
        self.again = Button(message("settings_screen.look_again"), "quiet", icon="refresh-cw")
        self.waiting = Waiting()
        self.told = InfoBar()
        card = self.card(message("settings_screen.receipt"))
        card.body.addWidget(
            Labelled(
                message("settings_screen.printer"),
                self.printer,
                hint=message("settings_screen.printer_hint"),
            )
        )
        row = QHBoxLayout()
        row.setSpacing(XL)
        row.addWidget(_left(message("settings_screen.paper"), self.paper))
        row.addWidget(_left(message("settings_screen.copies"), self.copies))
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.english, 0, Qt.AlignmentFlag.AlignLeft)
        tools = QHBoxLayout()
        tools.setSpacing(S)
        tools.addWidget(self.test)
        tools.addWidget(self.again)
        tools.addStretch(1)
        card.body.addLayout(tools)
        card.body.addWidget(self.waiting)
        card.body.addWidget(self.told)
        self.end()
        self.printer.chosen.connect(lambda name: self.changed.emit("printer", name))
        self.paper.chosen.connect(lambda paper: self.changed.emit("paper", paper))
        self.copies.changed.connect(lambda count: self.changed.emit("copies", count))
        self.preview.toggled.connect(lambda on: self.changed.emit("preview_first", on))
        self.english.toggled.connect(lambda on: self.changed.emit("english_on_receipt", on))
        self.test.clicked.connect(self.test_pressed)
        self.again.clicked.connect(self.look_pressed)

    def show_values(self, values: Mapping[str, Any], printers: tuple[str, ...]) -> None:
        """Shows what is in force; a printer that is gone stays listed, marked as such."""
        chosen = values.get("printer", "")
        options: list[tuple[Any, Text]] = [("", message("settings_screen.default_printer"))]
        options += [(name, name) for name in printers]
        if chosen and chosen not in printers:
            options.append((chosen, message("settings_screen.printer_gone", name=chosen)))
        self.printer.set_options(options)
        self.printer.set_value(chosen)
        self.paper.set_value(values.get("paper", "A5"))
        self.copies.set_value(values.get("copies", 2))
        for box, name in ((self.preview, "preview_first"), (self.english, "english_on_receipt")):
            box.blockSignals(True)
            box.setChecked(bool(values.get(name, False)))
            box.blockSignals(False)


class ReaderPage(Page):
    """A code to read from the screen, and what the reader made of it."""

    typed = Signal(str)
    """Something came as typing and ended with Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = CodePicture(message("settings_screen.reader_picture"))
        self.edit = QLineEdit()
        self.field = LabelledInput(
            message("settings_screen.reader_field"),
            hint=message("settings_screen.reader_field_hint"),
            edit=self.edit,
        )
        self.edit.returnPressed.connect(self._typed)
        self.told = InfoBar()
        self.gap = Stepper(message("settings_screen.reader_gap"), 5, 500)
        self.prefix = LabelledInput(message("settings_screen.reader_prefix"), max_length=10)
        card = self.card(message("settings_screen.reader_try"))
        row = QHBoxLayout()
        row.setSpacing(XL)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(M)
        words.addWidget(Label(message("settings_screen.reader_how"), wrap=True))
        words.addWidget(self.field)
        words.addWidget(self.told)
        words.addStretch(1)
        row.addLayout(words, 1)
        card.body.addLayout(row)
        more = self.card(message("settings_screen.reader_settings"))
        more.body.addWidget(
            _left(
                message("settings_screen.reader_gap"),
                self.gap,
                message("settings_screen.reader_gap_hint"),
            )
        )
        self.prefix.setMaximumWidth(WIDTH // 2)
        self.prefix.set_hint(message("settings_screen.reader_prefix_hint"))
        more.body.addWidget(self.prefix)
        self.end()
        self.gap.changed.connect(lambda count: self.changed.emit("reader_gap_ms", count))
        self.prefix.committed.connect(lambda text: self.changed.emit("reader_prefix", text))

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Shows what is in force."""
        self.gap.set_value(values.get("reader_gap_ms", 50))
        self.prefix.set_text(values.get("reader_prefix", ""))

    def show_verdict(self, got: str, verdict: Verdict) -> None:
        """Says what the reader made of the code."""
        came = message("settings_screen.reader_came", got=got[:60])
        self.told.say(verdict.title, came, verdict.advice, tone=verdict.tone, closable=False)

    def _typed(self) -> None:
        text = self.edit.text()
        self.edit.clear()
        if text:
            self.typed.emit(text)


class KeysPage(Page):
    """All keys by place."""

    print_pressed = Signal()
    save_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.print = Button(message("settings_screen.print_keys"), "secondary", icon="printer")
        self.print.clicked.connect(self.print_pressed)
        self.save = Button(message("settings_screen.save_keys"), "quiet", icon="download")
        self.save.clicked.connect(self.save_pressed)
        self.enter = CheckBox(message("settings_screen.enter_moves"))
        self.enter.toggled.connect(lambda on: self.changed.emit("enter_moves", on))
        self.told = InfoBar()
        card = self.card(message("settings_screen.keys"))
        card.tools.addWidget(self.save)
        card.tools.addWidget(self.print)
        card.body.addWidget(self.told)
        card.body.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout()
        grid.setHorizontalSpacing(XL)
        grid.setVerticalSpacing(S)
        rows = [
            shortcut for shortcut in key_map() if shortcut.keys and not _is_later_section(shortcut)
        ]
        rows.sort(key=lambda shortcut: shortcut.place != EVERYWHERE)
        half = -(-len(rows) // 2)
        for number, shortcut in enumerate(rows):
            row, side = number % half, 2 * (number // half)
            keys = " · ".join(key_words(key) for key in shortcut.keys)
            grid.addWidget(Label(keys, "strong", tone="accent"), row, side)
            grid.addWidget(Label(message(f"ui.keys.{shortcut.action}")), row, side + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        card.body.addLayout(grid)
        self.end()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Shows what is in force."""
        self.enter.blockSignals(True)
        self.enter.setChecked(bool(values.get("enter_moves", True)))
        self.enter.blockSignals(False)


class FactsPage(Page):
    """Where the desk belongs; nothing to change here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = KeyValues()
        self.note = Label(message("settings_screen.facts_note"), "hint", wrap=True)
        card = self.card(message("settings_screen.place"))
        card.body.addWidget(self.facts)
        card.body.addWidget(self.note)
        self.end()

    def show_facts(self, facts: DeskFacts | None) -> None:
        """Shows ``facts``; None: the desk is not enrolled."""
        if facts is None:
            self.facts.show_rows([(message("sync_screen.light.not_enrolled"), "")])
            return
        none: Text = message("settings_screen.stands_alone")
        since: Text = "–"
        if facts.enrolled_at is not None:
            since = f"{hour(facts.enrolled_at)}, {day(facts.enrolled_at)}"
        self.facts.show_rows(
            [
                (message("settings_screen.unit"), facts.unit_name),
                (message("settings_screen.unit_code"), facts.unit),
                (message("settings_screen.counter"), facts.counter),
                (message("settings_screen.centre"), facts.centre_name),
                (message("settings_screen.centre_url"), facts.centre_url or none),
                (message("settings_screen.desk_id"), facts.desk_id or "–"),
                (message("settings_screen.enrolled_at"), since),
            ]
        )


class AboutPage(Page):
    """The program, its version, whose work it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.program, self.libraries = KeyValues(), KeyValues()
        card = self.card(message("settings_screen.program"))
        card.body.addWidget(self.program)
        libraries = self.card(message("settings_screen.libraries"))
        libraries.body.addWidget(self.libraries)
        self.end()

    def show_versions(self, versions: tuple[tuple[str, str, str], ...]) -> None:
        """(name, version, licence); the program itself first."""
        if not versions:
            return
        name, version, licence = versions[0]
        self.program.show_rows(
            [
                (message("settings_screen.name"), message("ui.program")),
                (message("settings_screen.version"), f"{name} {version}"),
                (message("settings_screen.licence"), licence),
            ]
        )
        self.libraries.show_rows([(f"{one[0]} {one[1]}", one[2] or "–") for one in versions[1:]])


def _left(label: Text, editor: QWidget, hint: Text = "") -> Labelled:
    labelled = Labelled(label, editor, hint=hint)
    column = labelled.layout()
    if column is not None:
        column.setAlignment(editor, Qt.AlignmentFlag.AlignLeft)
    return labelled


def _is_later_section(shortcut: Shortcut) -> bool:
    return shortcut.action.startswith("section_") and not shortcut.action.endswith("_1")


_NEVER = message("settings_screen.lock_never")
