"""Pages of a printed form: set once, written once per copy, each with its own page numbers.

Bytes are the same for the same content (no date but that of the content, no random id).
"""

from __future__ import annotations

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
class Copy:
    """What tells one copy from another: the text at the bottom left of each page, beside the page
    number, and the words where the story has its :class:`CopyLabel`."""

    foot: str
    label: str = ""


@dataclass(frozen=True)
class Part:
    """What a form says, and in how many copies.

    Args:
        story: what stands in it, top down.
        copies: at least one; the pages of the second follow those of the first.
        heights: heights of its pages in points where they differ from the page (roll paper).
        head: stands at the top of each page but the first, not on a roll.
    """

    story: Sequence[Flowable]
    copies: Sequence[Copy]
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


class CopyLabel(Flowable):  # type: ignore[misc]
    """Keeps a line free, in italics of ``size``, for the words of each copy."""

    def __init__(self, size: float, leading: float) -> None:
        super().__init__()
        self._size = size
        self._leading = leading

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """One line, as wide as there is room."""
        self.width, self.height = width, self._leading
        return self.width, self.height

    def draw(self) -> None:
        """Remembers the place; the words are written when the copies are."""
        x, y = self.canv.absolutePosition(self.width / 2, self._leading - self._size)
        self.canv.label_place = (x, y, self._size, self.width)


def form_document(
    part: Part,
    frame: PageFrame,
    *,
    title: str,
    made_at: datetime | None = None,
    used: list[float] | None = None,
) -> bytes:
    """The PDF of all copies of ``part``, one after the other.

    Args:
        part: what it says.
        frame: the pages.
        title: title in the PDF's properties; no personal data.
        made_at: aware; when the paper was made, for the PDF's properties.
        used: when given, the height that each page's content takes is appended to it.
    """
    register_fonts()
    out = BytesIO()
    document = _Document(out, part, frame, title, used)
    document.build(list(part.story), canvasmaker=_canvas_maker(part.copies, frame, made_at))
    return out.getvalue()


class _Document(BaseDocTemplate):  # type: ignore[misc]
    def __init__(
        self,
        out: BytesIO,
        part: Part,
        frame: PageFrame,
        title: str,
        used: list[float] | None,
    ) -> None:
        super().__init__(out, pagesize=frame.page, title=title, author="", invariant=1)
        self._used = used
        heights = part.heights or (frame.page[1],) * (2 if part.head else 1)
        for index, height in enumerate(heights):
            follower = str(min(index + 1, len(heights) - 1))
            head = part.head if index and not part.heights else None
            self.addPageTemplates(_page(frame, height, str(index), follower, head))

    def afterPage(self) -> None:
        if self._used is not None:
            top = self.frame.y1 + self.frame.height
            self._used.append(top - self.frame._y)  # noqa: SLF001 -- told nowhere else


def head_room(head: Flowable | None) -> float:
    """Height in points that ``head`` takes from a page, with the gap below it."""
    return 0.0 if head is None else float(head.height) + _HEAD_GAP


def _page(
    frame: PageFrame, height: float, name: str, follower: str, head: Flowable | None
) -> PageTemplate:
    width = frame.page[0]
    top = frame.top + head_room(head)

    def before_content(canvas: Any, document: Any) -> None:
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
    copies: Sequence[Copy], frame: PageFrame, made_at: datetime | None
) -> Callable[..., Canvas]:
    def make(*args: Any, **options: Any) -> Canvas:
        options |= {"initialFontName": REGULAR, "invariant": 1, "pageCompression": 1}
        canvas = _CopyingCanvas(copies, frame, *args, **options)
        if made_at is not None:
            stamp_moment(canvas, made_at)
        return canvas

    return make


def stamp_moment(canvas: Canvas, moment: datetime) -> None:
    """Sets when the document was made: reportlab knows only "now" and the year 2000."""
    here = in_vietnam(moment)
    stamp = canvas._doc._timeStamp  # noqa: SLF001 -- set nowhere else
    stamp.YMDhms = here.timetuple()[:6]
    offset = here.utcoffset() or timedelta()
    stamp.dhh, stamp.dmm = divmod(int(offset.total_seconds()) // 60, 60)


class _CopyingCanvas(Canvas):  # type: ignore[misc]
    """Holds pages back until their number is known, then writes them once per copy, each with
    its foot and label."""

    def __init__(
        self, copies: Sequence[Copy], frame: PageFrame, *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.label_place: tuple[float, float, float, float] | None = None
        self._copies = copies
        self._frame = frame
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self.label_place = None
        self._startPage()

    def save(self) -> None:
        held = self._held
        for copy in self._copies:
            for page, state in enumerate(held, 1):
                self.__dict__.update(state)
                self._code = list(state["_code"])
                self._draw_label(printable(copy.label))
                self._draw_foot(printable(copy.foot), page, len(held))
                super().showPage()
        super().save()

    def _draw_label(self, label: str) -> None:
        if self.label_place is None:
            return
        x, y, size, room = self.label_place
        self.setFillGray(0)
        self.setFont(ITALIC, min(size, size * room / (stringWidth(label, ITALIC, size) or 1)))
        self.drawCentredString(x, y, label)

    def _draw_foot(self, foot: str, page: int, pages: int) -> None:
        line = self._frame.bottom - 1.6 * _FOOT_SIZE
        number = say("paper.page", "vi", page=page, pages=pages)
        right = self._frame.page[0] - self._frame.right
        room = right - self._frame.left - stringWidth(number, REGULAR, _FOOT_SIZE) - _FOOT_SIZE
        size = min(_FOOT_SIZE, _FOOT_SIZE * room / (stringWidth(foot, ITALIC, _FOOT_SIZE) or 1))
        self.setFillGray(0)
        self.setFont(ITALIC, size)
        self.drawString(self._frame.left, line, foot)
        self.setFont(REGULAR, _FOOT_SIZE)
        self.drawRightString(right, line, number)
