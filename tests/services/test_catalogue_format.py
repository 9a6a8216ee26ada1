"""The checked door for one procedure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desk_app.folding import tidy
from desk_app.services.catalogue_format import ProcedureRecord, clean
from tests.builders.procedures import a_procedure


def test_a_procedure_is_read_with_all_its_parts() -> None:
    record = ProcedureRecord.model_validate(a_procedure(valid_from="2026-12-01"))
    assert record.valid_from == date(2026, 12, 1)
    assert [paper.case for paper in record.papers] == [None, 1, 2]
    assert record.channels[0].time is not None
    assert record.channels[0].time.value == 3


def test_text_is_composed_and_free_of_control_characters() -> None:
    record = ProcedureRecord.model_validate(
        a_procedure(name_vi="Ca\u0302\u0301p  gia\u0302\u0301y\x07\tphép ")
    )
    assert record.name_vi == "Cấp giấy phép"


@given(st.text(max_size=40))
def test_the_fast_way_of_tidying_is_the_slow_one(text: str) -> None:
    assert clean(text) == tidy(text)


def test_the_fingerprint_is_of_the_content_not_of_the_number() -> None:
    first = ProcedureRecord.model_validate(a_procedure())
    renumbered = ProcedureRecord.model_validate(a_procedure(version=7))
    other = ProcedureRecord.model_validate(a_procedure(field="Hội hè"))
    assert first.content_sha256() == renumbered.content_sha256()
    assert first.content_sha256() != other.content_sha256()


PAPER = {"number": 1, "name": "Đơn"}
CHANNEL = {"channel": "direct"}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("code", ""),
        ("code", "1.001193; DROP TABLE"),
        ("code", "1" * 60),
        ("code", None),
        ("version", 0),
        ("version", "1"),
        ("version", True),
        ("valid_from", 0),
        ("valid_from", "1/12/2026"),
        ("name_vi", ""),
        ("name_vi", " \x00 "),
        ("name_vi", ["Cấp"]),
        ("name_vi", "x" * 4001),
        ("online_level", "level 4"),
        ("form_kind", "fast"),
        ("notes", "one note"),
        ("notes", ["n"] * 501),
        ("cases", [""]),
        ("papers", [{**PAPER, "number": 2}]),
        ("papers", [PAPER, PAPER]),
        ("papers", [{**PAPER, "case": 3}]),
        ("papers", [{**PAPER, "originals": -1}]),
        ("papers", [{**PAPER, "originals": "1"}]),
        ("papers", [{**PAPER, "kind": "fax"}]),
        ("papers", [{"number": 1}]),
        ("papers", [{**PAPER, "number": n + 1} for n in range(501)]),
        ("channels", [{"channel": "fax"}]),
        ("channels", [{**CHANNEL, "time": {"value": -1, "unit": "days"}}]),
        ("channels", [{**CHANNEL, "time": {"value": 1, "unit": "moons"}}]),
        ("channels", [{**CHANNEL, "time": {"value": None, "unit": "days"}}]),
        ("channels", [{**CHANNEL, "time": {"value": float("nan"), "unit": "days"}}]),
        ("channels", [{**CHANNEL, "fee_vnd": -1}]),
        ("channels", [{**CHANNEL, "fee_vnd": 10.5}]),
        ("channels", [{**CHANNEL, "fee_formula": {"kind": "magic"}}]),
        ("channels", [{**CHANNEL, "fee_set_elsewhere": "no"}]),
    ],
)
def test_what_breaks_the_format_is_refused(part: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        ProcedureRecord.model_validate(a_procedure(**{part: value}))


def test_it_may_not_end_before_it_begins() -> None:
    with pytest.raises(ValidationError):
        ProcedureRecord.model_validate(a_procedure(valid_from="2026-12-02", valid_to="2026-12-01"))


def test_what_a_newer_program_adds_is_left_out() -> None:
    record = ProcedureRecord.model_validate(a_procedure(colour="red"))
    assert record == ProcedureRecord.model_validate(a_procedure())


PROCEDURE_WITH_PAPER: dict[str, Any] = {
    "code": "1.000001",
    "name_vi": "Thủ tục mẫu",
    "papers": [{"number": 1, "name": "Tờ khai"}],
}


def test_a_recipe_is_read_and_none_changes_no_fingerprint() -> None:
    plain = ProcedureRecord.model_validate(PROCEDURE_WITH_PAPER)
    assert plain.papers[0].scan is None
    none = {**PROCEDURE_WITH_PAPER, "papers": [{**PROCEDURE_WITH_PAPER["papers"][0], "scan": None}]}
    assert ProcedureRecord.model_validate(none).content_sha256() == plain.content_sha256()
    said = {"colour": "color", "dpi": 300, "size": "card", "one_page": True}
    with_scan = {**none, "papers": [{**PROCEDURE_WITH_PAPER["papers"][0], "scan": said}]}
    read = ProcedureRecord.model_validate(with_scan)
    assert read.papers[0].scan is not None
    assert read.papers[0].scan.model_dump(exclude_none=True) == said
    assert read.content_sha256() != plain.content_sha256()


@pytest.mark.parametrize(
    "scan", [{"dpi": 20}, {"dpi": "300"}, {"colour": "sepia"}, {"do_not_scan": "never"}]
)
def test_a_recipe_that_makes_no_sense_is_refused(scan: dict[str, Any]) -> None:
    paper = {**PROCEDURE_WITH_PAPER["papers"][0], "scan": scan}
    with pytest.raises(ValidationError):
        ProcedureRecord.model_validate({**PROCEDURE_WITH_PAPER, "papers": [paper]})
