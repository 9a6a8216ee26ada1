"""What blocks an intake, and what only warns: one line per rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desk_app.services.catalogue_cards import ChannelCard, ProcedureCard, RequiredPaperCard
from desk_app.services.fees import fee
from desk_app.services.intake_check import (
    fee_problems,
    find_case,
    form_problems,
    is_conditional,
    papers_not_noted,
)
from desk_app.services.intake_form import MOST_FEE_VND, IntakeForm, PaperForm, PersonForm
from tests.builders.desks import NOW


def _paper(number: int, **changes: Any) -> RequiredPaperCard:
    card = RequiredPaperCard(number, None, f"Giấy {number}", "submit", "original", 1, 0, True)
    return replace(card, **changes)


CARD = ProcedureCard(
    "1.000001",
    1,
    1,
    "Thủ tục mẫu",
    cases=("Cấp mới", "Cấp lại"),
    papers=(_paper(1), _paper(2, originals=2), _paper(3, requirement="present")),
    channels=(ChannelCard("direct"), ChannelCard("online")),
)
GOOD = IntakeForm(
    procedure="1.000001",
    case="Cấp mới",
    applicant=PersonForm(id_number="079187001234", full_name="Nguyễn Thị Phương Uyên"),
    papers=(PaperForm(1, originals=1), PaperForm(2, originals=2)),
)


def _found(**changes: Any) -> dict[str, bool]:
    problems = form_problems(replace(GOOD, **changes), CARD, CARD.papers, NOW)
    return {problem.field: problem.blocks for problem in problems}


def test_a_good_form_has_no_problem() -> None:
    assert _found() == {}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("case", {"case": "Cấp đổi"}),
        ("papers.0.number", {"papers": (PaperForm(9),)}),
        ("papers.0.originals", {"papers": (PaperForm(1, originals=-1),)}),
        ("papers.0.copies", {"papers": (PaperForm(1, originals=1, copies=1000),)}),
        ("papers.1.number", {"papers": (PaperForm(1, originals=1), PaperForm(1, "later"))}),
        ("sets", {"sets": 0}),
        ("pages", {"pages": 0}),
        ("copies", {"copies": 10_000}),
        ("note", {"note": "x" * 2001}),
        ("note", {"note": "\x1b[31m"}),
        ("exemption", {"exemption": "hộ nghèo 😀"}),
        ("papers.0.note", {"papers": (PaperForm(1, originals=1, note="\x00"),)}),
        ("applicant.full_name", {"applicant": PersonForm(id_number="079187001234")}),
    ],
)
def test_what_cannot_be_blocks(field: str, changes: dict[str, Any]) -> None:
    assert _found(**changes)[field] is True


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("case", {"case": None}),
        ("channel", {"channel": "post"}),
        ("papers", {"papers": (PaperForm(1, originals=1),)}),
        ("papers.0.originals", {"papers": (PaperForm(1), PaperForm(2, originals=2))}),
        ("papers.1.originals", {"papers": (PaperForm(1, originals=1), PaperForm(2, originals=1))}),
        ("submitter.authorisation", {"submitter": GOOD.applicant}),
    ],
)
def test_what_is_odd_only_warns(field: str, changes: dict[str, Any]) -> None:
    assert _found(**changes) == {field: False}


def test_a_presented_paper_may_be_left_out() -> None:
    assert "papers" not in _found(papers=GOOD.papers)


def test_a_case_is_found_whatever_its_white_space() -> None:
    assert find_case(CARD, " cấp   MỚI ") == "Cấp mới"
    assert find_case(CARD, None) is None
    assert find_case(CARD, "khác") is None


@pytest.mark.parametrize(
    ("name", "conditional"),
    [
        ("Trường hợp trẻ em bị bỏ rơi thì phải có biên bản", True),
        ("- Trường hợp nộp hồ sơ trực tuyến", True),
        ("Nếu người nộp là tổ chức", True),
        ("Đối với trường hợp việc nuôi con nuôi", True),
        ("Văn bản ủy quyền (được chứng thực) trong trường hợp ủy quyền", True),
        ("Tờ khai theo mẫu (nếu người có yêu cầu chọn nộp trực tiếp)", False),
        ("Giấy chứng sinh; trường hợp không có thì nộp văn bản khác", False),
    ],
)
def test_a_paper_asked_for_in_some_cases_only_is_told_apart(name: str, conditional: bool) -> None:
    assert is_conditional(_paper(1, name=name)) is conditional


def test_a_fee_that_no_centre_can_keep_is_told_where_it_was_counted() -> None:
    form = replace(GOOD, copies=9999)
    dear = ChannelCard("direct", fee_formula={"kind": "per_copy", "vnd": MOST_FEE_VND // 9999 + 1})
    [told] = fee_problems(form, fee(dear, copies=form.copies))
    assert (told.field, told.blocks) == ("copies", True)
    assert list(fee_problems(form, fee(dear, copies=9998))) == []


def test_a_paper_asked_for_in_some_cases_only_is_not_missing() -> None:
    papers = (_paper(1), _paper(2, name="Trường hợp ủy quyền thì có văn bản ủy quyền"))
    found = form_problems(replace(GOOD, papers=()), CARD, papers, NOW)
    [missing] = [problem for problem in found if problem.field == "papers"]
    assert missing.text.values["numbers"] == [1]


def test_not_noted_is_only_what_must_be_submitted() -> None:
    by_case = _paper(5, name="Trường hợp uỷ quyền thì phải có văn bản")
    shown, if_any = _paper(3, requirement="present"), _paper(4, required=False)
    asked = (_paper(1), _paper(2), shown, if_any, by_case)
    assert papers_not_noted(asked, ()) == (1, 2)
    assert papers_not_noted(asked, {2}) == (1,)
    assert papers_not_noted(asked, (1, 2)) == ()
