"""An amount of money, figures of one width, right-aligned under each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_app.ui.language import amount
from desk_app.ui.widgets.label import Label


class MoneyLabel(Label):
    """Shows whole đồng: 1.250.000 đ."""

    def __init__(self, vnd: int = 0, role: str = "body", *, parent: QWidget | None = None) -> None:
        self._vnd = vnd
        super().__init__("", role, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_amount(self, vnd: int) -> None:
        """Shows ``vnd``."""
        self._vnd = vnd
        self.retranslate()

    @property
    def words(self) -> str:
        """The amount as it reads now."""
        return amount(self._vnd)
