"""What stands on a receipt, read back from its PDF, so that a peer can draw the same."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import barcode
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import segno
import weasyprint  # type: ignore[import-untyped]
from barcode.writer import SVGWriter
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from desk_app.wording import RESOURCES

_PEER_FONT = "PeerSerif"
PAPER_FONT = RESOURCES / "fonts" / "paper" / "LiberationSerif-Regular.ttf"


@dataclass(frozen=True)
class Run:
    """A piece of text: where its base line begins, in points from the lower left, and its size."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True)
class Page:
    """One page. ``first``: it bears the barcodes."""

    width: float
    height: float
    first: bool
    runs: tuple[Run, ...]


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of a receipt with all their text."""
    with pdfium.PdfDocument(pdf) as document:
        pages = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            runs = tuple(_runs(page, text))
            first = any(run.text.strip().startswith("GIẤY TIẾP NHẬN") for run in runs)
            width, height = page.get_size()
            pages.append(Page(width, height, first, runs))
            text.close()
            page.close()
        return pages


def _runs(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> list[Run]:
    runs = []
    for found in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], textpage=text):
        said = found.extract().replace("\r", " ").replace("\n", " ").strip()
        if said:
            left, bottom, _, _ = found.get_bounds()
            runs.append(Run(left, bottom, min(20.0, abs(found.get_font_size())), said))
    return runs


def with_reportlab(pages: list[Page], code: str, link: str) -> bytes:
    """The same texts and codes drawn with nothing but reportlab's canvas and its own fonts."""
    _register_peer_font()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    square = segno.make(link, error="q", micro=False).matrix
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for run in page.runs:
            canvas.setFont(_PEER_FONT, run.size or 10)
            canvas.drawString(run.x, run.y, run.text)
        if page.first:
            bars = code128.Code128(code, barWidth=0.34 * mm, barHeight=10 * mm, quiet=1)
            bars.drawOn(canvas, 30, 460)
            _draw_square(canvas, square, 330, 455)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _register_peer_font() -> None:
    """reportlab's own reader of the font, not the desk's, which is made to be faster."""
    pdfmetrics.registerFont(TTFont(_PEER_FONT, str(PAPER_FONT)))


def _draw_square(canvas: Canvas, rows: Sequence[Sequence[int]], x: float, y: float) -> None:
    """reportlab's own QR widget takes three times as long as all the rest of the page."""
    module = 20 * mm / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        for place, dark in enumerate(row):
            if dark:
                path.rect(x + place * module, y + (len(rows) - number) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def weasyprint_page(pages: list[Page], code: str, link: str) -> Callable[[], bytes]:
    """Makes the same page with WeasyPrint: each text at its place, the codes as pictures that were
    made beforehand, the same font, as its manual shows it."""
    bars = io.BytesIO()
    barcode.Code128(code, writer=SVGWriter()).write(bars, {"write_text": False})
    svg = "<svg" + bars.getvalue().decode().partition("<svg")[2]
    square = segno.make(link, error="q", micro=False).svg_data_uri()
    codes = f'<div class="codes">{svg}<img src="{square}" width="70"></div>'
    html = "".join(
        f"<section>{codes if page.first else ''}{_placed(page)}</section>" for page in pages
    )
    rules = f"""
        @font-face {{ font-family: Paper; src: url("{PAPER_FONT.as_uri()}") }}
        @page {{ size: {pages[0].width}pt {pages[0].height}pt; margin: 0 }}
        section {{ position: relative; height: {pages[0].height - 1}pt; break-after: page }}
        p {{ position: absolute; margin: 0; white-space: nowrap; font-family: Paper }}
        .codes {{ position: absolute; left: 30pt; top: 80pt }}
        """

    def make() -> bytes:
        fonts = FontConfiguration()
        style = weasyprint.CSS(string=rules, font_config=fonts)
        document = weasyprint.HTML(string=f"<html><body>{html}</body></html>")
        made: bytes = document.write_pdf(stylesheets=[style], font_config=fonts)
        return made

    return make


def _placed(page: Page) -> str:
    return "".join(
        f'<p style="left: {run.x:.1f}pt; bottom: {run.y:.1f}pt; font-size: {run.size:.1f}pt">'
        f"{escape(run.text)}</p>"
        for run in page.runs
    )
