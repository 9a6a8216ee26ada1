"""Answers as people read them."""

from __future__ import annotations

import pytest

from desk_app.cli.lines import in_lines


def _said(kind: str, answer: object, language: str = "vi") -> str:
    return "\n".join(in_lines(kind, answer, language))


def test_a_received_dossier_is_told_with_fee_and_warnings() -> None:
    said = _said(
        "received",
        {
            "code": "H99-1",
            "promise_explained": ["Hẹn trả thứ Hai"],
            "fee_vnd": 14000,
            "fee_explained": [],
            "warnings": ["Còn thiếu"],
        },
    )
    assert said.splitlines() == [
        "Đã tiếp nhận H99-1",
        "  Hẹn trả thứ Hai",
        "  Phí: 14.000 đ",
        "  ! Còn thiếu",
    ]


def test_a_queue_longer_than_its_list_says_how_much_more() -> None:
    entry = {
        "dossier": "H99-1",
        "kind": "dossier.received",
        "state": "waiting",
        "last_error": None,
        "what_next": "tự gửi",
    }
    answer = {"waiting": 1200, "refused": 0, "held": 1, "files_waiting": 0, "entries": [entry]}
    assert _said("queue", answer).splitlines()[-1] == "  … và 1200 mục nữa"
    assert "nữa" not in _said("queue", {**answer, "waiting": 0})


@pytest.mark.parametrize(("reached", "words"), [(True, "Đã gửi 3"), (False, "Chưa tới được")])
def test_a_pass_says_whether_the_centre_was_reached(reached: bool, words: str) -> None:
    answer = {"reached_centre": reached, "accepted": 3, "refused": 0, "fetched": 1, "waiting": 2}
    assert _said("sync", answer).startswith(words)


def test_what_has_no_form_of_its_own_is_told_plainly() -> None:
    said = _said("other", {"a": 1, "list": [{"b": 2, "c": None}], "empty": ""})
    assert said.splitlines() == ["a: 1", "list:", "  2  –", "empty: –"]


def test_both_languages_have_words() -> None:
    block = {"unit": "H99", "day": "2026-11-20", "first": 1, "last": 20, "next": 3, "left": 18}
    assert "còn 18" in _said("numbers", {"blocks": [block]})
    assert "left 18" in _said("numbers", {"blocks": [block]}, "en")


@pytest.mark.parametrize(
    ("english", "language", "said"),
    [
        ("Birth registration", "vi", "Đăng ký khai sinh"),
        ("Birth registration", "en", "Birth registration"),
        (None, "en", "Đăng ký khai sinh"),
    ],
)
def test_a_procedure_is_named_in_the_language_asked_for(
    english: str | None, language: str, said: str
) -> None:
    line = {
        "code": "H99-1",
        "applicant": "Nguyễn Thị A",
        "procedure_name": "Đăng ký khai sinh",
        "procedure_name_en": english,
        "state": "received",
    }
    answer = {"total": 1, "more": False, "dossiers": [line], "pages": []}
    assert f"  {said}  " in _said("search", answer, language)


def test_what_is_still_to_come_stands_in_the_timeline_without_a_moment() -> None:
    answer = {
        "code": "H99-1",
        "procedure": "1.001193",
        "procedure_name": "Đăng ký khai sinh",
        "state": "received",
        "applicant": "Nguyễn Thị A",
        "promised_at": None,
        "sync": "waiting",
        "papers": [{"number": 1, "state": "submitted", "name": "Tờ khai", "pages": []}],
        "timeline": [
            {"at": "2026-11-20T08:00:00+07:00", "text": "Tiếp nhận hồ sơ"},
            {"at": None, "text": "Chờ gửi"},
        ],
    }
    assert _said("dossier", answer).splitlines()[-2:] == [
        "  20/11/2026 08:00  Tiếp nhận hồ sơ",
        "  –  Chờ gửi",
    ]


def test_a_paper_without_pages_says_that_its_copy_was_withdrawn() -> None:
    paper = {
        "number": 1,
        "name": "Giấy chứng sinh",
        "state": "submitted",
        "pages": [],
        "file": {"state": "withdrawn"},
    }
    said = _said(
        "dossier",
        {
            "code": "H99-1",
            "procedure": "1",
            "procedure_name": "Khai sinh",
            "procedure_name_en": None,
            "state": "received",
            "applicant": "An",
            "promised_at": None,
            "sync": "accepted",
            "papers": [paper],
            "timeline": [],
        },
    )
    assert said.splitlines()[-1] == "       0 trang · đã rút lại bản lưu trữ"


def test_a_dossier_two_counters_amended_shows_both_values() -> None:
    values = [
        {"value": value, "officer": officer, "counter": counter, "at": "2026-11-20T10:31:00+07:00"}
        for value, officer, counter in (("0987654321", "An", "Quầy 01"), (None, "Hương", "Quầy 05"))
    ]
    amended = {
        "field": "applicant.phone",
        "name": "Số điện thoại",
        "printed": "0912345678",
        "value": "0987654321",
        "conflict": values,
    }
    said = _said(
        "dossier",
        {
            "code": "H99-1",
            "procedure": "1",
            "procedure_name": "Khai sinh",
            "procedure_name_en": None,
            "state": "received",
            "applicant": "An",
            "promised_at": None,
            "sync": "accepted",
            "papers": [],
            "amended": [amended],
            "timeline": [],
        },
    )
    assert said.splitlines()[-3:] == [
        "  Số điện thoại: 0987654321 (trên giấy tiếp nhận: 0912345678)",
        "    ! 2 nơi cùng sửa: 0987654321 (Quầy 01, An, 20/11/2026 10:31)",
        "    ! 2 nơi cùng sửa: (để trống) (Quầy 05, Hương, 20/11/2026 10:31)",
    ]


def test_what_was_corrected_is_named_by_its_words() -> None:
    said = {"code": "H99-1", "amended": ["note"], "decided": ["applicant.phone"]}
    assert _said("amended", said).splitlines() == [
        "H99-1: đã sửa Ghi chú",
        "H99-1: đã chọn giá trị cho Số điện thoại",
    ]
