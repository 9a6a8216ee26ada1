"""Cover sheets as pictures, for tests. Names and codes are invented."""

from __future__ import annotations

from functools import cache

from PIL import Image, ImageDraw

from desk_app.paper.cover_code import CoverCode
from desk_app.paper.cover_sheet_pdf import CoverSheet, make
from desk_app.paper.pdf_pages import page_image

CODE = CoverCode("H25.12.34-261120-0007", 3, 1, 4)
SHEET = CoverSheet(
    CODE,
    "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
    "Nguyễn Thị Phương Uyên",
    "Trung tâm Phục vụ hành chính công phường Bến Đá",
)
# Pixels at 300 dpi.
HEAD_CODE = (230, 230, 860, 860)
FOOT_CODE = (1600, 2640, 2280, 3290)
BARS = (300, 2300, 2200, 2800)
INNER = (250, 250, 2230, 3258)


@cache
def sheet_picture(code: CoverCode = CODE) -> Image.Image:
    """The sheet of a code at 300 dpi, grey; do not draw on it."""
    pdf = make([CoverSheet(code, SHEET.paper_name, SHEET.applicant_name, SHEET.unit_name)])
    return page_image(pdf, 0, 300, mode="L")


def covered(*boxes: tuple[int, int, int, int], level: int = 225) -> Image.Image:
    """The usual sheet with notes stuck over parts of it."""
    page = sheet_picture().copy()
    for box in boxes:
        ImageDraw.Draw(page).rectangle(box, fill=level)
    return page
