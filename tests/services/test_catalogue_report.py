"""Faults of a document as sentences."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from desk_app.services.catalogue_format import ProcedureRecord
from desk_app.services.catalogue_report import ImportReport, problem, validation_problems
from tests.builders.procedures import a_procedure


def sentences(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as fault:
        ProcedureRecord.model_validate(document)
    found = validation_problems("#7", "9.000001", fault.value)
    assert {(one.where, one.procedure, one.taken) for one in found} == {("#7", "9.000001", False)}
    return [
        one.sentence.in_words("vi") for one in validation_problems("#7", "9.000001", fault.value)
    ]


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("name_vi", "x" * 5000, "Mục name_vi dài quá 4000 ký tự."),
        ("name_vi", "", "Mục name_vi để trống."),
        ("name_vi", 5, "Mục name_vi sai kiểu."),
        ("code", "%", "Mã thủ tục (code) sai dạng; ví dụ đúng: 1.001193."),
        ("form_kind", "x", "Mục form_kind có giá trị chương trình không biết."),
        ("version", 0, "Mục version ngoài khoảng cho phép (1)."),
        ("cases", ["c"] * 101, "Mục cases có quá 100 dòng."),
        ("papers", [{"number": 2, "name": "x"}], "Giấy tờ phải đánh số liên tục từ 1."),
        (
            "papers",
            [{"number": 1, "case": 9, "name": "x"}],
            "Có giấy tờ thuộc trường hợp không khai.",
        ),
        (
            "channels",
            [{"channel": "direct", "time": {"unit": "days"}}],
            "Mục channels.1.time: thời hạn thiếu số.",
        ),
        (
            "channels",
            [{"channel": "direct", "fee_formula": {}}],
            "Mục channels.1.fee_formula: không hiểu cách tính phí.",
        ),
    ],
)
def test_each_fault_names_its_part(part: str, value: Any, sentence: str) -> None:
    assert sentence in sentences(a_procedure(**{part: value}))


def test_one_document_does_not_flood_the_report() -> None:
    papers = [{"number": "x"} for _ in range(50)]
    assert len(sentences(a_procedure(papers=papers))) == 5


def test_a_report_counts_what_was_left_out() -> None:
    report = ImportReport(
        2,
        1,
        (
            problem("#1", None, "not_an_object"),
            problem("#1", None, "duplicate"),
            problem("#2", "8.1", "duplicate", taken=True),
        ),
    )
    assert report.left_out == 1
    answer = report.as_json("en")
    assert (answer["taken"], answer["unchanged"], answer["left_out"]) == (2, 1, 1)
    assert answer["skipped"][0] == {
        "where": "#1",
        "procedure": None,
        "code": "not_an_object",
        "taken": False,
        "sentence": "This is not a procedure.",
    }
