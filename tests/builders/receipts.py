"""Receipts for tests. All names, numbers and addresses are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from desk_app.clock import VIETNAM
from desk_app.paper.receipt_content import (
    AuthorisedSubmitter,
    FeeLine,
    PaperLine,
    PersonOnPaper,
    ReceiptContent,
    RequestOnPaper,
    UnitOnPaper,
)

CODE = "H25.12.34-261120-0007"
LOOK_UP = "https://tra-cuu.example.vn/h/k7Qm2ZpX4rTnB8wd"
ID_NUMBER = "079187001234"

UNIT = UnitOnPaper(
    name="Trung tâm Phục vụ hành chính công phường Bến Đá",
    parent_name="Ủy ban nhân dân phường Bến Đá",
    place="Phường Bến Đá",
)
APPLICANT = PersonOnPaper(
    name="Nguyễn Thị Phương Uyên",
    id_number=ID_NUMBER,
    address="25/7 Nguyễn Bỉnh Khiêm, khu phố 3, phường Bến Đá",
    phone="0912345678",
    email="phuonguyen@example.vn",
)
BIRTH_PAPERS = (
    PaperLine("Tờ khai đăng ký khai sinh theo mẫu", originals=1),
    PaperLine("Giấy chứng sinh do cơ sở y tế nơi trẻ em sinh ra cấp", originals=1),
    PaperLine("Giấy chứng nhận kết hôn của cha, mẹ trẻ em", "presented", originals=1),
    PaperLine(
        "Giấy tờ chứng minh nơi cư trú",
        "from_database",
        note="Cơ sở dữ liệu quốc gia về dân cư",
    ),
    PaperLine("Văn bản ủy quyền được chứng thực", "later", note="trước ngày 23/11/2026"),
    PaperLine("Biên bản về việc trẻ bị bỏ rơi", "not_applicable"),
)


def a_receipt(**changes: Any) -> ReceiptContent:
    """A usual receipt of a birth registration."""
    usual = ReceiptContent(
        unit=UNIT,
        form_number="0007",
        code=CODE,
        applicant=APPLICANT,
        request=RequestOnPaper("Đăng ký khai sinh", "1.001193"),
        papers=BIRTH_PAPERS,
        sets=1,
        time_limit="1 ngày làm việc",
        received_at=datetime(2026, 11, 20, 16, 40, tzinfo=VIETNAM),
        promised_at=datetime(2026, 11, 23, 16, 40, tzinfo=VIETNAM),
        result_place="Trung tâm Phục vụ hành chính công phường Bến Đá",
        register_book="01/2026",
        register_sequence="1207",
        fee_vnd=14_000,
        fee_lines=(FeeLine("2 bản sao x 7.000 đ", 14_000),),
        look_up_url=LOOK_UP,
        officer_name="Trần Đặng Quỳnh Như",
    )
    return replace(usual, **changes)


def the_authorised_receipt(**changes: Any) -> ReceiptContent:
    """Someone else brings the papers."""
    submitter = PersonOnPaper(
        "Lê Hữu Khôi", "001090004321", "12 ngõ 5 phố Hàng Tre", "0987654321", None
    )
    return a_receipt(
        authorised=AuthorisedSubmitter(submitter, "Giấy ủy quyền số 15/2026 ngày 18/11/2026"),
        **changes,
    )


def many_words(letters: int, *, seed: str = "Giấy tờ chứng minh quyền sử dụng đất hợp pháp") -> str:
    """Vietnamese words, each different, together exactly ``letters`` letters long."""
    stems = seed.split()
    text = ""
    number = 0
    while len(text) < letters:
        text += f"{stems[number % len(stems)]}{number} "
        number += 1
    return text[:letters].strip().ljust(letters, "ạ")


def the_worst_receipt(**changes: Any) -> ReceiptContent:
    """Names of 1,000 letters, 55 papers with names of 900, everything filled in."""
    papers = tuple(
        PaperLine(
            f"P{number} " + many_words(890),
            ("submitted", "presented", "from_database", "later")[number % 4],  # type: ignore[arg-type]
            originals=number % 3,
            certified=number % 2,
            copies=number,
            note="ghi chú dài " * 5,
        )
        for number in range(1, 56)
    )
    person = PersonOnPaper(
        many_words(1000), ID_NUMBER, many_words(1000), "0912345678", "a" * 190 + "@example.vn"
    )
    worst = the_authorised_receipt(
        applicant=person,
        papers=papers,
        request=RequestOnPaper(many_words(1000), "1.001193.000.00.00.H25", many_words(1000)),
        unit=UnitOnPaper(many_words(1000), many_words(1000), many_words(120)),
        result_place=many_words(1000),
        officer_name=many_words(300),
        time_limit=many_words(300),
        note=many_words(500),
        look_up_url=LOOK_UP + "/" + "x" * 120,
    )
    return replace(worst, **changes)
