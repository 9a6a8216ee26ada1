from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from desk_app.clock import VIETNAM
from desk_app.paper.pdf_pages import page_count, page_size_mm
from desk_app.paper.register_pdf import register_pdf
from desk_app.paper.register_rows import RegisterHeading, RegisterRow
from tests.builders.pdf_reading import fonts, page_texts, words
from tests.builders.receipts import many_words
from tests.paper.test_receipt_pdf import assert_all_letters_inside

DAY = date(2026, 11, 20)
HEADING = RegisterHeading(
    "Trung tâm Phục vụ hành chính công phường Bến Đá",
    "Ủy ban nhân dân phường Bến Đá",
    DAY,
    DAY,
    "12",
)
TITLES = (
    "STT",
    "Mã hồ sơ",
    "Tên TTHC",
    "Tên tổ chức, cá nhân",
    "Địa chỉ/SĐT",
    "Cơ quan chủ trì giải quyết",
    "Nhận và trả kết quả",
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Trả kết quả",
    "Phương thức nhận kết quả",
    "Ký nhận",
)


def a_row(number: int) -> RegisterRow:
    received = datetime(2026, 11, 20, 7, 30, tzinfo=VIETNAM) + timedelta(minutes=number)
    return RegisterRow(
        code=f"H25.12.34-261120-{number:04d}",
        procedure_name="Đăng ký khai sinh",
        applicant_name="Nguyễn Thị Phương Uyên",
        address_and_phone="25/7 Nguyễn Bỉnh Khiêm; 0912345678",
        deciding_unit="Ủy ban nhân dân phường Bến Đá",
        received_at=received,
        promised_at=received + timedelta(days=3),
        returned_at=None,
        return_method="Tại quầy",
    )


def test_the_form_has_its_columns_on_each_page() -> None:
    pdf = register_pdf([a_row(number) for number in range(1, 61)], HEADING)
    pages = page_texts(pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert [title for title in TITLES if title not in page] == []
        assert f"Trang {number}/{len(pages)}" in page
    assert "SỔ THEO DÕI HỒ SƠ" in pages[0]
    assert "Số: 12/STD-TTPVHCC (BPTNTKQ)" in pages[0]
    assert "Ngày 20/11/2026" in pages[0]
    assert "Cộng: 60 hồ sơ" in pages[-1]


def test_every_dossier_is_there_with_its_hours() -> None:
    text = " ".join(page_texts(register_pdf([a_row(number) for number in range(1, 41)], HEADING)))
    assert all(f"H25.12.34-261120-{number:04d}" in text for number in range(1, 41))
    assert "07:31 20/11/2026 07:31 23/11/2026" in text


def test_the_page_lies_and_fonts_are_embedded() -> None:
    pdf = register_pdf([a_row(1)], HEADING)
    width, height = page_size_mm(pdf, 0)
    assert width > height
    assert all(fonts(pdf).values())


def test_no_dossiers_is_said() -> None:
    text = page_texts(register_pdf([], HEADING))[0]
    assert "Không có hồ sơ nào trong thời gian này." in text


def test_several_days_and_training_are_said() -> None:
    heading = replace(HEADING, first_day=date(2026, 11, 1), training=True)
    text = page_texts(register_pdf([a_row(1)], heading))[0]
    assert "Từ 01/11/2026 đến 20/11/2026" in text
    assert "HUẤN LUYỆN – KHÔNG CÓ GIÁ TRỊ" in text


def test_long_names_wrap_over_pages() -> None:
    long = many_words(3000)
    row = replace(a_row(1), procedure_name=long, applicant_name=long, address_and_phone=long)
    pdf = register_pdf([row, a_row(2)], HEADING)
    text = "".join(page_texts(pdf)).replace(" ", "")
    assert [word for word in words(long) if text.count(word) < 3] == []
    for index in range(page_count(pdf)):
        assert_all_letters_inside(pdf, index)


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    register_pdf([a_row(n) for n in range(1, 61)], HEADING, lambda *step: told.append(step))
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == (60, 60)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert register_pdf([a_row(1)], HEADING) == register_pdf([a_row(1)], HEADING)
