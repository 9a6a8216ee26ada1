"""Form 07 as PDF: A4 lying, the head of the table on each page, pages numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from desk_app.paper.dates import in_vietnam
from desk_app.paper.fonts import as_markup, printable
from desk_app.paper.form_document import Copy, PageFrame, Part, form_document
from desk_app.paper.form_styles import Rule, Style, table
from desk_app.paper.paged_table import PagedTable, TablePlan
from desk_app.paper.register_rows import (
    COLUMNS,
    RECEIVING_FROM,
    RegisterHeading,
    RegisterRow,
    column_title,
)
from desk_app.wording import say

_MARGIN = 12 * mm
_FOOT = 14 * mm
_WIDTH = A4[1] - 2 * _MARGIN
_SHARES = (3.2, 15.4, 14, 11.5, 13, 11, 7.2, 7.2, 7.2, 9, 8.3)
_HEAD = Style(8.5, 10, "centre")
_CELL = Style(8.5, 10)
_MIDDLE = Style(8.5, 10, "centre")
_TITLE = Style(14, 18, "centre")
_LINE = Style(10, 12.5, "centre")

Progress = Callable[[int, int], None]


def register_pdf(
    rows: Sequence[RegisterRow], heading: RegisterHeading, progress: Progress | None = None
) -> bytes:
    """The register of ``rows`` in their order; the same rows give the same bytes.

    ``progress`` is told after each page how many rows of how many are set.
    """
    frame = PageFrame(
        landscape(A4),
        _MARGIN,
        _MARGIN,
        _MARGIN,
        _FOOT,
        say("paper.training_mark", "vi") if heading.training else None,
    )
    title = column_title("title")
    foot = f"{title} – {heading.period()}"
    return form_document(
        Part(list(_story(rows, heading, progress)), [Copy(foot)]), frame, title=title
    )


def _story(
    rows: Sequence[RegisterRow], heading: RegisterHeading, progress: Progress | None
) -> Iterator[Flowable]:
    yield _head(heading)
    yield _TITLE.paragraph(f"<b>{as_markup(column_title('title'))}</b>")
    yield _LINE.paragraph(f"<i>{as_markup(heading.period())}</i>")
    yield Spacer(1, 6)
    yield _table(rows, progress)
    yield Spacer(1, 6)
    if rows:
        words = say("paper.form07.total", "vi", count=len(rows))
        yield Style(10, 12.5).paragraph(f"<b>{as_markup(words)}</b>")
    else:
        yield _LINE.paragraph(f"<i>{as_markup(column_title('empty'))}</i>")


def _head(heading: RegisterHeading) -> Flowable:
    number = printable(heading.form_number) or "…………"
    left = [
        _LINE.paragraph(as_markup(heading.parent_name.upper())),
        _LINE.paragraph(f"<b>{as_markup(heading.unit_name.upper())}</b>"),
        Rule(25 * mm),
        _LINE.paragraph(as_markup(say("paper.form07.number", "vi", number=number))),
    ]
    right = [
        _LINE.paragraph(f"<b>{as_markup(say('paper.country', 'vi'))}</b>"),
        _LINE.paragraph(f"<b>{as_markup(say('paper.motto', 'vi'))}</b>"),
        Rule(45 * mm),
    ]
    return table([[left, right]], [_WIDTH / 2] * 2)


def _table(rows: Sequence[RegisterRow], progress: Progress | None) -> Flowable:
    titles: list[Any] = [
        _HEAD.paragraph(f"<b>{as_markup(column_title(column))}</b>") for column in COLUMNS
    ]
    receiving = _HEAD.paragraph(f"<b>{as_markup(column_title('receiving'))}</b>")
    blanks = [""] * (len(COLUMNS) - RECEIVING_FROM - 1)
    head = [
        [*titles[:RECEIVING_FROM], receiving, *blanks],
        [*[""] * RECEIVING_FROM, *titles[RECEIVING_FROM:]],
    ]
    spans = [("SPAN", (column, 0), (column, 1)) for column in range(RECEIVING_FROM)]
    spans.append(("SPAN", (RECEIVING_FROM, 0), (-1, 0)))
    widths = [_WIDTH * share / sum(_SHARES) for share in _SHARES]
    plan = TablePlan(
        count=len(rows),
        cells=lambda index: _cells(index + 1, rows[index]),
        head=head,
        widths=widths,
        room=A4[0] - _MARGIN - _FOOT,
        padding=2.2,
        head_style=(*spans, ("VALIGN", (0, 0), (-1, 1), "MIDDLE")),
        progress=progress,
    )
    return PagedTable(plan)


def _cells(number: int, row: RegisterRow) -> list[Flowable]:
    moments = [_moment(moment) for moment in row.moments()]
    return [
        _MIDDLE.paragraph(str(number)),
        *(_CELL.paragraph(as_markup(text)) for text in row.texts()),
        *(_MIDDLE.paragraph(text) for text in moments),
        _CELL.paragraph(as_markup(row.return_method)),
        _CELL.paragraph(as_markup(row.signed)),
    ]


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else in_vietnam(moment).strftime("%H:%M<br/>%d/%m/%Y")
