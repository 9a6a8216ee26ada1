"""Across the top, always, while nothing here is real."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.ui.theme import XS, L, S
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.sign import Sign
from desk_app.wording import message


class TrainingRibbon(QWidget):
    """Says that this is training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingRibbon")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, XS, L, XS)
        row.setSpacing(S)
        row.addStretch(1)
        row.addWidget(Sign("graduation-cap", "on_training", 18))
        row.addWidget(Label(message("ui.training.ribbon")))
        row.addStretch(1)
