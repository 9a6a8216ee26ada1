from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.paper.paper_size import LAYOUTS, PaperSize
from desk_app.paper.pdf_pages import page_count, page_image, page_size_mm
from desk_app.paper.receipt_content import PaperLine, PersonOnPaper, ReceiptContent
from desk_app.paper.receipt_pdf import receipt_pdf
from tests.builders.pdf_reading import decoded_page, fonts, page_letters, page_texts, words
from tests.builders.receipts import (
    CODE,
    ID_NUMBER,
    LOOK_UP,
    a_receipt,
    many_words,
    the_authorised_receipt,
    the_worst_receipt,
)
from tests.paper.test_fonts import VIETNAMESE

PAPERS: tuple[PaperSize, ...] = get_args(PaperSize)
SHEETS: tuple[PaperSize, ...] = ("A5", "A4")
on_every_paper = pytest.mark.parametrize("paper", PAPERS)

SAID = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN PHƯỜNG BẾN ĐÁ",
    "Số: 0007/ -TTPVHCC (BPTNTKQ)",
    "Phường Bến Đá, ngày 20 tháng 11 năm 2026",
    f"Mã hồ sơ: {CODE}",
    "Trung tâm Phục vụ hành chính công/Bộ phận Tiếp nhận và Trả kết quả phường Bến Đá",
    "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức: Nguyễn Thị Phương Uyên",
    f"Số định danh cá nhân/tổ chức: {ID_NUMBER}",
    "Địa chỉ: 25/7 Nguyễn Bỉnh Khiêm, khu phố 3, phường Bến Đá",
    "Số điện thoại: 0912345678",
    "Email: phuonguyen@example.vn",
    "Nội dung yêu cầu giải quyết: Đăng ký khai sinh (mã thủ tục 1.001193)",
    "Thành phần hồ sơ nộp gồm:",
    "Giấy chứng nhận kết hôn của cha, mẹ trẻ em (xuất trình, không nộp)",
    "(thay bằng dữ liệu từ cơ sở dữ liệu: Cơ sở dữ liệu quốc gia về dân cư)",
    "(nộp sau: trước ngày 23/11/2026)",
    "Số lượng hồ sơ: 01 (bộ)",
    "Phí, lệ phí: 14.000 đ (Bằng chữ: Mười bốn nghìn đồng)",
    "Thời gian giải quyết hồ sơ theo quy định là: 1 ngày làm việc",
    "Thời gian nhận hồ sơ: 16 giờ 40 phút, ngày 20 tháng 11 năm 2026",
    "Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 40 phút, ngày 23 tháng 11 năm 2026",
    "Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công phường Bến Đá",
    "Vào Sổ theo dõi hồ sơ, Quyển số 01/2026 Số thứ tự 1207",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "(Ký và ghi rõ họ tên)",
    "Trần Đặng Quỳnh Như",
]


def text_of(content: ReceiptContent, paper: PaperSize = "A5") -> str:
    return " ".join(page_texts(receipt_pdf(content, paper)))


@on_every_paper
def test_each_copy_says_all_the_headings(paper: PaperSize) -> None:
    pages = page_texts(receipt_pdf(a_receipt(), paper))
    assert len(pages) == 2
    for page, part in zip(pages, ("Liên 1: Lưu", "Liên 2: Giao người nộp"), strict=True):
        joined = page.replace(" ", "")
        missing = [said for said in SAID if said.replace(" ", "") not in joined]
        assert missing == []
        assert f"({part})" in page
        assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in page
        assert "Biên bản về việc trẻ bị bỏ rơi" not in page
        assert "ủy quyền nộp hồ sơ" not in page
        assert "Trang 1/1" in page


@pytest.mark.parametrize("paper", SHEETS)
def test_counts_stand_in_columns(paper: PaperSize) -> None:
    papers = (PaperLine("Giấy A", originals=11, certified=22, copies=33),)
    text = text_of(a_receipt(papers=papers), paper)
    assert "Bản chính" in text
    assert "Bản photo" in text
    assert "1 Giấy A 11 22 33" in text


def test_on_the_roll_counts_stand_under_the_name() -> None:
    papers = (PaperLine("Giấy A", originals=11, copies=33),)
    assert "1. Giấy A Bản chính: 11; Bản photo: 33" in text_of(a_receipt(papers=papers), "80mm")


@on_every_paper
def test_heading_seven_stands_when_someone_is_authorised(paper: PaperSize) -> None:
    text = text_of(the_authorised_receipt(), paper)
    assert "Người được ủy quyền nộp hồ sơ: Lê Hữu Khôi" in text
    assert "Giấy tờ ủy quyền: Giấy ủy quyền số 15/2026 ngày 18/11/2026" in text


