"""State, counts and note of one paper, below the checklist."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.services.catalogue import RequiredPaperCard
from desk_app.services.intake_form import PAPER_STATES, PaperForm
from desk_app.ui.language import Spoken, tr
from desk_app.ui.screens.intake.checklist_rules import in_state
from desk_app.ui.theme import XS, S
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.stepper import Stepper
from desk_app.wording import message


class PaperEditor(QWidget, Spoken):
    """State, counts and note of the current paper."""

    changed = Signal(object)
    """The new ``PaperForm``, or None: not handed in."""

    def __init__(self) -> None:
        super().__init__()
        self._paper: RequiredPaperCard | None = None
        self._tick: PaperForm | None = None
        options = [(None, message("intake_screen.short.none"))]
        options += [(s, message(f"intake_screen.state.{s}")) for s in PAPER_STATES]  # type: ignore[misc]
        self.state = Select(options)
        self.state.setMinimumContentsLength(8)
        self.state.setSizeAdjustPolicy(
            Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.state.chosen.connect(self._state_chosen)
        self.counts = {
            kind: Stepper(message(f"intake_screen.count.{kind}"))
            for kind in ("originals", "certified", "copies")
        }
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self.note.setMinimumWidth(60)
        self.note.editingFinished.connect(self._note_typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addLayout(_below("intake_screen.papers.state", self.state), 3)
        for kind, stepper in self.counts.items():
            stepper.changed.connect(lambda n, which=kind: self._count_changed(which, n))
            row.addLayout(_below(f"intake_screen.count.{kind}", stepper))
        self._note_row = _below("intake_screen.papers.note", self.note)
        row.addLayout(self._note_row, 2)
        self.show_paper(None, None)
        self.speak()

    def retranslate(self) -> None:
        """Names for those who listen."""
        self.state.setAccessibleName(tr("intake_screen.papers.state"))
        self.note.setAccessibleName(tr("intake_screen.papers.note"))

    def show_paper(self, paper: RequiredPaperCard | None, tick: PaperForm | None) -> None:
        """The current paper and its answer."""
        self._paper, self._tick = paper, tick
        self.setEnabled(paper is not None)
        self.state.set_value(tick.state if tick else None)
        for kind, stepper in self.counts.items():
            stepper.set_value(getattr(tick, kind) if tick else 0)
            stepper.setEnabled(tick is not None and tick.state == "submitted")
        if self.note.text() != (tick.note if tick else ""):
            self.note.setText(tick.note if tick else "")
        self.note.setEnabled(tick is not None)

    def finish(self) -> None:
        """What is half typed counts now, as if its field had been left."""
        for stepper in self.counts.values():
            stepper.finish()
        self._note_typed()

    def _state_chosen(self, state: str | None) -> None:
        if self._paper is not None:
            self.changed.emit(in_state(self._paper, self._tick, state) if state else None)

    def _count_changed(self, kind: str, count: int) -> None:
        if self._tick is not None and getattr(self._tick, kind) != count:
            self.changed.emit(replace(self._tick, **{kind: count}))  # type: ignore[arg-type]

    def _note_typed(self) -> None:
        if self._tick is not None and self.note.text() != self._tick.note:
            self.changed.emit(replace(self._tick, note=self.note.text()))


def _below(key: str, widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(XS)
    label = Label(message(key), "label")
    label.setBuddy(widget)
    column.addWidget(label)
    column.addWidget(widget)
    return column
