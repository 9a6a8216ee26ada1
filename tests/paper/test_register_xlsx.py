from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desk_app.paper.register_rows import RegisterRow
from desk_app.paper.register_xlsx import FIRST_ROW, HEAD_ROW, LONGEST_CELL, register_xlsx
from tests.paper.test_register_pdf import HEADING, TITLES, a_row

FIRST = FIRST_ROW + 1


def sheet_of(*rows: RegisterRow) -> Worksheet:
    sheet = load_workbook(BytesIO(register_xlsx(rows, HEADING))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_titles_are_those_of_the_form_and_stay_in_sight() -> None:
    sheet = sheet_of(a_row(1))
    heads = [
        cell.value
        for row in sheet.iter_rows(min_row=HEAD_ROW + 1, max_row=HEAD_ROW + 2)
        for cell in row
        if cell.value
    ]
    assert sorted(map(str, heads)) == sorted(TITLES)
    assert sheet.freeze_panes == f"C{FIRST}"


def test_moments_are_real_dates_and_codes_are_text() -> None:
    sheet = sheet_of(a_row(1))
    values = [cell.value for cell in sheet[FIRST]]
    assert values[:2] == [1, "H25.12.34-261120-0001"]
    assert values[6] == datetime(2026, 11, 20, 7, 31)  # noqa: DTZ001
    assert sheet.cell(FIRST, 7).number_format == "dd/mm/yyyy hh:mm"
    assert values[8] is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "=cmd|' /C calc'!A0", "{=1}", "http://x"])
def test_text_never_becomes_a_formula(start: str) -> None:
    sheet = sheet_of(replace(a_row(1), applicant_name=f"{start}1+1"))
    cell = sheet.cell(FIRST, 4)
    assert cell.data_type == "s"
    assert cell.value == f"{start}1+1"
    assert cell.hyperlink is None


def test_a_code_of_digits_keeps_its_zeros() -> None:
    cell = sheet_of(replace(a_row(1), code="0012345")).cell(FIRST, 2)
    assert (cell.value, cell.data_type) == ("0012345", "s")


def test_a_text_beyond_what_a_cell_holds_is_cut_in_sight() -> None:
    value = sheet_of(replace(a_row(1), procedure_name="ă" * 40_000)).cell(FIRST, 3).value
    assert isinstance(value, str)
    assert len(value) == LONGEST_CELL
    assert value.endswith("…")


def test_the_same_rows_give_the_same_bytes() -> None:
    assert register_xlsx([a_row(1)], HEADING) == register_xlsx([a_row(1)], HEADING)
