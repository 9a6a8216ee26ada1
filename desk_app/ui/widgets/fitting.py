"""Columns that give way when a table gets narrow (large text, small screens)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView

from desk_app.ui.theme import theme
from desk_app.ui.widgets.table import Table


class Fitting(QObject):
    """Hides columns of ``table`` while it is narrower than they need.

    Args:
        table: whose columns.
        least: the width at 100 percent under which a column is hidden, by its number.
    """

    def __init__(self, table: Table, least: Mapping[int, int]) -> None:
        super().__init__(table)
        self._table, self._least = table, dict(least)
        table.installEventFilter(self)
        theme().changed.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Shows what there is room for."""
        width = self._table.width()
        for column, least in self._least.items():
            self._table.setColumnHidden(column, width < theme().px(least))
        header = self._table.horizontalHeader()
        seen = [n for n in range(header.count()) if not header.isSectionHidden(n)]
        takes_rest = QHeaderView.ResizeMode.Stretch
        # The last one shown fills the table, unless another takes the rest: two would share it.
        header.setStretchLastSection(all(header.sectionResizeMode(n) != takes_rest for n in seen))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """At each new size."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return False
