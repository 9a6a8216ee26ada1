"""What can be done with the pages that are chosen, as buttons that keep their places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.services.page_views import PageCard, PaperScan
from desk_app.ui.theme import S
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message


class PageButtons(QWidget):
    """Those that are always there stand below; what comes and goes stands above them, so that no
    button is moved under the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self.turn_right = _act("turn", "rotate-cw", "turn_right")
        self.remove = _act("remove", "trash-2", "remove_page")
        self.rescan = _act("rescan", "refresh-cw", "rescan_page")
        self.covers = Button(message("digitise.covers"), "quiet", icon="qr-code")
        self.unhide = _act("unhide", "eye", "unhide_page")
        self.merge = _act("merge", "id-card")
        self.note = _act("note", "copy")
        self.reuse = _act("reuse", "history")
        at_times, always = Wrapping(), Wrapping()
        for button in (self.merge, self.note, self.unhide, self.reuse):
            at_times.addWidget(button)
        for button in (self.turn_right, self.remove, self.rescan, self.covers):
            always.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(at_times)
        column.addLayout(always)

    def say_less(self, less: bool) -> None:
        """Only the verbs, where text is large."""
        for button in self.findChildren(Button):
            button.say_less(less)

    def offer(self, chosen: Sequence[PageCard], paper: PaperScan | None, *, busy: bool) -> None:
        """What can be done with the ``chosen`` pages of ``paper``; ``busy``: pages come in."""
        for button in (self.turn_right, self.remove):
            button.setEnabled(bool(chosen))
        self.rescan.setEnabled(len(chosen) == 1 and not busy)
        self.unhide.setVisible(any(page.state == "hidden" for page in chosen))
        for button in (self.merge, self.note):
            button.setVisible(len(chosen) == 2)
        self.reuse.setVisible(paper is not None and paper.why_not is None and paper.empty)


def _act(name: str, icon: str, action: str = "") -> Button:
    return Button(message(f"digitise.act.{name}"), "quiet", icon=icon, action=action)