def test_what_is_missing_is_dots_or_a_sentence() -> None:
    text = text_of(
        a_receipt(
            applicant=PersonOnPaper("Lò Văn Ón"),
            papers=(),
            promised_at=None,
            time_limit=None,
            form_number=None,
            register_book=None,
            register_sequence=None,
            fee_vnd=None,
            fee_lines=(),
            look_up_url=None,
        )
    )
    assert "Số định danh cá nhân/tổ chức: ………" in text
    assert "Địa chỉ: ………" in text
    assert "không hẹn trước; cơ quan giải quyết sẽ thông báo khi có kết quả" in text
    assert "theo quy định là: không quy định" in text
    assert "Thành phần hồ sơ nộp gồm: không có giấy tờ" in text
    assert "Phí, lệ phí" not in text
    assert "tra cứu" not in text


def test_nothing_due_is_said() -> None:
    assert "Phí, lệ phí: không phải nộp" in text_of(a_receipt(fee_vnd=0, fee_lines=()))


def test_a_fee_without_an_amount_leaves_room_to_write() -> None:
    text = text_of(a_receipt(fee_vnd=0, fee_lines=(), fee_left_open="set_elsewhere"))
    assert "Phí, lệ phí: theo mức thu do tỉnh quy định: ………" in text
    assert "không phải nộp" not in text
    unknown = text_of(a_receipt(fee_vnd=0, fee_lines=(), fee_left_open="unknown"))
    assert "Phí, lệ phí: theo mức thu quy định: ………" in unknown


def test_an_unknown_time_limit_leaves_room_to_write() -> None:
    text = text_of(a_receipt(time_limit=None, promised_at=None, time_unknown=True))
    assert "theo quy định là: ………" in text
    assert "trả kết quả giải quyết hồ sơ: …… giờ ……, ngày ……" in text
    assert "không quy định" not in text
    assert "không hẹn trước" not in text


@on_every_paper
def test_english_lines_for_foreigners(paper: PaperSize) -> None:
    text = text_of(a_receipt(english=True), paper)
    assert "RECEIPT OF DOSSIER AND APPOINTMENT FOR RESULT" in text
    assert "Result promised for" in text
    assert "Result promised for" not in text_of(a_receipt(), paper)


@on_every_paper
def test_training_paper_says_so(paper: PaperSize) -> None:
    for page in page_texts(receipt_pdf(a_receipt(training=True), paper)):
        assert "HUẤN LUYỆN – KHÔNG CÓ GIÁ TRỊ" in page
    assert "HUẤN LUYỆN" not in text_of(a_receipt(), paper)


@on_every_paper
def test_all_fonts_are_embedded(paper: PaperSize) -> None:
    found = fonts(receipt_pdf(the_authorised_receipt(english=True, training=True), paper))
    assert found
    assert all(found.values())
    assert all("LiberationSerif" in name for name in found)


def test_every_vietnamese_letter_arrives() -> None:
    spaced = " ".join(VIETNAMESE[at : at + 20] for at in range(0, len(VIETNAMESE), 20))
    name = unicodedata.normalize("NFD", spaced)
    text = text_of(a_receipt(applicant=PersonOnPaper(name)))
    assert set(VIETNAMESE) <= set(text)
    assert unicodedata.is_normalized("NFC", text)


@on_every_paper
def test_the_same_receipt_gives_the_same_bytes(paper: PaperSize) -> None:
    prints = {hashlib.sha256(receipt_pdf(a_receipt(), paper)).hexdigest() for _ in range(3)}
    assert len(prints) == 1
    other = receipt_pdf(a_receipt(sets=2), paper)
    assert hashlib.sha256(other).hexdigest() not in prints


@pytest.mark.parametrize(("paper", "size"), [("A5", (148, 210)), ("A4", (210, 297))])
def test_sheets_have_their_size(paper: PaperSize, size: tuple[float, float]) -> None:
    assert page_size_mm(receipt_pdf(a_receipt(), paper), 0) == pytest.approx(size, abs=0.1)


def test_the_roll_is_as_long_as_needed() -> None:
    short = page_size_mm(receipt_pdf(a_receipt(papers=()), "80mm"), 0)
    long = page_size_mm(receipt_pdf(a_receipt(), "80mm"), 0)
    assert short[0] == long[0] == pytest.approx(80, abs=0.01)
    assert 150 < short[1] < long[1] < 450


