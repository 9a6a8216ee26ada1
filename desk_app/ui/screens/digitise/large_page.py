"""The right of the scan screen: one page large and what is wrong with it, or the camera's eye."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desk_app.services.page_views import PageCard
from desk_app.ui.document_camera import Frames
from desk_app.ui.screens.digitise.state import worst_finding
from desk_app.ui.theme import S
from desk_app.ui.widgets.camera_view import CameraView
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.page_view import PageView
from desk_app.wording import message


class LargePage(QWidget):
    """What is wrong stands above the page, where it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.finding = Label("", "strong", tone="care", wrap=True)
        self.page = PageView(message("digitise.no_page"))
        self.camera = CameraView()
        self._seen = QStackedWidget()
        self._seen.addWidget(self.page)
        self._seen.addWidget(self.camera)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.finding)
        column.addWidget(self._seen, 1)
        column.addWidget(Label(message("digitise.zoom_hint"), "hint", wrap=True))

    def show_camera(self, frames: Frames | None, *, on: bool) -> None:
        """Looks through a camera in the place of the page, or no longer."""
        if on:
            self.camera.begin(frames)
        elif self.camera.looks:
            self.camera.end()
        self._seen.setCurrentWidget(self.camera if on else self.page)

    def say_finding(self, page: PageCard | None) -> None:
        """What the officer should look at on ``page``."""
        found = worst_finding(page) if page is not None else None
        self.finding.setVisible(found is not None)
        self.finding.say(found or "")
