"""The codes on paper, drawn as rectangles: Code 128 for hand-held readers, QR for everything
that may be scanned as a page.

A printer has only whole dots, so a module (the narrowest bar) is a whole number of dots, and
each code starts on a dot:

=============  ===================  ===========================================================
on             module               that is
=============  ===================  ===========================================================
A4, A5         0.4233 mm            5 dots at 300 dpi, 10 at 600, 3.4 at 203
A4, A5 narrow  0.3810 mm            9 dots at 600 dpi, 3.04 at 203, 4.5 at 300
80 mm roll     0.3754 mm            3 dots at 203 dpi (thermal heads), 4.4 at 300
=============  ===================  ===========================================================

All are above the 0.34 mm below which simple readers fail. Quiet zones are 10 modules (Code 128)
and 4 modules (QR).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

import barcode
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from desk_app.paper.fonts import REGULAR, register_fonts
from desk_app.paper.qr_matrix import qr_matrix

CODE_128_QUIET = 10
QR_QUIET = 4
NARROWEST_MM = 0.34

DOT_300 = inch / 300
DOT_203 = inch / 203
MODULES_SHEET = (5 * DOT_300, 9 * inch / 600)
MODULES_ROLL = (3 * DOT_203,)
QR_MODULE_SHEET = 6 * DOT_300
QR_MODULE_ROLL = 4 * DOT_203

_TEXT_SIZE = 9.0
_TEXT_LEADING = 11.0


@lru_cache(maxsize=16)  # each code is drawn on both copies, and measured before
def code_128_modules(text: str) -> str:
    """The bars of ``text`` as ``1`` (black) and ``0`` (white), one letter a module.

    Raises:
        ValueError: empty text, or a letter Code 128 does not have.
    """
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError("Code 128 takes printable ASCII only")
    return str(barcode.get("code128", text).build()[0])


@lru_cache(maxsize=16)
def qr_modules(text: str, error: Literal["q", "h"] = "q") -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code (error correction Q, H or better, never Micro QR), without quiet
    zone, from the top row down."""
    return tuple(tuple(cell == "1" for cell in row) for row in qr_matrix(text, error))


def code_128_length(text: str, module: float) -> float:
    """Length in points with both quiet zones."""
    return (len(code_128_modules(text)) + 2 * CODE_128_QUIET) * module


def widest_module(text: str, room: float, modules: tuple[float, ...]) -> float | None:
    """The first of ``modules`` (points) with which ``text`` fits into ``room`` points; None when
    none does: then print a QR code in its place."""
    return next((size for size in modules if code_128_length(text, size) <= room), None)


class Code128(Flowable):  # type: ignore[misc]
    """Code 128 with its text below; ``ladder`` turns it by 90 degrees for narrow paper.

    Args:
        text: what a reader reads and what stands below.
        module: width of the narrowest bar in points.
        bar_length: length of the bars in points.
        dot: the printer's dot in points; the first bar starts on a whole one.
        ladder: bars lie, text runs upwards.
    """

    def __init__(
        self, text: str, module: float, *, bar_length: float, dot: float, ladder: bool = False
    ) -> None:
        super().__init__()
        register_fonts()
        self._text = text
        self._modules = code_128_modules(text)
        self._module = module
        self._bar_length = bar_length
        self._dot = dot
        self._ladder = ladder
        along = (len(self._modules) + 2 * CODE_128_QUIET) * module
        across = bar_length + _TEXT_LEADING
        self.width, self.height = (across, along) if ladder else (along, across)

    def wrap(self, *_room: float) -> tuple[float, float]:
        """Its size in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Draws on white ground, so that no mark under it reaches the bars."""
        canvas = self.canv
        canvas.saveState()
        _white_ground(canvas, self.width, self.height)
        if self._ladder:
            canvas.transform(0, 1, -1, 0, self.width, 0)
        quiet = CODE_128_QUIET * self._module
        shift = self._to_whole_dot(canvas, quiet)
        bars = canvas.beginPath()
        for start, length in _runs(self._modules):
            left = shift + quiet + start * self._module
            bars.rect(left, _TEXT_LEADING, length * self._module, self._bar_length)
        canvas.drawPath(bars, stroke=0, fill=1)
        self._draw_text(canvas, quiet)
        canvas.restoreState()

    def _to_whole_dot(self, canvas: Any, quiet: float) -> float:
        """How far to move so that the first bar starts on a dot (less than half a dot)."""
        at_x, at_y = canvas.absolutePosition(quiet, 0)
        place = at_y if self._ladder else at_x
        return float(round(place / self._dot) * self._dot - place)

    def _draw_text(self, canvas: Any, quiet: float) -> None:
        room = len(self._modules) * self._module
        size = min(_TEXT_SIZE, _TEXT_SIZE * room / stringWidth(self._text, REGULAR, _TEXT_SIZE))
        canvas.setFont(REGULAR, size)
        canvas.drawCentredString(quiet + room / 2, _TEXT_LEADING - size - 0.5, self._text)


class QrCode(Flowable):  # type: ignore[misc]
    """A QR code with its quiet zone.

    Args:
        text: what a reader reads; never personal data.
        module: side of one module in points.
        dot: the printer's dot in points; the code starts on a whole one.
        error: share of the code that may be lost: a quarter (q) or nearly a third (h).
    """

    def __init__(
        self, text: str, module: float, *, dot: float, error: Literal["q", "h"] = "q"
    ) -> None:
        super().__init__()
        self._rows = qr_modules(text, error)
        self._module = module
        self._dot = dot
        self.width = self.height = (len(self._rows) + 2 * QR_QUIET) * module

    def wrap(self, *_room: float) -> tuple[float, float]:
        """Its size in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Draws on white ground, so that no mark under it reaches the modules."""
        canvas = self.canv
        canvas.saveState()
        _white_ground(canvas, self.width, self.height)
        quiet = QR_QUIET * self._module
        at_x, at_y = canvas.absolutePosition(quiet, quiet)
        canvas.translate(
            round(at_x / self._dot) * self._dot - at_x, round(at_y / self._dot) * self._dot - at_y
        )
        squares = canvas.beginPath()  # one path: neighbours leave no light seam between them
        for number, row in enumerate(self._rows):
            bottom = self.height - quiet - (number + 1) * self._module
            for start, length in _runs("".join("1" if cell else "0" for cell in row)):
                left = quiet + start * self._module
                squares.rect(left, bottom, length * self._module, self._module)
        canvas.drawPath(squares, stroke=0, fill=1)
        canvas.restoreState()


def _white_ground(canvas: Any, width: float, height: float) -> None:
    canvas.setFillGray(1)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setFillGray(0)


def _runs(modules: str) -> Iterator[tuple[int, int]]:
    """Start and length of each run of black modules."""
    at = 0
    for black, run in groupby(modules):
        length = len(list(run))
        if black == "1":
            yield at, length
        at += length