def test_beyond_a_metre_the_roll_goes_on_and_its_last_page_is_cut_short() -> None:
    pdf = receipt_pdf(the_worst_receipt(), "80mm")
    heights = [page_size_mm(pdf, index)[1] for index in range(page_count(pdf))]
    half = len(heights) // 2
    assert heights[:half] == heights[half:]
    assert heights[: half - 1] == pytest.approx([1000] * (half - 1))
    assert 100 < heights[half - 1] < 990


def test_the_roll_is_black_and_white_only() -> None:
    pdf = receipt_pdf(a_receipt(training=True), "80mm")
    shades = page_image(pdf, 0, 600, mode="L").histogram()
    # Edges of letters are grey when drawn on dots; areas are not.
    assert sum(shades[:64]) + sum(shades[192:]) > 0.98 * sum(shades)


# Codes ----------------------------------------------------------------------------------------


@on_every_paper
@pytest.mark.parametrize("dpi", [203, 300])
def test_two_decoders_read_both_codes_of_each_copy(paper: PaperSize, dpi: int) -> None:
    pdf = receipt_pdf(a_receipt(training=True), paper)
    for index in range(page_count(pdf)):
        by_zxing, by_zbar = decoded_page(pdf, index, dpi)
        assert by_zxing == by_zbar == {("128", CODE), ("QR", LOOK_UP)}
        assert not any(ID_NUMBER in text for _, text in by_zxing | by_zbar)


@pytest.mark.parametrize(
    "code", ["000.00.12.H26-230512-0001", "G09.20-20260609-0092637", "1234567"]
)
@on_every_paper
def test_other_grammars_of_codes_are_read(paper: PaperSize, code: str) -> None:
    pdf = receipt_pdf(a_receipt(code=code), paper)
    by_zxing, by_zbar = decoded_page(pdf, 0, 203)
    assert by_zxing == by_zbar == {("128", code), ("QR", LOOK_UP)}


def test_a_code_too_long_for_bars_is_a_second_qr() -> None:
    code = "H" * 50
    by_zxing, _ = decoded_page(receipt_pdf(a_receipt(code=code), "A5"), 0, 300)
    assert by_zxing == {("QR", code), ("QR", LOOK_UP)}


def test_a_very_long_link_does_not_push_the_bars_out() -> None:
    link = LOOK_UP + "x" * 120
    by_zxing, by_zbar = decoded_page(receipt_pdf(a_receipt(look_up_url=link), "A5"), 0, 203)
    assert by_zxing == by_zbar == {("128", CODE), ("QR", link)}


# Long and odd input ---------------------------------------------------------------------------


@on_every_paper
def test_of_the_worst_receipt_every_word_arrives(paper: PaperSize) -> None:
    content = the_worst_receipt()
    pdf = receipt_pdf(content, paper)
    pages = page_texts(pdf)
    half = len(pages) // 2
    for part in (pages[:half], pages[half:]):
        text = "".join(part).replace(" ", "")
        for line in content.papers:
            missing = [word for word in words(line.name) if word not in text]
            assert missing == []
        assert [f"Trang {n}/{half}" in page for n, page in enumerate(part, 1)] == [True] * half
        assert words(content.applicant.address or "")[-1] in text
        assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in part[-1]
        assert "Thời gian trả kết quả" in part[-1], "signatures stand with the promise"
    assert all(CODE in page for page in pages)


@pytest.mark.parametrize("paper", SHEETS)
def test_the_head_of_the_table_comes_again(paper: PaperSize) -> None:
    papers = tuple(PaperLine(many_words(200), originals=1) for _ in range(40))
    pages = page_texts(receipt_pdf(a_receipt(papers=papers), paper))
    with_rows = [page for page in pages if "sử5" in page]
    assert len(with_rows) >= 4
    assert all("Thành phần hồ sơ" in page and "Bản photo" in page for page in with_rows)


@pytest.mark.parametrize("paper", SHEETS)
def test_a_row_that_fits_a_page_is_never_split(paper: PaperSize) -> None:
    papers = tuple(
        PaperLine(f"B{number}A {many_words(60 * (number % 9 + 1))} B{number}E", originals=1)
        for number in range(1, 41)
    )
    pages = page_texts(receipt_pdf(a_receipt(papers=papers), paper))
    for page in pages:
        begun, ended = (
            [number for number in range(1, 41) if f"B{number}{end} " in f"{page} "]
            for end in ("A", "E")
        )
        assert begun == ended
        assert page.count("Bản photo") <= 1
        if begun and f"({CODE}" not in page and "Mã hồ sơ" not in page:
            head, first = page.index("Bản photo"), page.index(f"B{begun[0]}A ")
            assert head < first


