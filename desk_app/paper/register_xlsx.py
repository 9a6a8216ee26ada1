"""Form 07 as a spreadsheet: the same columns, real dates, and text that stays text.

A name that begins with ``=``, ``+``, ``-`` or ``@`` is written as a string, never as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from desk_app.paper.dates import in_vietnam
from desk_app.paper.fonts import printable
from desk_app.paper.register_rows import (
    COLUMNS,
    RECEIVING_FROM,
    RegisterHeading,
    RegisterRow,
    column_title,
)
from desk_app.wording import say

HEAD_ROW = 3
FIRST_ROW = HEAD_ROW + 2
LONGEST_CELL = 32_767
TOLD_EVERY = 100
Progress = Callable[[int, int], None]

_WIDTHS = (6, 26, 44, 30, 42, 32, 17, 17, 17, 24, 24)
_CREATED = datetime(2025, 7, 1)  # noqa: DTZ001 -- a fixed stamp: same rows, same bytes


def register_xlsx(
    rows: Sequence[RegisterRow], heading: RegisterHeading, progress: Progress | None = None
) -> bytes:
    """The register of ``rows`` in their order; the same rows give the same bytes.

    The head of the table is frozen, printing repeats it on each page (A4 lying, one page wide).
    ``progress`` is told now and then how many rows of how many are written.
    """
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": column_title("title"), "created": _CREATED})
        _Sheet(book).write(rows, heading, progress)
    return out.getvalue()


class _Sheet:
    def __init__(self, book: Any) -> None:
        self._sheet = book.add_worksheet(column_title("sheet"))
        letters = {"font_name": "Times New Roman", "font_size": 11}
        cell = letters | {"valign": "top", "text_wrap": True, "border": 1}
        self._text = book.add_format(cell | {"num_format": "@"})
        self._moment = book.add_format(cell | {"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
        self._number = book.add_format(cell | {"align": "center"})
        middle = {"bold": True, "align": "center", "valign": "vcenter"}
        self._head = book.add_format(cell | middle)
        self._title = book.add_format(letters | {"bold": True, "font_size": 14, "align": "center"})
        self._line = book.add_format(letters | {"align": "center", "italic": True})
        self._left = book.add_format(letters | {"bold": True})

    def write(
        self, rows: Sequence[RegisterRow], heading: RegisterHeading, progress: Progress | None
    ) -> None:
        self._write_heading(heading)
        self._write_titles()
        for number, row in enumerate(rows, start=1):
            self._write_row(FIRST_ROW + number - 1, number, row)
            if progress is not None and number % TOLD_EVERY == 0:
                progress(number, len(rows))
        sheet = self._sheet
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.repeat_rows(HEAD_ROW, FIRST_ROW - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P/&N")

    def _write_heading(self, heading: RegisterHeading) -> None:
        last = len(COLUMNS) - 1
        number = printable(heading.form_number) or "…………"
        left = f"{heading.unit_name} – {say('paper.form07.number', 'vi', number=number)}"
        self._sheet.write_string(0, 0, _cell(left), self._left)
        title = column_title("title")
        if heading.training:
            title = f"{title} – {say('paper.training_mark', 'vi')}"
        self._sheet.merge_range(1, 0, 1, last, title, self._title)
        self._sheet.merge_range(2, 0, 2, last, heading.period(), self._line)

    def _write_titles(self) -> None:
        sheet, last = self._sheet, len(COLUMNS) - 1
        for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            if column < RECEIVING_FROM:
                sheet.merge_range(
                    HEAD_ROW, column, HEAD_ROW + 1, column, column_title(name), self._head
                )
            else:
                sheet.write_string(HEAD_ROW + 1, column, column_title(name), self._head)
        receiving = column_title("receiving")
        sheet.merge_range(HEAD_ROW, RECEIVING_FROM, HEAD_ROW, last, receiving, self._head)

    def _write_row(self, line: int, number: int, row: RegisterRow) -> None:
        sheet = self._sheet
        sheet.write_number(line, 0, number, self._number)
        for column, text in enumerate(row.texts(), start=1):
            sheet.write_string(line, column, _cell(text), self._text)
        for column, moment in enumerate(row.moments(), start=RECEIVING_FROM):
            if moment is None:
                sheet.write_blank(line, column, None, self._moment)
            else:
                local = in_vietnam(moment).replace(tzinfo=None)
                sheet.write_datetime(line, column, local, self._moment)
        for column, words in enumerate((row.return_method, row.signed), start=RECEIVING_FROM + 3):
            sheet.write_string(line, column, _cell(words), self._text)


def _cell(text: str | None) -> str:
    words = printable(text)
    return words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1] + "…"
