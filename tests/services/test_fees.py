"""Fees: formulas, exemption, what the province sets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.services.catalogue_cards import ChannelCard
from desk_app.services.fees import (
    exemption_texts,
    fee,
    formula_fault,
    is_left_open,
    unit_fee_for,
    usual_exemptions,
    without_open_lines,
)

STEPS = {
    "kind": "per_page_steps",
    "steps": [{"to": 2, "vnd": 2000}, {"vnd": 1000}],
    "cap_per_copy_vnd": 200_000,
}


def rate(
    vnd: int | None,
    *,
    set_elsewhere: bool = False,
    formula: dict[str, Any] | None = None,
    uncertain: dict[str, str] | None = None,
) -> ChannelCard:
    return ChannelCard(
        "direct",
        fee_vnd=vnd,
        fee_set_elsewhere=set_elsewhere,
        fee_formula=formula,
        uncertain=uncertain or {},
    )


ONE_OF = {"kind": "one_of", "rates": [{"vnd": 20_000, "label": "Hộ gia đình"}, {"vnd": 5_000}]}
CERTIFIED_COPY = rate(2000, formula=STEPS)


@pytest.mark.parametrize(
    ("pages", "copies", "vnd"),
    [
        (5, 2, 14_000),
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (198, 1, 200_000),
        (199, 3, 600_000),
        (None, None, 2_000),
    ],
)
def test_certified_copies(pages: int | None, copies: int | None, vnd: int) -> None:
    assert fee(CERTIFIED_COPY, pages=pages, copies=copies).vnd == vnd


def test_the_arithmetic_is_shown() -> None:
    found = fee(CERTIFIED_COPY, pages=5, copies=2)
    assert [line.in_words("vi") for line in found.explained] == [
        "Trang 1–2: 2.000 đ/trang = 4.000 đ",
        "Trang 3–5: 1.000 đ/trang = 3.000 đ",
        "7.000 đ × 2 bản = 14.000 đ",
    ]
    assert not found.uncertain


def test_a_missing_page_count_is_asked_for() -> None:
    assert [w.key for w in fee(CERTIFIED_COPY).warnings] == ["fees.pages_not_given"]


@pytest.mark.parametrize(
    ("channel", "vnd", "warning"),
    [
        (rate(0), 0, None),
        (rate(50_000), 50_000, None),
        (rate(0, set_elsewhere=True), 0, "fees.set_elsewhere_unknown"),
        (rate(50_000, set_elsewhere=True), 50_000, "fees.set_elsewhere"),
        (rate(None), 0, "fees.not_in_catalogue"),
        (rate(None, set_elsewhere=True), 0, "fees.set_elsewhere_unknown"),
        (None, 0, "fees.not_in_catalogue"),
        (rate(10_000, uncertain={"fee": "recalled"}), 10_000, "fees.doubtful"),
        (rate(10_000, uncertain={"fee": "one_rate_of_several"}), 10_000, "fees.several"),
        (rate(20_000, formula=ONE_OF), 20_000, "fees.several"),
    ],
)
def test_zero_is_not_always_free(
    channel: ChannelCard | None, vnd: int, warning: str | None
) -> None:
    found = fee(channel)
    assert found.vnd == vnd
    assert [w.key for w in found.warnings] == ([warning] if warning else [])
    assert found.uncertain == (warning is not None)


@pytest.mark.parametrize(
    ("channel", "left_open", "line"),
    [
        (rate(0), None, []),
        (rate(0, uncertain={"fee": "recalled"}), None, []),
        (rate(0, set_elsewhere=True), "set_elsewhere", ["fees.set_by_province"]),
        (rate(None, set_elsewhere=True), "set_elsewhere", ["fees.set_by_province"]),
        (rate(None), "unknown", ["fees.unknown"]),
        (None, "unknown", ["fees.unknown"]),
        (
            rate(0, uncertain={"fee": "one_rate_of_several"}),
            "unknown",
            ["fees.several_rates"],
        ),
    ],
)
def test_nothing_due_and_nothing_known_are_kept_apart(
    channel: ChannelCard | None, left_open: str | None, line: list[str]
) -> None:
    found = fee(channel)
    assert (found.vnd, found.left_open) == (0, left_open)
    assert [words.key for words in found.explained] == line
    assert is_left_open(found.explained) == (left_open is not None)
    assert without_open_lines(found.explained) == ()


def test_a_picked_rate_needs_no_second_look() -> None:
    found = fee(rate(20_000, formula=ONE_OF), unit_fee=5_000)
    assert (found.vnd, found.warnings, found.uncertain) == (5_000, (), False)


def test_one_row_of_several_is_told() -> None:
    found = fee(rate(20_000), several=True)
    assert [warning.key for warning in found.warnings] == ["fees.several"]
    assert fee(rate(0), several=True).left_open == "unknown"


@pytest.mark.parametrize(
    ("rates", "part"),
    [
        ([{"vnd": 0}], None),
        ([{"vnd": 5, "label": "x"}], None),
        ([], "rates"),
        (None, "rates"),
        ([5], "rates"),
        ([{"vnd": -1}], "rates"),
        ([{"label": "x"}], "rates"),
        ([{"vnd": 5, "label": 3}], "rates"),
    ],
)
def test_rates_to_pick_from_are_amounts(rates: object, part: str | None) -> None:
    assert formula_fault({"kind": "one_of", "rates": rates}) == part


def test_a_typed_amount_or_an_exemption_closes_an_open_fee() -> None:
    province = rate(0, set_elsewhere=True)
    assert fee(province, unit_fee=0).left_open is None
    assert fee(province, unit_fee=15_000).left_open is None
    exempt = fee(province, exemption="Hộ nghèo")
    assert (exempt.vnd, exempt.left_open) == (0, None)
    assert [words.in_words("vi") for words in exempt.explained] == ["Miễn toàn bộ: Hộ nghèo"]


def test_what_the_unit_has_set_goes_first() -> None:
    found = fee(rate(0, set_elsewhere=True), unit_fee=15_000)
    assert (found.vnd, found.warnings, found.uncertain) == (15_000, (), False)


def test_the_unit_sets_a_fee_per_procedure_or_per_channel() -> None:
    fees = {"1.000656": 8_000, "1.000656/online": 4_000}
    assert unit_fee_for(fees, "1.000656", "online") == 4_000
    assert unit_fee_for(fees, "1.000656", "direct") == 8_000
    assert unit_fee_for(fees, "1.001193", "direct") is None


def test_an_exemption_is_shown_with_its_reason() -> None:
    found = fee(rate(8_000), exemption=" Hộ nghèo, giấy chứng nhận số 12 ")
    assert found.vnd == 0
    words = [line.in_words("vi") for line in found.explained]
    assert words == ["Phí, lệ phí: 8.000 đ", "Miễn 8.000 đ: Hộ nghèo, giấy chứng nhận số 12"]


def test_a_blank_reason_exempts_nobody() -> None:
    assert fee(rate(8_000), exemption="  ").vnd == 8_000


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_usual_exemptions_have_words(language: str) -> None:
    assert len({words.in_words(language) for words in usual_exemptions()}) == 5


@pytest.mark.parametrize(("pages", "copies"), [(0, 1), (-3, -1), (10**9, 10**9)])
def test_odd_numbers_while_typing_never_raise(pages: int, copies: int) -> None:
    assert 2_000 <= fee(CERTIFIED_COPY, pages=pages, copies=copies).vnd <= 200_000 * 9999


def test_exemptions_are_shown_word_for_word() -> None:
    note = (
        "8.000 đồng/Văn bản xác nhận.Miễn lệ phí cho người thuộc gia đình có công với cách mạng;"
        " người thuộc hộ nghèo; người khuyết tật. Phí cấp bản sao theo Thông tư số 281."
    )
    assert exemption_texts(note) == [
        "Miễn lệ phí cho người thuộc gia đình có công với cách mạng;"
        " người thuộc hộ nghèo; người khuyết tật."
    ]
    assert exemption_texts(None) == []


pages_and_copies = st.tuples(st.integers(1, 2000), st.integers(1, 50))


@given(pages_and_copies)
def test_more_pages_or_copies_never_cost_less(both: tuple[int, int]) -> None:
    pages, copies = both
    here = fee(CERTIFIED_COPY, pages=pages, copies=copies).vnd
    assert fee(CERTIFIED_COPY, pages=pages + 1, copies=copies).vnd >= here
    assert fee(CERTIFIED_COPY, pages=pages, copies=copies + 1).vnd > here


@given(pages_and_copies)
def test_the_cap_holds_and_pages_are_counted_one_by_one(both: tuple[int, int]) -> None:
    pages, copies = both
    one_by_one = sum(2000 if page <= 2 else 1000 for page in range(1, pages + 1))
    expected = min(200_000, one_by_one) * copies
    assert fee(CERTIFIED_COPY, pages=pages, copies=copies).vnd == expected


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        (STEPS, None),
        ({"kind": "per_copy", "vnd": 8000}, None),
        ({"kind": "flat", "vnd": 0}, None),
        ("2000", "kind"),
        ({"kind": "magic"}, "kind"),
        ({"kind": "flat"}, "vnd"),
        ({"kind": "flat", "vnd": -1}, "vnd"),
        ({"kind": "flat", "vnd": True}, "vnd"),
        ({**STEPS, "steps": []}, "steps"),
        ({**STEPS, "steps": [{"to": 2, "vnd": 1}]}, "steps"),
        ({**STEPS, "steps": [{"to": 3, "vnd": 1}, {"to": 2, "vnd": 1}, {"vnd": 1}]}, "steps"),
        ({**STEPS, "steps": [5, {"vnd": 1}]}, "steps"),
        ({**STEPS, "cap_per_copy_vnd": "viele"}, "cap_per_copy_vnd"),
    ],
)
def test_a_formula_from_outside_is_checked(formula: Any, fault: str | None) -> None:
    assert formula_fault(formula) == fault
