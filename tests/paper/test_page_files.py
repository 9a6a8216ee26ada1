"""Every file that people bring gets its pages or a sentence."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desk_app.errors import Refusal
from desk_app.paper.page_files import MOST_PAGES, kind_of, pages_of, renamed
from desk_app.paper.page_image import take_in
from desk_app.paper.scanners.port import ScannedImage
from tests.builders.picture_files import (
    drawn_pdf,
    heic,
    jpeg,
    locked_pdf,
    pdf_nobody_may_print,
    photo_of_a_phone,
    picture,
    png_that_says_it_is,
    saved,
    scanned_pdf,
    tiff,
)


def a_png() -> bytes:
    out = BytesIO()
    Image.open(BytesIO(jpeg())).save(out, "PNG")
    return out.getvalue()


def pages(data: bytes, name: str = "giay-to") -> list[ScannedImage]:
    return list(pages_of(data, name))


PICTURES: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg,
    "grey jpeg": lambda: jpeg("L"),
    "CMYK jpeg": lambda: jpeg("CMYK"),
    "turned photo": photo_of_a_phone,
    "png": lambda: saved(picture(), "PNG"),
    "16-bit png": lambda: saved(picture(mode="L").convert("I;16"), "PNG"),
    "png with clear parts": lambda: saved(picture(mode="RGBA"), "PNG"),
    "palette png": lambda: saved(picture(mode="P"), "PNG"),
    "tiff": lambda: tiff(1),
    "heic": heic,
    "bmp": lambda: saved(picture(), "BMP"),
    "webp": lambda: saved(picture(), "WEBP"),
    "pnm": lambda: saved(picture(), "PPM"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_one_page_as_it_came(kind: str) -> None:
    data = PICTURES[kind]()
    (page,) = pages(data, "anh")
    assert (page.data, page.name) == (data, "anh")
    taken = take_in(page.data, page.dpi)
    assert (taken.width, taken.height) == (
        (120, 160) if kind == "heic" else Image.open(BytesIO(taken.jpeg)).size
    )


@pytest.mark.parametrize("mode", ["L", "1", "RGB"])
def test_a_tiff_of_several_pages(mode: str) -> None:
    found = pages(tiff(4, mode, dpi=(200, 200)))
    assert [page.dpi for page in found] == [200] * 4
    bars = [_black_rows(page.data) for page in found]
    assert bars == sorted(set(bars))  # each its own bar, in order
    assert all(take_in(page.data, page.dpi).jpeg == page.data for page in found)


def _black_rows(data: bytes) -> int:
    column = Image.open(BytesIO(data)).convert("L").crop((100, 12, 101, 200)).tobytes()
    return next(row for row, value in enumerate(column) if value > 90)


def test_a_heic_of_two_pictures() -> None:
    assert [page.mime for page in pages(heic(2))] == ["image/jpeg"] * 2


def test_scanned_pages_of_a_pdf_come_verbatim() -> None:
    scans = [jpeg(), jpeg("L")]
    found = pages(scanned_pdf(scans))
    assert [page.data for page in found] == scans
    assert [page.dpi for page in found] == [82, 82]  # 240 dots on 210 points


def test_drawn_pages_of_a_pdf_come_at_300_dpi() -> None:
    found = pages(drawn_pdf(2))
    assert [page.dpi for page in found] == [300, 300]
    assert Image.open(BytesIO(found[0].data)).size == (834, 1167)


def test_500_pages_are_taken_501_are_not() -> None:
    scan = saved(picture(24, 34, "L"), "JPEG")
    count = sum(1 for _ in pages_of(scanned_pdf([scan] * MOST_PAGES), "x"))
    assert count == MOST_PAGES
    with pytest.raises(Refusal) as refused:
        next(pages_of(scanned_pdf([scan] * (MOST_PAGES + 1)), "x"))
    assert refused.value.key == "page_files.too_many_pages"
    assert "501" in refused.value.title("vi")
    assert "500" in refused.value.next_step("vi")


def test_a_tiff_of_too_many_pages_is_not_begun() -> None:
    small = Image.new("1", (8, 8))
    data = saved(small, "TIFF", save_all=True, append_images=[small] * MOST_PAGES)
    with pytest.raises(Refusal) as refused:
        next(pages_of(data, "x.tif"))
    assert refused.value.key == "page_files.too_many_pages"


def test_an_enormous_page_behind_a_small_one_is_not_opened() -> None:
    # Its last pages say they are 65,000 dots wide; the dots themselves are not there.
    small, wide = Image.new("1", (8, 8)), Image.new("1", (65_000, 8))
    data = bytearray(saved(small, "TIFF", save_all=True, append_images=[wide]))
    height = data.rindex(b"\x01\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00")
    data[height + 8 : height + 12] = (60_000).to_bytes(4, "little")
    coming = pages_of(bytes(data), "x.tif")
    assert next(coming)
    with pytest.raises(Refusal) as refused:
        next(coming)
    assert refused.value.key in ("page_files.too_large", "page_files.damaged_page")


WHOLE_PDF = scanned_pdf([jpeg("L")] * 2)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "page_files.empty"),
        (b"\0" * 5000, "page_files.empty"),
        (b" \r\n", "page_files.empty"),
        (locked_pdf(), "page_files.encrypted"),
        (b"%PDF-1.7\nnothing follows", "page_files.damaged"),
        (WHOLE_PDF[:300], "page_files.damaged"),
        (WHOLE_PDF[: len(WHOLE_PDF) // 2], "page_files.damaged"),
        (WHOLE_PDF[:-60], "page_files.damaged"),
        (b"PK\x03\x04 word document", "page_files.unknown_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word document", "page_files.unknown_kind"),
        (b"GIF89a\x01\x00\x01\x00", "page_files.unknown_kind"),
        (b"MZ\x90\x00 program", "page_files.unknown_kind"),
        ("Đơn đề nghị".encode(), "page_files.unknown_kind"),
        (png_that_says_it_is(30_000, 30_000), "page_files.too_large"),
        (tiff(3)[:400], "page_files.damaged"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_no_page(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        next(pages_of(data, "x.pdf"))
    assert refused.value.key == key
    for language in ("vi", "en"):
        assert refused.value.title(language)
        assert refused.value.meaning(language)
        assert refused.value.next_step(language)


@pytest.mark.parametrize("whole", [jpeg(), a_png()], ids=["jpeg", "png"])
def test_a_picture_that_was_cut_off_is_no_page(whole: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        pages(whole[: len(whole) // 2])
    assert refused.value.key == "page_files.damaged"


def test_what_follows_a_picture_in_its_file_does_no_harm() -> None:
    photo = jpeg() + b"a short film" * 500
    assert [page.data for page in pages(photo)] == [photo]


def test_pages_before_a_damaged_one_are_given() -> None:
    coming = pages_of(tiff(3)[:-20_000], "x.tif")
    assert len([next(coming), next(coming)]) == 2
    with pytest.raises(Refusal) as refused:
        next(coming)
    assert refused.value.key == "page_files.damaged_page"
    assert "3" in refused.value.title("vi")


def test_a_wish_not_to_print_keeps_nobody_from_reading() -> None:
    assert len(pages(pdf_nobody_may_print())) == 1


def test_too_many_bytes_are_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk_app.paper.page_files.MOST_BYTES", 1024)
    with pytest.raises(Refusal) as refused:
        next(pages_of(b"x" * 1025, "x"))
    assert refused.value.key == "page_files.too_many_bytes"


@pytest.mark.parametrize(
    ("data", "name", "note"),
    [
        (jpeg(), "don.pdf", ("PDF", "JPEG")),
        (drawn_pdf(1), "don.JPG", ("JPG", "PDF")),
        (heic(), "IMG_1.jpg", ("JPG", "HEIC")),
        (jpeg(), "don.JPEG", None),
        (jpeg(), "don", None),
        (tiff(1), "don.tif", None),
        (jpeg(), "đơn.lần 2.docx", ("DOCX", "JPEG")),
        (b"hello", "don.pdf", None),
    ],
)
def test_a_renamed_file_is_taken_with_a_note(
    data: bytes, name: str, note: tuple[str, str] | None
) -> None:
    said = renamed(data, name)
    assert (said is None) == (note is None)
    if said is not None and note is not None:
        words = said.in_words("vi")
        assert all(part in words for part in note)
        assert len(pages(data, name)) == 1


WHOLE = {"scans": WHOLE_PDF, "tiff": tiff(2), "heic": heic(2), "words": drawn_pdf(1)}


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.integers(0, 6000),
    st.binary(min_size=1, max_size=20),
)
def test_broken_files_get_pages_or_a_sentence(kind: str, at: int, noise: bytes) -> None:
    whole = WHOLE[kind]
    try:
        for page in pages_of(whole[:at] + noise + whole[at + len(noise) :], "x"):
            assert page.data
    except Refusal:
        return


def test_nothing_is_put_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = [make() for make in PICTURES.values()]
    for data in (*made, tiff(3), tiff(2, "1", compression="group4"), WHOLE_PDF, drawn_pdf(2)):
        for page in pages_of(data, "x"):
            take_in(page.data, page.dpi)
    assert list(tmp_path.rglob("*")) == []


def test_kinds_are_known_by_their_content() -> None:
    assert kind_of(b"\n\n%PDF-1.4") == "pdf"
    assert kind_of(b"") is None
    assert kind_of(b"\0\0\0\x18ftypavif") is None
