from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.units import inch, mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from desk_app.paper.barcode_image import (
    DOT_203,
    DOT_300,
    MODULES_ROLL,
    MODULES_SHEET,
    NARROWEST_MM,
    QR_MODULE_ROLL,
    QR_MODULE_SHEET,
    Code128,
    QrCode,
    code_128_length,
    code_128_modules,
    qr_modules,
    widest_module,
)
from desk_app.paper.fonts import REGULAR, register_fonts
from tests.builders.pdf_reading import decoded_page
from tests.builders.receipts import CODE, LOOK_UP

CODES = st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{2}){1,3}-[0-9]{6,8}-[0-9]{4,7}", fullmatch=True)


def on_a_page(flowable: Flowable, x: float = 10.123, y: float = 11.77) -> bytes:
    out = BytesIO()
    width, height = flowable.wrap(0, 0)
    register_fonts()
    canvas = Canvas(out, pagesize=(width + 40, height + 40), initialFontName=REGULAR)
    flowable.drawOn(canvas, x, y)
    canvas.save()
    return out.getvalue()


def test_modules_are_wide_enough_and_whole_dots() -> None:
    for module in (*MODULES_SHEET, *MODULES_ROLL):
        assert module / mm >= NARROWEST_MM
    assert MODULES_SHEET[0] / DOT_300 == pytest.approx(5)
    assert MODULES_SHEET[1] / (inch / 600) == pytest.approx(9)
    assert MODULES_ROLL[0] / DOT_203 == pytest.approx(3)
    assert pytest.approx(6) == QR_MODULE_SHEET / DOT_300
    assert pytest.approx(4) == QR_MODULE_ROLL / DOT_203


@pytest.mark.parametrize("ladder", [False, True])
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("module", [*MODULES_SHEET, *MODULES_ROLL])
def test_two_decoders_read_the_bars(module: float, dpi: int, ladder: bool) -> None:
    code = Code128(CODE, module, bar_length=12 * mm, dot=DOT_300, ladder=ladder)
    by_zxing, by_zbar = decoded_page(on_a_page(code), 0, dpi)
    assert by_zxing == by_zbar == {("128", CODE)}


@pytest.mark.parametrize("dpi", [203, 300])
def test_two_decoders_read_the_squares(dpi: int) -> None:
    pdf = on_a_page(QrCode(LOOK_UP, QR_MODULE_SHEET, dot=DOT_300))
    by_zxing, by_zbar = decoded_page(pdf, 0, dpi)
    assert by_zxing == by_zbar == {("QR", LOOK_UP)}


@settings(max_examples=15, deadline=None)
@given(CODES)
def test_every_code_is_read_back(text: str) -> None:
    pdf = on_a_page(Code128(text, MODULES_SHEET[0], bar_length=9 * mm, dot=DOT_300))
    by_zxing, by_zbar = decoded_page(pdf, 0, 203)
    assert by_zxing == by_zbar == {("128", text)}


def test_quiet_zones_are_white_and_ten_modules_wide() -> None:
    assert code_128_length(CODE, 1) == len(code_128_modules(CODE)) + 20
    assert code_128_modules(CODE)[0] == code_128_modules(CODE)[-1] == "1"


def test_short_payloads_do_not_become_micro_qr() -> None:
    assert len(qr_modules("1")) >= 21


def test_the_widest_module_that_fits_is_taken() -> None:
    length = code_128_length(CODE, MODULES_SHEET[0])
    assert widest_module(CODE, length, MODULES_SHEET) == MODULES_SHEET[0]
    assert widest_module(CODE, length - 1, MODULES_SHEET) == MODULES_SHEET[1]
    assert widest_module(CODE, length / 2, MODULES_SHEET) is None


@pytest.mark.parametrize("text", ["", "Hồ sơ", "a\nb"])
def test_what_code_128_lacks_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        code_128_modules(text)
