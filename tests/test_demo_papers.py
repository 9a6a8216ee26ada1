"""The papers of the demonstration are papers: a scanner's page, a back, a torn sheet."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from desk_app import demo_papers
from desk_app.paper.barcode_reading import codes_on
from desk_app.paper.cover_code import CoverCode
from desk_app.paper.cover_sheet_pdf import CoverSheet, make
from desk_app.paper.page_quality import look
from desk_app.wording import RESOURCES

NAMES = json.loads((RESOURCES / "training" / "papers.json").read_text(encoding="utf-8"))["papers"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_paper_is_a_page_worth_keeping(name: str) -> None:
    jpeg = demo_papers.paper(name)
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert (picture.size, picture.mode) == (demo_papers.A4, "L")
    seen = look(jpeg, demo_papers.DPI)
    assert not seen.blank
    assert seen.skew == pytest.approx(0, abs=0.4)


def test_a_paper_may_lie_askew() -> None:
    seen = look(demo_papers.paper("birth", skew=1.5), demo_papers.DPI)
    assert seen.skew == pytest.approx(1.5, abs=0.4)


def test_a_back_is_blank() -> None:
    assert look(demo_papers.blank(), demo_papers.DPI).blank


def test_a_torn_sheet_is_still_known_as_one() -> None:
    code = CoverCode("H99.21.01-261120-0001", 1, 1, 1)
    (sheet,) = demo_papers.sheets(make([CoverSheet(code, "Tờ khai", "Nguyễn Thị Phương Uyên")]))
    assert codes_on(sheet).cover == code
    torn = codes_on(demo_papers.torn(sheet))
    assert (torn.cover, torn.damaged_cover) == (None, True)
