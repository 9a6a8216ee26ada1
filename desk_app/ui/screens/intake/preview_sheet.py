"""Ctrl+P: the receipt as it would be printed, over the screen; it cannot be printed from here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desk_app.ui.theme import XXL, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.overlay import Overlay
from desk_app.ui.widgets.page_preview import PagePreview
from desk_app.wording import message

WIDTH = 860


class PreviewSheet(Overlay):
    """``show_pages`` in; ``receive_pressed`` out. Esc closes."""

    receive_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self.pages = PagePreview()
        self.close_button = Button(message("intake_screen.preview.close"), action="back")
        self.close_button.clicked.connect(self.dismiss)
        self.receive = Button(
            message("intake_screen.receive"), "primary", icon="printer", action="save_and_print"
        )
        self.receive.clicked.connect(self.receive_pressed)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.receive)
        self.body.setSpacing(M)
        self.body.addWidget(Label(message("intake_screen.preview.title"), "section"))
        self.body.addWidget(Label(message("intake_screen.preview.means"), "soft", wrap=True))
        self.body.addWidget(self.pages, 1)
        self.body.addLayout(foot)

    def show_pages(self, pages: Sequence[bytes]) -> None:
        """Shows the pages; the arrows and plus and minus work at once."""
        self.pages.show_pages(pages)
        self.open_over()
        self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Goes away; what was to be seen is not kept."""
        super().dismiss()
        self.pages.show_pages([])

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays inside."""
        ring = [self.pages, self.close_button, self.receive]
        here = QApplication.focusWidget()
        place = ring.index(here) if here in ring else 0
        ring[(place + (1 if next else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _place(self) -> None:
        super()._place()
        ground = self.parentWidget()
        if ground is not None:
            width = min(theme().px(WIDTH), ground.width() - 2 * XXL)
            left = (ground.width() - width) // 2
            self.sheet.setGeometry(left, XXL // 2, width, ground.height() - XXL)
