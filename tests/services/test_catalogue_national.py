"""The national database's answer: what is understood, what is told, what is survived."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.services.catalogue_format import ProcedureRecord
from desk_app.services.catalogue_national import dong, number, procedure_of
from tests.builders.procedures import a_national_procedure, a_paper, a_time


def read(data: Any) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    told: list[tuple[str, dict[str, Any]]] = []
    return procedure_of(data, lambda name, **values: told.append((name, values))), told


def one_time(time: Any) -> tuple[dict[str, Any], list[str]]:
    way = {"KENH": "1", "THOIGIAN": [time]}
    found, told = read(a_national_procedure(CACHTHUCTHUCHIEN=[way]))
    return found["channels"][0], [name for name, _ in told]


def test_a_procedure_is_read_whole() -> None:
    found, told = read(a_national_procedure(5))
    record = ProcedureRecord.model_validate(found)
    assert told == []
    assert (record.code, record.field, record.level) == ("8.000005", "Lĩnh vực thử", "Cấp xã")
    assert record.cases == ["Trường hợp cấp lại"]
    assert [(p.number, p.case, p.kind, p.originals, p.copies) for p in record.papers] == [
        (1, None, "original", 1, 0),
        (2, 1, "original_and_copy", 1, 1),
        (3, 1, "copy", 0, 2),
    ]
    times = [(c.channel, c.time and (c.time.value, c.time.unit)) for c in record.channels]
    assert times == [
        ("direct", (3, "working_days")),
        ("direct", (2, "days")),
        ("online", (8, "hours")),
    ]
    assert [channel.label for channel in record.channels] == [None, "Phức tạp", None]
    assert {channel.fee_vnd for channel in record.channels} == {20_000}


@pytest.mark.parametrize(
    ("length", "unit", "time", "mark"),
    [
        ("15", "Ngày làm việc", (15, "working_days"), None),
        (15, "NGÀY", (15, "days"), None),
        ("1,5", "ngày làm việc", (1.5, "working_days"), None),
        ("0.5", "Ngày", (0.5, "days"), None),
        ("4", "Giờ làm việc", (4, "hours"), None),
        ("1", "", (1, "working_days"), "unit_missing"),
        ("", "Ngày", None, "missing"),
        (None, None, None, "missing"),
        ("0", "Ngày", None, "missing"),
        ("Không quy định", "", None, None),
        ("-5", "Ngày", None, "unreadable"),
        ("1", "Thế kỷ", None, "unreadable"),
        ("9" * 30, "Ngày", None, "unreadable"),
        ("Trong ngày", "", (None, "same_day"), None),
        ("ba tuần", "", None, "unreadable"),
        ("3", "Tuần trăng", None, "unreadable"),
        ("99999", "Ngày", None, "unreadable"),
        (True, "Ngày", None, "missing"),
        ({"a": 1}, ["x"], None, "missing"),
    ],
)
def test_time_limits(
    length: Any, unit: Any, time: tuple[float | None, str] | None, mark: str | None
) -> None:
    channel, told = one_time(a_time(length, unit))
    found = channel["time"]
    assert (found and (found["value"], found["unit"])) == time
    assert channel["uncertain"].get("time") == mark
    assert ("time_unreadable" in told) == (mark == "unreadable")


def test_days_that_its_own_note_calls_working_days_are_marked() -> None:
    channel, _ = one_time(a_time("15", "Ngày", MOTA="không quá 15 ngày làm việc"))
    assert channel["time"] == {"value": 15, "unit": "days"}
    assert channel["uncertain"]["time"] == "unit_differs_from_note"


def fee(amount: Any, unit: Any = "VND", note: str = "") -> dict[str, Any]:
    return {"SOTIEN": amount, "DONVI": unit, "MOTA": note}


@pytest.mark.parametrize(
    ("fees", "vnd", "mark", "elsewhere"),
    [
        ([fee("10.000", "đồng")], 10_000, None, False),
        ([fee(10_000.0)], 10_000, None, False),
        ([fee("0")], 0, None, False),
        ([fee("0", note="Do Hội đồng nhân dân tỉnh quyết định")], 0, None, True),
        ([fee("10", "USD")], None, "missing", False),
        ([fee("2000"), fee("10", "USD")], 2000, None, False),
        ([fee("2000"), fee("5000")], 2000, "one_rate_of_several", False),
        ([], None, "missing", False),
        ([fee("", "")], None, "missing", False),
        ([fee("tùy")], None, "missing", False),
        ([fee("0"), fee("tùy")], 0, "one_rate_of_several", False),
        (None, None, "missing", False),
    ],
)
def test_fees(fees: Any, vnd: int | None, mark: str | None, elsewhere: bool) -> None:
    channel, told = one_time(a_time(PHILEPHI=fees))
    assert (channel["fee_vnd"], channel["uncertain"].get("fee")) == (vnd, mark)
    assert channel["fee_set_elsewhere"] is elsewhere
    assert told == (["fee_unreadable"] if fee("tùy") in (fees or []) else [])


def test_several_amounts_are_kept_to_pick_from() -> None:
    fees = [fee("2000", note="Hộ gia đình"), fee("5000", note="Tổ chức"), fee("2000")]
    channel, _ = one_time(a_time(PHILEPHI=fees))
    assert channel["fee_formula"] == {
        "kind": "one_of",
        "rates": [{"vnd": 2000, "label": "Hộ gia đình"}, {"vnd": 5000, "label": "Tổ chức"}],
    }
    assert one_time(a_time(PHILEPHI=fees[:1]))[0]["fee_formula"] is None


@pytest.mark.parametrize(
    ("way", "channel"),
    [
        ("1", "direct"),
        (2, "online"),
        ("3", "post"),
        ("Nộp trực tiếp", "direct"),
        ("DỊCH VỤ BƯU CHÍNH", "post"),
        ("Trực tuyến", "online"),
    ],
)
def test_channels_by_number_or_by_name(way: Any, channel: str) -> None:
    found, told = read(a_national_procedure(CACHTHUCTHUCHIEN={"KENH": way, "THOIGIAN": []}))
    assert [one["channel"] for one in found["channels"]] == [channel]
    assert told == []


def test_what_is_left_out_is_told() -> None:
    ways = [{"KENH": "7"}, {"KENH": None}]
    papers = {"TRUONGHOP": None, "GIAYTO": [a_paper(" ", "1", "0"), a_paper("Đơn", None, None)]}
    found, told = read(a_national_procedure(CACHTHUCTHUCHIEN=ways, THANHPHANHOSO=papers))
    assert told == [
        ("paper_without_name", {"number": 1}),
        ("unknown_channel", {"found": "7"}),
        ("unknown_channel", {"found": "–"}),
    ]
    assert found["channels"] == []
    assert found["uncertain"]["channels"] == "missing"
    assert [paper["uncertain"] for paper in found["papers"]] == ["counts_missing"]


def test_a_name_too_long_to_keep_is_marked_as_cut() -> None:
    long = a_paper("Đơn " * 1_001, "1", "0")
    found, _ = read(a_national_procedure(THANHPHANHOSO=[{"GIAYTO": [long]}]))
    assert [(len(p["name"]), p["uncertain"]) for p in found["papers"]] == [(4000, "text_cut")]


def test_remarks_among_the_papers_are_notes() -> None:
    remark = a_paper("Lưu ý: mang bản chính để đối chiếu", "0", "0")
    found, _ = read(a_national_procedure(THANHPHANHOSO=[{"GIAYTO": [remark]}]))
    assert (found["papers"], found["notes"]) == ([], ["Lưu ý: mang bản chính để đối chiếu"])


def test_more_than_fits_is_cut_and_told() -> None:
    papers = [a_paper(f"Giấy tờ {n}", 1, 0) for n in range(600)]
    cases = [{"TRUONGHOP": f"Trường hợp {n}", "GIAYTO": []} for n in range(101)]
    ways = [{"KENH": "1", "THOIGIAN": [a_time()] * 60}]
    found, told = read(
        a_national_procedure(THANHPHANHOSO=[{"GIAYTO": papers}, *cases], CACHTHUCTHUCHIEN=ways)
    )
    assert ProcedureRecord.model_validate(found)
    assert {name for name, _ in told} == {
        "too_many_papers",
        "too_many_cases",
        "too_many_channels",
    }


@pytest.mark.parametrize(
    ("value", "answer"),
    [("15", 15), ("1,5", 1.5), (3, 3), ("-1", None), ("", None), ("1e9", None), (None, None)],
)
def test_numbers(value: Any, answer: float | None) -> None:
    assert number(value) == answer


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("10.000", 10_000),
        ("1,250,000 đồng", 1_250_000),
        ("10 000 VNĐ", 10_000),
        ("5000.00", 5000),
        (8000, 8000),
        (-5, None),
        (0.5, None),
        ("1.23", None),
        ("miễn phí", None),
        (True, None),
    ],
)
def test_amounts(value: Any, answer: int | None) -> None:
    assert dong(value) == answer


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["KENH", "THOIGIAN", "PHILEPHI", "SOTIEN", "DONVI", "GIAYTO", "TENGIAYTO"]
                + ["SOBANCHINH", "TRUONGHOP", "THOIGIANGIAIQUYET", "DONVITINH", "TENLINHVUC"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["CACHTHUCTHUCHIEN", "THANHPHANHOSO", "LINHVUCTHUCHIEN", "CAPTHUCHIEN"]),
        junk,
    )
)
def test_junk_in_any_part_never_breaks_the_reader(parts: dict[str, Any]) -> None:
    found, _ = read(a_national_procedure(**parts))
    ProcedureRecord.model_validate(found)
