"""Heading 9 of form 01: the papers handed in, with originals, certified copies and copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.platypus import Flowable

from desk_app.paper.fonts import as_markup
from desk_app.paper.form_styles import Style
from desk_app.paper.paged_table import PagedTable, TablePlan
from desk_app.paper.paper_size import Layout
from desk_app.paper.receipt_content import PaperLine
from desk_app.wording import say

_KINDS = ("originals", "certified", "copies")


def papers_table(
    papers: Sequence[PaperLine], layout: Layout, *, english: bool, head_room: float = 0.0
) -> Flowable:
    """``TT | Thành phần hồ sơ | Bản chính | Bản chứng thực | Bản photo``.

    ``head_room``: points that the running head takes from each page but the first.
    """
    text = Style(layout.rows, layout.rows_leading)
    count = Style(layout.rows, layout.rows_leading, "centre")
    small = layout.rows * 0.9
    head = Style(small, small * 1.18, "centre")

    def cells(index: int) -> list[Any]:
        line = papers[index]
        return [
            count.paragraph(str(index + 1)),
            text.paragraph(as_markup(line.name) + _mark(line)),
            *(count.paragraph(words) for words in _counts(line)),
        ]

    number_width, count_width = layout.rows * 2.5, layout.rows * 4.7
    name_width = layout.width - number_width - 3 * count_width
    widths = [number_width, name_width, *[count_width] * 3]
    plan = TablePlan(
        count=len(papers),
        cells=cells,
        head=[[head.paragraph(_head(key, english)) for key in ("row", "paper", *_KINDS)]],
        widths=widths,
        room=layout.height - head_room,
        padding=layout.rows * 0.25,
        head_style=(("VALIGN", (0, 0), (-1, 0), "MIDDLE"),),
    )
    return PagedTable(plan)


def papers_list(papers: Sequence[PaperLine], layout: Layout) -> Iterator[Flowable]:
    """The same on narrow paper: name, then the counts in a line of their own."""
    text = Style(layout.body, layout.leading, above=layout.leading * 0.2)
    count = Style(layout.body, layout.leading, indent=12)
    for number, line in enumerate(papers, start=1):
        yield text.paragraph(f"{number}. {as_markup(line.name)}{_mark(line)}")
        counted = [
            f"{say(f'paper.form01.{kind}', 'vi')}: <b>{getattr(line, kind)}</b>"
            for kind in _KINDS
            if getattr(line, kind)
        ]
        if counted:
            yield count.paragraph("; ".join(counted))


def _head(key: str, english: bool) -> str:
    words = f"<b>{as_markup(say(f'paper.form01.{key}', 'vi'))}</b>"
    if english:
        words += f"<br/><i>{as_markup(say(f'paper.form01.{key}', 'en'))}</i>"
    return words


def _counts(line: PaperLine) -> list[str]:
    numbers = [line.originals, line.certified, line.copies]
    if line.state != "submitted" and not any(numbers):
        return ["–"] * len(numbers)
    return [str(number) for number in numbers]


def _mark(line: PaperLine) -> str:
    """What is said of a paper that was not simply handed in."""
    said = [] if line.state == "submitted" else [say(f"paper.form01.state.{line.state}", "vi")]
    if line.note:
        said.append(line.note)
    return f" <i>({as_markup(': '.join(said))})</i>" if said else ""
