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
