"""How rows and marks come from what the services say."""

from __future__ import annotations

from desk_app.paper.scanners.port import Device
from desk_app.services.page_views import AddReport, CutShort, Finding
from desk_app.services.scan_recipes import Recipe
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.state import (
    lacking_words,
    options_of,
    pages_words,
    paper_row,
    recipe_words,
    scan_words,
    sources_of,
    strip_pages,
    worst_finding,
)
from desk_app.wording import message
from tests.builders.page_cards import a_page, a_paper


def test_a_paper_cut_short_says_so_in_few_words() -> None:
    stopped = paper_row(a_paper(1, pages=2, cut_short=CutShort("dai.pdf", 204)))
    assert in_words(stopped.detail) == "Đọc dở, dừng sau trang 204"


def test_what_a_dossier_lacks_is_named_paper_by_paper() -> None:
    papers = (
        a_paper(1, "Tờ khai"),
        a_paper(2, pages=2, declared_pages=2),
        a_paper(3, "Bản vẽ", pages=204, cut_short=CutShort("dai.pdf", 204)),
        a_paper(4, "Đơn", pages=2, declared_pages=3),
    )
    assert [in_words(one) for one in lacking_words(papers)] == [
        "1. Tờ khai: chưa có trang nào",
        "3. Bản vẽ: đọc dở, dừng sau trang 204",
        "4. Đơn: khai 3 trang, quét được 2",
    ]


def test_papers_say_what_is_done_and_what_is_missing() -> None:
    assert in_words(paper_row(a_paper(1)).count) == "thiếu"
    done = paper_row(a_paper(1, pages=3))
    assert (in_words(done.count), done.tone) == ("3 trang", "good")
    optional = paper_row(a_paper(1, required=False))
    assert (optional.count, optional.tone) == ("", "ink_soft")
    refused = paper_row(a_paper(1, why_not=message("scanning.why_not.presented")))
    assert not refused.open
    assert in_words(refused.detail) == "Xuất trình, không quét"
    reused = paper_row(a_paper(1, digitised="reused", reused_from="H99-1"))
    assert "H99-1" in in_words(reused.detail)
    gone = message("scanning.source_withdrawn", code="H99-1")
    doubtful = paper_row(a_paper(1, digitised="reused", reused_from="H99-1", warning=gone))
    assert (doubtful.sign, in_words(doubtful.detail)) == ("triangle-alert", in_words(gone))
    assert paper_row(a_paper(1, pages=2, file_state="uploaded")).sign == "package-check"


def test_the_recipe_is_said_as_officers_say_it() -> None:
    assert in_words(recipe_words(Recipe())) == "Xám · 200 dpi · A4 · 2 mặt"
    card = Recipe(colour="color", dpi=300, size="card", one_page=True)
    assert in_words(recipe_words(card)) == "Màu · 300 dpi · Thẻ · 2 mặt trên 1 trang"


def test_pages_carry_the_numbers_of_the_archive_copy() -> None:
    blank = Finding("blank")
    pages = (
        a_page(1),
        a_page(2, state="hidden", findings=(blank,)),
        a_page(3, state="removed"),
        a_page(4, findings=(Finding("blurred", 9.0),)),
    )
    shown = strip_pages(pages)
    assert [(page.number, page.hidden) for page in shown] == [(1, False), (1, True), (2, False)]
    assert [page.sign for page in shown] == ["", "", "triangle-alert"]
    assert "mờ" in in_words(shown[2].about)


def test_a_hidden_blank_page_is_no_trouble() -> None:
    assert worst_finding(a_page(1, state="hidden", findings=(Finding("blank"),))) is None
    kept = worst_finding(a_page(1, findings=(Finding("blank"),)))
    assert "vẫn giữ" in in_words(kept or "")
    both = a_page(1, state="hidden", findings=(Finding("blank"), Finding("blurred")))
    assert worst_finding(both) == Finding("blurred").words


