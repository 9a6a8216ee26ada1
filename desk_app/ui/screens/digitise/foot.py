"""The foot of the scan screen: where pages come from, what is being read, and the next key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.ui.language import tr
from desk_app.ui.screens.digitise.state import DigitiseState, Source, short
from desk_app.ui.theme import S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.waiting import Waiting
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message

SOURCE = 200
NAME_LETTERS = 18


def source_row(source: Select, buttons: Sequence[Button]) -> QHBoxLayout:
    """Where pages come from, and what can be pressed: the buttons go on in the next line where one
    is full."""
    wrapped = Wrapping(right=True)
    for button in buttons:
        wrapped.addWidget(button)
    row = QHBoxLayout()
    row.setSpacing(S)
    row.addWidget(Label(message("digitise.source"), "label"))
    row.addWidget(source)
    row.addLayout(wrapped, 1)
    return row


class Foot(QWidget):
    """Scanning is the primary key; it names the paper it scans into."""

    def __init__(self) -> None:
        super().__init__()
        self.source = Select()
        self.source.setMinimumWidth(SOURCE)  # text may grow, the window does not
        self.waiting = Waiting(counts=True)
        self.backs = Button(message("digitise.backs"), icon="copy", action="scan_backs")
        self.finish = Button(message("digitise.finish"), icon="file-check", action="finish")
        self.scan = Button(message("digitise.scan"), "primary", icon="scan-line", action="scan")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.waiting)
        column.addLayout(source_row(self.source, (self.backs, self.finish, self.scan)))

    def show_sources(self, sources: Sequence[Source], chosen: str) -> None:
        """The ways in that there are."""
        self.source.set_options([(source.value, source.text) for source in sources])
        if chosen in [source.value for source in sources]:
            self.source.set_value(chosen)

    def say_name(self) -> None:
        """What the drop-down is called in the language in force."""
        self.source.setAccessibleName(tr("digitise.source"))

    def say(self, state: DigitiseState, *, cramped: bool) -> None:
        """Into which paper is scanned; where it is ``cramped``, only the verbs."""
        self.backs.say_less(cramped)
        paper = state.paper
        self.scan.say(
            message("digitise.scan_into", name=short(paper.name, NAME_LETTERS))
            if paper and not cramped
            else message("digitise.scan")
        )

    def offer(self, state: DigitiseState | None, *, busy: bool, pages: bool) -> None:
        """What can be pressed; ``pages``: the paper has some, so that backs have fronts."""
        paper = state.paper if state else None
        open_ = paper is not None and paper.why_not is None
        self.scan.setEnabled(open_ and not busy)
        self.backs.setEnabled(open_ and pages and not busy)
