"""A table over many pages: the head at the top of each, rows that stay whole.

A row breaks only where it is longer than a page. Each page is set on its own, so that the time
grows with the number of rows and not with its square.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.platypus import Flowable, FrameBreak, Table

from desk_app.paper.form_styles import table

Cells = list[Any]
_ROUNDING = 0.01


@dataclass(frozen=True)
class TablePlan:
    """What the table holds and how it is set. Lengths in points.

    Args:
        count: number of rows below the head.
        cells: makes the paragraphs of a row (from 0); each row is asked for once.
        head: the rows that come again on each page.
        widths: widths of the columns.
        room: height for the table on a page that holds nothing else.
        padding: around the text of a cell.
        head_style: further table commands for the head.
        progress: told after each page how many rows of how many are set.
    """

    count: int
    cells: Callable[[int], Cells]
    head: Sequence[Cells]
    widths: Sequence[float]
    room: float
    padding: float
    head_style: tuple[tuple[Any, ...], ...] = ()
    progress: Callable[[int, int], None] | None = None
    _rows: dict[int, tuple[Cells, float]] = field(default_factory=dict)

    def row(self, index: int) -> tuple[Cells, float]:
        """The cells of a row and its height."""
        if index not in self._rows:
            cells = self.cells(index)
            self._rows[index] = cells, self.height_of(cells)
        return self._rows[index]

    def forget(self, last: int) -> None:
        """Lets go of the rows before ``last``: they are on their page."""
        for index in [index for index in self._rows if index < last]:
            del self._rows[index]

    def height_of(self, cells: Cells) -> float:
        """Height of a row of paragraphs; an empty text has none."""
        inside = max(
            cell.wrap(width - 2 * self.padding, self.room)[1] if cell else 0.0
            for cell, width in zip(cells, self.widths, strict=True)
        )
        return float(inside) + self.around

    @property
    def around(self) -> float:
        """Height of a row above and below its text."""
        return self.padding * 1.5

    def drawn(self, rows: Sequence[tuple[Cells, float]]) -> Table:
        """The head and ``rows`` as they stand on one page."""
        return table(
            [*self.head, *(cells for cells, _ in rows)],
            list(self.widths),
            grid=True,
            padding=self.padding,
            heights=[None] * len(self.head) + [height for _, height in rows],
            more=self.head_style,
        )


class PagedTable(Flowable):  # type: ignore[misc]
    """The rows of ``plan`` from ``first`` on; ``carried`` is the rest of row ``first`` where its
    beginning stands on the page before."""

    def __init__(self, plan: TablePlan, first: int = 0, carried: Cells | None = None) -> None:
        super().__init__()
        self._plan = plan
        self._first = first
        self._carried = carried
        self._head_height = float(plan.drawn([]).wrap(sum(plan.widths), plan.room)[1])

    def wrap(self, _width: float, height: float) -> tuple[float, float]:
        """Its size; of a table that does not fit, only that it is higher than ``height``."""
        rows = self._fitting(height)
        used = self._head_height + sum(row[1] for row in rows)
        if self._first + len(rows) < self._plan.count:
            used = max(used, height) + self._row(self._first + len(rows))[1]
        self.width, self.height = sum(self._plan.widths), used
        return self.width, self.height

    def split(self, _width: float, height: float) -> list[Flowable]:
        """As many whole rows as fit and the rest; nothing where the first belongs on the next
        page."""
        rows = self._fitting(height)
        following = self._first + len(rows)
        carried = None
        if self._row(following)[1] > self._plan.room - self._head_height:
            left = height - self._head_height - sum(row[1] for row in rows)
            parts = self._broken_row(following, left - self._plan.around)
            if parts is not None:
                rows.append((parts[0], self._plan.height_of(parts[0])))
                carried = parts[1]
        return self._parted(rows, following, carried) if rows else []

    def draw(self) -> None:
        """Draws what is left of the table."""
        rows = [self._row(index) for index in range(self._first, self._plan.count)]
        last = self._plan.drawn(rows)
        last.wrapOn(self.canv, self.width, self.height)
        last.drawOn(self.canv, 0, 0)
        self._tell(self._plan.count)

    def _row(self, index: int) -> tuple[Cells, float]:
        if index == self._first and self._carried is not None:
            return self._carried, self._plan.height_of(self._carried)
        return self._plan.row(index)

    def _fitting(self, height: float) -> list[tuple[Cells, float]]:
        room = height - self._head_height + _ROUNDING
        rows = []
        for index in range(self._first, self._plan.count):
            row = self._row(index)
            room -= row[1]
            if room < 0:
                break
            rows.append(row)
        return rows

    def _parted(
        self, rows: list[tuple[Cells, float]], following: int, carried: Cells | None
    ) -> list[Flowable]:
        page = self._plan.drawn(rows)
        self._plan.forget(following)
        self._tell(following)
        # The head stands at the top of a page only: whatever room is left here stays empty.
        return [page, FrameBreak(), PagedTable(self._plan, following, carried)]

    def _broken_row(self, index: int, room: float) -> tuple[Cells, Cells] | None:
        """The row's cells above and below the page's end; None where no line fits above it."""
        above: Cells = []
        below: Cells = []
        for cell, width in zip(self._row(index)[0], self._plan.widths, strict=True):
            inside = width - 2 * self._plan.padding
            if not cell or cell.wrap(inside, room)[1] <= room:
                parts = [cell, ""]
            else:
                parts = cell.split(inside, room)
            if len(parts) < 2:
                return None
            above.append(parts[0])
            below.append(parts[1])
        return above, below

    def _tell(self, done: int) -> None:
        if self._plan.progress is not None:
            self._plan.progress(done, self._plan.count)
