"""Pages of a printed form: parts with their own page numbers, a running head, a mark across.

Bytes are the same for the same content (no date but that of the content, no random id).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)

from desk_app.paper.dates import in_vietnam
from desk_app.paper.diagonal_mark import draw_diagonal_mark
from desk_app.paper.fonts import ITALIC, REGULAR, printable, register_fonts
from desk_app.wording import say

_FOOT_SIZE = 8.0
_HEAD_GAP = 4.0

# Streams as they are, not as letters: a fifth smaller, and quicker.
rl_config.useA85 = 0


@dataclass(frozen=True)
class Part:
    """One run of pages numbered on its own, e.g. one copy of a receipt.

    Args:
        story: what stands in it, top down.
        foot: text at the bottom left of each page, beside the page number.
        heights: heights of its pages in points where they differ from the page (roll paper).
        head: stands at the top of each page but the first, not on a roll.
    """

    story: Sequence[Flowable]
    foot: str
    heights: tuple[float, ...] = ()
    head: Flowable | None = None


@dataclass(frozen=True)
class PageFrame:
    """Size and margins of all pages in points; ``mark`` runs across each page."""

    page: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float
    mark: str | None = None


def form_document(
    parts: Sequence[Part],
    frame: PageFrame,
    *,
    title: str,
    made_at: datetime | None = None,
    used: list[float] | None = None,
) -> bytes:
    """The PDF of ``parts`` one after the other.

    Args:
        parts: at least one.
        frame: the pages.
        title: title in the PDF's properties; no personal data.
        made_at: aware; when the paper was made, for the PDF's properties.
        used: when given, the height that each page's content takes is appended to it.
    """
    register_fonts()
    out = BytesIO()
    document = _Document(out, parts, frame, title, used)
    story: list[Flowable] = []
    for number, part in enumerate(parts):
        if number:
            story += [NextPageTemplate(f"{number}.0"), PageBreak()]
        story += part.story
    document.build(story, canvasmaker=_canvas_maker(parts, frame, made_at))
    return out.getvalue()


class _Document(BaseDocTemplate):  # type: ignore[misc]
    def __init__(
        self,
        out: BytesIO,
        parts: Sequence[Part],
        frame: PageFrame,
        title: str,
        used: list[float] | None,
    ) -> None:
        super().__init__(out, pagesize=frame.page, title=title, author="", invariant=1)
        self._used = used
        for number, part in enumerate(parts):
            heights = part.heights or (frame.page[1],) * (2 if part.head else 1)
            for index, height in enumerate(heights):
                last = index == len(heights) - 1
                follower = f"{number}.{index if last else index + 1}"
                head = part.head if index and not part.heights else None
                self.addPageTemplates(
                    _page(frame, height, f"{number}.{index}", number, follower, head)
                )

    def afterPage(self) -> None:
        if self._used is not None:
            top = self.frame.y1 + self.frame.height
            self._used.append(top - self.frame._y)  # noqa: SLF001 -- told nowhere else


def head_room(head: Flowable | None) -> float:
    """Height in points that ``head`` takes from a page, with the gap below it."""
    return 0.0 if head is None else float(head.height) + _HEAD_GAP


def _page(
    frame: PageFrame, height: float, name: str, part: int, follower: str, head: Flowable | None
) -> PageTemplate:
    width = frame.page[0]
    top = frame.top + head_room(head)

    def before_content(canvas: Any, document: Any) -> None:
        canvas.form_part = part
        # Not by autoNextPageTemplate: reportlab uses each such follower for two pages.
        document.handle_nextPageTemplate(follower)
        if frame.mark:
            draw_diagonal_mark(canvas, frame.mark, width, height)
        if head is not None:
            head.drawOn(canvas, frame.left, height - frame.top - head.height)

    return PageTemplate(
        id=name,
        frames=[
            Frame(
                frame.left,
                frame.bottom,
                width - frame.left - frame.right,
                height - top - frame.bottom,
                leftPadding=0,
                rightPadding=0,
                topPadding=0,
                bottomPadding=0,
            )
        ],
        onPage=before_content,
        pagesize=(width, height),
    )


def _canvas_maker(
    parts: Sequence[Part], frame: PageFrame, made_at: datetime | None
) -> Callable[..., Canvas]:
    def make(*args: Any, **options: Any) -> Canvas:
        options |= {"initialFontName": REGULAR, "invariant": 1, "pageCompression": 1}
        canvas = _NumberedCanvas(parts, frame, *args, **options)
        if made_at is not None:
            _stamp(canvas, made_at)
        return canvas

    return make


def _stamp(canvas: Canvas, moment: datetime) -> None:
    """reportlab knows only "now" and the year 2000."""
    here = in_vietnam(moment)
    stamp = canvas._doc._timeStamp  # noqa: SLF001 -- set nowhere else
    stamp.YMDhms = here.timetuple()[:6]
    offset = here.utcoffset() or timedelta()
    stamp.dhh, stamp.dmm = divmod(int(offset.total_seconds()) // 60, 60)


class _NumberedCanvas(Canvas):  # type: ignore[misc]
    """Holds pages back until their number is known, then writes each with its foot."""

    def __init__(self, parts: Sequence[Part], frame: PageFrame, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.form_part = 0
        self._feet = [printable(part.foot) for part in parts]
        self._frame = frame
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        held = self._held
        pages = Counter(state["form_part"] for state in held)
        written: Counter[int] = Counter()
        for state in held:
            self.__dict__.update(state)
            written[self.form_part] += 1
            self._draw_foot(written[self.form_part], pages[self.form_part])
            super().showPage()
        super().save()

    def _draw_foot(self, page: int, pages: int) -> None:
        line = self._frame.bottom - 1.6 * _FOOT_SIZE
        foot = self._feet[self.form_part]
        number = say("paper.page", "vi", page=page, pages=pages)
        right = self._frame.page[0] - self._frame.right
        room = right - self._frame.left - stringWidth(number, REGULAR, _FOOT_SIZE) - _FOOT_SIZE
        size = min(_FOOT_SIZE, _FOOT_SIZE * room / (stringWidth(foot, ITALIC, _FOOT_SIZE) or 1))
        self.setFillGray(0)
        self.setFont(ITALIC, size)
        self.drawString(self._frame.left, line, foot)
        self.setFont(REGULAR, _FOOT_SIZE)
        self.drawRightString(right, line, number)
