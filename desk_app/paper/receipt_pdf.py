"""Form 01 as PDF: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", two copies in one file.

The same content gives the same bytes. The bytes are stored once and printed from the store.
"""

from __future__ import annotations

from dataclasses import replace

from desk_app.paper.form_document import Copy, PageFrame, Part, form_document
from desk_app.paper.paper_size import LAYOUTS, LONGEST_ROLL_PAGE, Layout, PaperSize
from desk_app.paper.receipt_content import ReceiptContent
from desk_app.paper.receipt_story import ReceiptStory, copy_label, running_head
from desk_app.wording import say

_COPIES = ("part_kept", "part_handed")
COPIES = len(_COPIES)
_SLACK = 1.0


def receipt_pdf(content: ReceiptContent, paper: PaperSize = "A5") -> bytes:
    """The receipt on ``paper``: first the copy that is kept, then the one handed over, each with
    its own page numbers.

    On A4 and A5 (upright) each copy begins on a new page. On the 80 mm roll each copy is one page
    as long as needed, so that the cutter parts them; beyond one metre it goes on on a next page.
    """
    layout = LAYOUTS[paper]
    frame = _frame(content, layout)
    part = _on_roll(content, layout, frame) if layout.roll else _part(content, layout)
    return form_document(part, frame, title=_title(content), made_at=content.received_at)


def _on_roll(content: ReceiptContent, layout: Layout, frame: PageFrame) -> Part:
    """Sets it once to learn its length, to be set again on pages of that length."""
    used: list[float] = []
    form_document(_part(content, layout), frame, title="", used=used)
    heights = tuple(
        min(height + layout.top + layout.bottom + _SLACK, LONGEST_ROLL_PAGE) for height in used
    )
    # A page that is followed by another keeps its full length, or its content would move.
    heights = (*(LONGEST_ROLL_PAGE for _ in heights[:-1]), heights[-1])
    return replace(_part(content, layout), heights=heights)


def _part(content: ReceiptContent, layout: Layout) -> Part:
    copies = [Copy(_foot(content, key), copy_label(content, key)) for key in _COPIES]
    story = ReceiptStory(content, layout).flowables()
    return Part(story, copies, head=running_head(content, layout))


def _foot(content: ReceiptContent, key: str) -> str:
    words = say(f"paper.form01.{key}", "vi")
    return f"{content.code} – {words}" if content.code else words


def _frame(content: ReceiptContent, layout: Layout) -> PageFrame:
    return PageFrame(
        layout.page,
        layout.left,
        layout.right,
        layout.top,
        layout.bottom,
        say("paper.training_mark", "vi") if content.training else None,
    )


def _title(content: ReceiptContent) -> str:
    return f"{say('paper.form01.title', 'vi')} {content.code}".rstrip()
