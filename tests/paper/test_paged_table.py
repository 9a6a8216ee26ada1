"""Each page is set on its own: every row is made once, and stays whole where it can."""

from __future__ import annotations

from typing import Any

import pytest
from reportlab.platypus import Flowable

from desk_app.paper.form_document import Copy, PageFrame, Part, form_document
from desk_app.paper.form_styles import Style
from desk_app.paper.paged_table import PagedTable, TablePlan
from tests.builders.pdf_reading import page_texts

TEXT = Style(10, 12)
FRAME = PageFrame((300, 300), 10, 10, 10, 30)
ROOM = 260.0


def a_plan(lines: list[int], made: list[int] | None = None, **more: Any) -> TablePlan:
    """A row of so many short lines for each number; the first and the last name the row."""

    def cells(index: int) -> list[Flowable]:
        if made is not None:
            made.append(index)
        words = [f"Hàng{index}:{line}" for line in range(lines[index])]
        return [TEXT.paragraph(str(index)), TEXT.paragraph("<br/>".join(words))]

    head = [[TEXT.paragraph("TT"), TEXT.paragraph("Tên")]]
    return TablePlan(len(lines), cells, head, (40, 200), ROOM, 2.0, **more)


def pages_of(plan: TablePlan) -> list[str]:
    return page_texts(form_document(Part([PagedTable(plan)], [Copy("chân")]), FRAME, title=""))


def test_every_row_is_made_once_however_many_pages() -> None:
    made: list[int] = []
    told: list[tuple[int, int]] = []
    plan = a_plan([1, 2, 3] * 60, made, progress=lambda *step: told.append(step))
    pages = pages_of(plan)
    assert len(pages) > 15
    assert made == list(range(180))
    assert told[-1] == (180, 180)
    assert all(page.count("Tên") == 1 for page in pages)


def test_rows_that_fit_a_page_stay_whole() -> None:
    pages = pages_of(a_plan([12, 12, 12]))
    assert [[n for n in range(3) if f"Hàng{n}:0" in page] for page in pages] == [[0], [1], [2]]
    assert [[n for n in range(3) if f"Hàng{n}:11" in page] for page in pages] == [[0], [1], [2]]


@pytest.mark.parametrize("lines", [[50], [3, 50, 3], [3, 21, 22, 23]])
def test_a_row_longer_than_a_page_goes_on_and_loses_nothing(lines: list[int]) -> None:
    pages = pages_of(a_plan(lines))
    text = " ".join(pages).split()
    for row, count in enumerate(lines):
        for line in range(count):
            assert text.count(f"Hàng{row}:{line}") == 1
    assert all(page.count("Tên") == 1 for page in pages)


def test_a_table_without_rows_is_its_head() -> None:
    assert "TT Tên" in pages_of(a_plan([]))[0]