def test_a4_takes_clearly_fewer_pages() -> None:
    papers = tuple(PaperLine(many_words(90 * (n % 10 + 1)), originals=1) for n in range(53))
    a4, a5 = (page_count(receipt_pdf(a_receipt(papers=papers), size)) for size in ("A4", "A5"))
    assert a4 <= 0.75 * a5


@pytest.mark.parametrize("paper", SHEETS)
def test_the_dossier_is_scanned_from_every_page(paper: PaperSize) -> None:
    papers = tuple(PaperLine(many_words(400), originals=1) for _ in range(20))
    pdf = receipt_pdf(a_receipt(papers=papers, training=True), paper)
    by_zxing, by_zbar = decoded_page(pdf, 1, 203)
    assert by_zxing == by_zbar == {("128", CODE)}


@on_every_paper
def test_the_file_says_when_the_receipt_was_made(paper: PaperSize) -> None:
    pdf = receipt_pdf(a_receipt(), paper)
    assert b"(D:20261120164000+07'00')" in pdf
    assert b"D:2000" not in pdf


@on_every_paper
def test_of_the_worst_receipt_nothing_is_cut(paper: PaperSize) -> None:
    pdf = receipt_pdf(the_worst_receipt(), paper)
    for index in range(page_count(pdf)):
        assert_all_letters_inside(pdf, index)


@on_every_paper
def test_no_letter_touches_a_code(paper: PaperSize) -> None:
    pdf = receipt_pdf(the_authorised_receipt(), paper)
    assert_all_letters_inside(pdf, 0)
    assert_nothing_but_codes_where_codes_stand(pdf)


@settings(max_examples=12, deadline=None)
@given(
    name=st.text(max_size=400),
    papers=st.lists(st.integers(1, 2500), max_size=4),
    officer=st.integers(0, 900),
    link=st.integers(0, 150),
    paper=st.sampled_from(PAPERS),
    english=st.booleans(),
)
def test_whatever_comes_a_whole_receipt_leaves(
    name: str, papers: list[int], officer: int, link: int, paper: PaperSize, english: bool
) -> None:
    content = a_receipt(
        applicant=PersonOnPaper(name),
        papers=tuple(PaperLine(many_words(length), copies=1) for length in papers),
        officer_name=many_words(officer) if officer else "",
        look_up_url=LOOK_UP + "x" * link,
        english=english,
    )
    pdf = receipt_pdf(content, paper)
    pages = page_texts(pdf)
    assert sum(page.count("NGƯỜI TIẾP NHẬN HỒ SƠ") for page in pages) == 2
    for index in range(len(pages)):
        assert_all_letters_inside(pdf, index)


def test_markup_in_a_name_is_only_text() -> None:
    name = "Công ty <b>A & B</b> <img src='x'/>"
    assert "Công ty <b>A & B</b> <img src='x'/>" in text_of(
        a_receipt(applicant=PersonOnPaper(name))
    )


def test_a_name_without_spaces_is_broken_not_cut() -> None:
    name = "Đ" * 600
    text = text_of(replace(a_receipt(), applicant=PersonOnPaper(name)))
    assert text.replace(" ", "").count("Đ" * 600) == 2


def assert_all_letters_inside(pdf: bytes, index: int) -> None:
    (width, height), letters = page_letters(pdf, index)
    assert letters
    outside = [
        letter
        for letter in letters
        if letter.left < 0 or letter.bottom < 0 or letter.right > width or letter.top > height
    ]
    assert outside == []


def assert_nothing_but_codes_where_codes_stand(pdf: bytes) -> None:
    """Finds the codes on a picture and sees that no letter's box reaches into them."""
    import zxingcpp

    dpi = 300
    picture = page_image(pdf, 0, dpi, mode="L")
    (_, height), letters = page_letters(pdf, 0)
    codes = zxingcpp.read_barcodes(picture)
    assert len(codes) == 2
    for code in codes:
        corners = [
            getattr(code.position, corner)
            for corner in ("top_left", "top_right", "bottom_left", "bottom_right")
        ]
        left, right = min(c.x for c in corners), max(c.x for c in corners)
        top, bottom = min(c.y for c in corners), max(c.y for c in corners)
        scale = 72 / dpi
        touching = [
            letter.text
            for letter in letters
            if letter.left < right * scale
            and letter.right > left * scale
            and letter.bottom < height - top * scale
            and letter.top > height - bottom * scale
        ]
        assert touching == []


def test_a_layout_stands_for_each_paper() -> None:
    assert set(LAYOUTS) == set(PAPERS)
    assert LAYOUTS["A4"].body == 13