def test_feeders_come_before_glass_and_files_last() -> None:
    devices = [
        Device("sane:a", "Fi", "sane", ("flatbed", "feeder", "feeder_both_sides")),
        Device("folder:/x", "Quét", "folder", ("feeder",)),
    ]
    values = [source.value for source in sources_of(devices)]
    assert values == [
        "sane:a|feeder_both_sides",
        "sane:a|feeder",
        "folder:/x|feeder",
        "sane:a|flatbed",
        "camera",
        "files",
    ]
    assert [source.value for source in sources_of((), camera=False)] == ["files"]


def test_a_one_sided_paper_is_read_from_one_side() -> None:
    one = options_of("feeder_both_sides", Recipe(both_sides=False))
    assert (one.source, one.dpi, one.colour) == ("feeder", 200, "grey")
    assert options_of("feeder_both_sides", Recipe()).source == "feeder_both_sides"
    assert options_of("flatbed", Recipe(size="A3")).size == "A3"


def test_a_cover_sheet_is_no_page_that_counts() -> None:
    shown = strip_pages((a_page(1, sheet=True), a_page(2), a_page(3)))
    assert [(page.sheet, page.number) for page in shown] == [(True, 0), (False, 1), (False, 2)]


def test_a_damaged_sheet_in_a_paper_is_a_page_once_it_is_shown() -> None:
    hidden, _ = strip_pages((a_page(1, sheet=True, state="hidden", dossier_id="a"), a_page(2)))
    assert (hidden.sheet, hidden.hidden, hidden.number) == (True, True, 0)
    assert "Tờ bìa hỏng" in in_words(hidden.about)
    shown, second = strip_pages((a_page(1, sheet=True, dossier_id="a"), a_page(2)))
    assert (shown.sheet, shown.number, second.number) == (False, 1, 2)


def test_one_page_is_called_by_its_number_and_several_are_counted() -> None:
    pages = (a_page(1), a_page(2, state="hidden"), a_page(3))
    assert in_words(pages_words(pages, ["page-3"])) == "trang 2"
    assert in_words(pages_words(pages, ["page-2"])) == "1 trang"
    assert in_words(pages_words(pages, ["page-1", "page-3"])) == "2 trang"


def came(pages: int, blank: int = 0) -> AddReport:
    return AddReport(tuple(a_page(number) for number in range(1, pages + 1)), blank=blank)


def test_blank_sides_are_told_with_the_pages_that_came() -> None:
    words = scan_words(a_paper(1, "Tờ khai"), came(3, blank=1), None)
    assert in_words(words) == "quét 2 trang và 1 mặt trắng (ẩn) vào «Tờ khai»"


def test_what_was_scanned_says_what_it_took_the_place_of() -> None:
    assert (
        in_words(scan_words(a_paper(1, "Tờ khai"), came(2), None)) == "quét 2 trang vào «Tờ khai»"
    )
    again = scan_words(a_paper(1), came(1), message("digitise.did.page", number=4))
    assert in_words(again) == "quét lại trang 4"
    page = message("digitise.did.page", number=4)
    assert in_words(scan_words(a_paper(1), came(2, blank=1), page)) == "quét lại trang 4"
    several = scan_words(a_paper(1), came(3), page)
    assert in_words(several) == "quét lại trang 4, được 3 trang liền nhau"
    with_blank = in_words(scan_words(a_paper(1), came(3, blank=1), page))
    assert with_blank == "quét lại trang 4, được 2 trang và 1 mặt trắng (ẩn) liền nhau"
    reused = a_paper(1, "Tờ khai", digitised="reused", reused_from="H99-1")
    assert "thay cho bản của hồ sơ H99-1" in in_words(scan_words(reused, came(1), None))


def test_pages_with_and_without_a_sticky_note_are_marked() -> None:
    pages = (a_page(1), a_page(2, note_of="page-1"), a_page(3))
    marks = [in_words(page.mark) for page in strip_pages(pages)]
    assert marks == ["gỡ giấy dán", "có giấy dán", ""]
    for state in ("hidden", "removed"):
        alone = (a_page(1, state=state), a_page(2, note_of="page-1"))
        assert not any(page.mark for page in strip_pages(alone))
