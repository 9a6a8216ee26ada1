"""Heading 9 of form 01: the papers handed in, with originals, certified copies and copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from desk_app.paper.fonts import as_markup
from desk_app.paper.form_styles import Style, table
from desk_app.paper.paper_size import Layout
from desk_app.paper.receipt_content import PaperLine
from desk_app.wording import say

_KINDS = ("originals", "certified", "copies")


def papers_table(papers: Sequence[PaperLine], layout: Layout, *, english: bool) -> Flowable:
    """``TT | Thành phần hồ sơ | Bản chính | Bản chứng thực | Bản photo``."""
    text = Style(layout.body * 0.92, layout.leading * 0.92)
    count = Style(layout.body * 0.92, layout.leading * 0.92, "centre")
    head = Style(layout.small, layout.small * 1.18, "centre")
    cells = [[head.paragraph(_head(key, english)) for key in ("row", "paper", *_KINDS)]]
    for number, line in enumerate(papers, start=1):
        cells.append(
            [
                count.paragraph(str(number)),
                text.paragraph(as_markup(line.name) + _mark(line)),
                *(count.paragraph(words) for words in _counts(line)),
            ]
        )
    number_width, count_width = layout.body * 2.3, layout.body * 4.7
    name_width = layout.width - number_width - 3 * count_width
    widths = [number_width, name_width, *[count_width] * 3]
    middle = ("VALIGN", (0, 0), (-1, 0), "MIDDLE")
    return table(
        cells,
        widths,
        grid=True,
        head_rows=1,
        padding=layout.body * 0.25,
        rows_break=True,
        more=(middle,),
    )


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
