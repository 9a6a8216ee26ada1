"""The three papers a receipt is printed on, and how the form is set on each. Lengths in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm

from desk_app.paper.barcode_image import (
    DOT_203,
    DOT_300,
    MODULES_ROLL,
    MODULES_SHEET,
    QR_MODULE_ROLL,
    QR_MODULE_SHEET,
)

PaperSize = Literal["A5", "A4", "80mm"]

ROLL_WIDTH = 80 * mm
ROLL_PRINTABLE = 72 * mm
LONGEST_ROLL_PAGE = 1000 * mm


@dataclass(frozen=True)
class Layout:
    """How the form is set on one paper.

    Args:
        page: width and height; on the roll the height is the longest a page may get.
        left, right, top, bottom: margins.
        body: size of the body text; leading is in ``leading``.
        rows, rows_leading: size and leading of the rows of the table.
        small: size of the head, the table head and notes.
        title: size of the title.
        sign_room: height left for a signature.
        bar_length: length of the bars of the barcode.
        modules: widths of the barcode's module, the preferred first.
        qr_module: side of the QR code's module.
        dot: the printer's dot that codes start on.
        roll: one column, black only, as long as needed.
    """

    page: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float
    body: float
    leading: float
    rows: float
    rows_leading: float
    small: float
    title: float
    sign_room: float
    bar_length: float
    modules: tuple[float, ...]
    qr_module: float
    dot: float
    roll: bool = False

    @property
    def height(self) -> float:
        """Room between the upper and the lower margin."""
        return self.page[1] - self.top - self.bottom

    @property
    def width(self) -> float:
        """Room between the margins."""
        return self.page[0] - self.left - self.right


LAYOUTS: dict[PaperSize, Layout] = {
    "A4": Layout(
        page=A4,
        left=20 * mm,
        right=12 * mm,
        top=12 * mm,
        bottom=14 * mm,
        body=13,
        leading=16,
        rows=11,
        rows_leading=13,
        small=11,
        title=14,
        sign_room=18 * mm,
        bar_length=12 * mm,
        modules=MODULES_SHEET,
        qr_module=QR_MODULE_SHEET,
        dot=DOT_300,
    ),
    "A5": Layout(
        page=A5,
        left=11 * mm,
        right=9 * mm,
        top=8 * mm,
        bottom=11 * mm,
        body=10,
        leading=11.8,
        rows=9.2,
        rows_leading=10.9,
        small=8.5,
        title=11.5,
        sign_room=11 * mm,
        bar_length=9 * mm,
        modules=MODULES_SHEET,
        qr_module=QR_MODULE_SHEET,
        dot=DOT_300,
    ),
    "80mm": Layout(
        page=(ROLL_WIDTH, LONGEST_ROLL_PAGE),
        left=(ROLL_WIDTH - ROLL_PRINTABLE) / 2,
        right=(ROLL_WIDTH - ROLL_PRINTABLE) / 2,
        top=4 * mm,
        bottom=8 * mm,
        body=9.5,
        leading=12,
        rows=9.5,
        rows_leading=12,
        small=8.5,
        title=11,
        sign_room=14 * mm,
        bar_length=14 * mm,
        modules=MODULES_ROLL,
        qr_module=QR_MODULE_ROLL,
        dot=DOT_203,
        roll=True,
    ),
}
