"""Form 01 before there is a dossier: to be looked at, never to be handed out.

Set by the code that sets the receipt, so that it shows what will be printed; it has no dossier
code, no barcode and no look-up code, one copy only, and says across each page what it is.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf

from desk_app.paper.paper_size import PaperSize
from desk_app.paper.receipt_content import ReceiptContent
from desk_app.paper.receipt_pdf import COPIES, receipt_pdf
from desk_app.paper.reprint_mark import mark_pages
from desk_app.wording import say


def receipt_preview(content: ReceiptContent, paper: PaperSize = "A5") -> bytes:
    """The receipt that ``content`` would give, without what makes it one."""
    pdf = receipt_pdf(replace(content, code="", look_up_url=None), paper)
    return mark_pages(_first_copy(pdf), say("paper.preview_mark", "vi"))


def _first_copy(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as copies:
        del copies.pages[len(copies.pages) // COPIES :]
        copies.save(out, deterministic_id=True)
    return out.getvalue()
