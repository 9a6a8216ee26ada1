from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from weakref import ReferenceType, ref

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desk_app.clock import VIETNAM
from desk_app.paper.page_text import Word
from desk_app.paper.pdf_archive import (
    ArchiveAbout,
    ArchivePage,
    archive_name,
    archive_parts,
    make_archive,
    page_images,
)
from desk_app.paper.pdf_pages import page_image, page_size_mm
from tests.builders import preflight
from tests.builders.office_pages import A4, Scan, font, scanned, stamped
from tests.builders.pdf_reading import fonts, page_letters, page_texts
from tests.builders.written_pages import written
from tests.paper.test_fonts import VIETNAMESE

CODE = "G99.99-261122-0007"
MADE = datetime(2026, 11, 22, 9, 30, tzinfo=VIETNAM)
ABOUT = ArchiveAbout(
    title="Đơn đề nghị <cấp> giấy phép & bản vẽ",
    code=CODE,
    paper_name="Đơn đề nghị <cấp> giấy phép & bản vẽ",
    paper_number=3,
    file_name=archive_name(CODE, 3, MADE.date(), 1),
    made_at=MADE,
    unit="Ủy ban nhân dân phường Bến Đá",
)


def words_on(lines: list[str], dpi: int, size: int = 54) -> tuple[Word, ...]:
    """Words where :func:`written_pages.written` would draw them, worked out from the typeface."""
    words, scale, face = [], dpi / 300, font(size)
    for number, line in enumerate(lines):
        top = 260 + round(number * size * 1.65)
        for index, text in enumerate(line.split()):
            before = "".join(f"{word} " for word in line.split()[:index])
            left, up, right, down = face.getbbox(text)
            at = 290 + face.getlength(before)
            box = (at + left, top + up, at + right, top + down)
            words.append(Word(text, *(round(edge * scale) for edge in box), 95.0))
    return tuple(words)


def page(
    picture: Image.Image, words: tuple[Word, ...] | None = None, how: Scan | None = None
) -> ArchivePage:
    how = how or Scan(dpi=200)
    jpeg = scanned(picture, how)
    with Image.open(io.BytesIO(jpeg)) as scan:
        return ArchivePage(jpeg, *scan.size, how.dpi, words)


@pytest.fixture(scope="module")
def said() -> list[str]:
    return written(3, lines=30)[1].splitlines()[3:]


@pytest.fixture(scope="module")
def pages(said: list[str]) -> list[ArchivePage]:
    """A grey page at 200 dpi with words, a colour one at 300 that nobody read."""
    return [
        page(written(3, lines=30)[0], words_on(said, 200)),
        page(stamped(1), None, Scan(dpi=300)),
    ]


@pytest.fixture(scope="module")
def archive(pages: list[ArchivePage]) -> bytes:
    return make_archive(pages, ABOUT)


def test_an_independent_judge_finds_them_pdf_a_1b(tmp_path: Path, said: list[str]) -> None:
    grey = page(written(3, lines=30)[0], words_on(said, 75), Scan(dpi=75))
    colour = page(stamped(1), None, Scan(dpi=75))
    plain = io.BytesIO()
    canvas = Canvas(plain)
    canvas.drawString(100, 100, "no archive copy")
    canvas.save()
    odd = Word("Ỷ đ \U0001f600 \x03", 10, 10, 400, 60, 50.0)
    files = {
        "both.pdf": make_archive([grey, colour], ABOUT),
        "without-text.pdf": make_archive([replace(grey, words=None), colour], ABOUT),
        "colour-with-text.pdf": make_archive([replace(colour, words=grey.words)], ABOUT),
        "grey-alone.pdf": make_archive([grey], replace(ABOUT, title="", paper_name="Ỷ\x00<&>")),
        "odd-letters.pdf": make_archive([replace(grey, words=(odd,))], ABOUT),
        "empty-text.pdf": make_archive([replace(grey, words=())], ABOUT),
        "long.pdf": make_archive([grey] * 40, ABOUT),
        "plain.pdf": plain.getvalue(),
    }
    found = preflight.faults(files, tmp_path)
    assert found.pop("plain.pdf") != []
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_pages_come_out_byte_for_byte(pages: list[ArchivePage], archive: bytes) -> None:
    assert page_images(archive) == [page.jpeg for page in pages]


def test_the_text_comes_out_in_reading_order(archive: bytes, said: list[str]) -> None:
    assert page_texts(archive) == [" ".join(" ".join(said).split()), ""]


def test_another_reader_finds_the_same_lines(
    tmp_path: Path, archive: bytes, said: list[str]
) -> None:
    assert shutil.which("pdftotext"), "run tools/setup.sh test"
    (tmp_path / "a.pdf").write_bytes(archive)
    command = ["pdftotext", "-enc", "UTF-8", str(tmp_path / "a.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    assert [line for line in text.replace("\f", "").splitlines() if line.strip()] == said


def test_every_letter_of_vietnamese_comes_out() -> None:
    lines = [VIETNAMESE[at : at + 40] for at in range(0, len(VIETNAMESE), 40)]
    archive = make_archive([page(written(0)[0], words_on(lines, 200))], ABOUT)
    assert "".join(page_texts(archive)[0].split()) == "".join("".join(lines).split())


def test_words_lie_where_their_pictures_are(pages: list[ArchivePage], archive: bytes) -> None:
    (wide, high), letters = page_letters(archive, 0)
    words = pages[0].words or ()
    scale = 72 / 200
    assert (wide, high) == pytest.approx((1653 * scale, 2339 * scale), abs=0.5)
    at = 0
    for word in words:
        boxes = letters[at : at + len(word.text)]
        assert "".join(letter.text for letter in boxes) == word.text
        at += len(word.text)
        assert boxes[0].left == pytest.approx(word.left * scale, abs=0.7)
        assert boxes[-1].right == pytest.approx(word.right * scale, abs=0.7)
        middle = high - (word.top + word.bottom) / 2 * scale
        assert boxes[0].bottom < middle < boxes[0].top
        assert boxes[0].top - boxes[0].bottom < 30
    assert at == len(letters)


def test_one_sees_the_page_and_nothing_else(pages: list[ArchivePage], archive: bytes) -> None:
    for index, one in enumerate(pages):
        with Image.open(io.BytesIO(one.jpeg)) as scan:
            wanted = thumbnail(scan)
        assert np.abs(thumbnail(page_image(archive, index, one.dpi / 2)) - wanted).max() < 12


def thumbnail(picture: Image.Image) -> NDArray[np.float64]:
    return np.asarray(picture.convert("RGB").resize((42, 60), Image.Resampling.BOX), np.float64)


def test_the_page_is_as_large_as_its_paper(archive: bytes) -> None:
    for index in range(2):
        assert page_size_mm(archive, index) == pytest.approx((210, 297), abs=0.3)


def test_the_only_font_is_embedded_and_only_where_there_is_text(
    pages: list[ArchivePage], archive: bytes
) -> None:
    assert fonts(archive) == {"/DeskHiddenText": False} | {"/DeskHiddenText": True}
    assert fonts(make_archive([replace(pages[0], words=None)], ABOUT)) == {}


def test_metadata_name_dossier_and_paper_and_agree_with_each_other(archive: bytes) -> None:
    with pikepdf.open(io.BytesIO(archive)) as document:
        assert set(document.docinfo.keys()) == {"/Title", "/Producer", "/CreationDate", "/ModDate"}
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "1B"
            assert metadata["dc:identifier"] == CODE
            assert metadata["{urn:desk-app:archive-copy:1:}paperNumber"] == "3"
            assert metadata["dc:title"] == str(document.docinfo["/Title"]) == ABOUT.title
            assert metadata["pdf:Producer"] == str(document.docinfo["/Producer"])
            assert metadata["xmp:CreateDate"] == "2026-11-22T09:30:00+07:00"
        assert str(document.Root.Lang) == "vi-VN"


def test_no_person_is_named_outside_of_the_pages(pages: list[ArchivePage]) -> None:
    """What stands in the file besides pages and their text is the title and ``about``."""
    archive = make_archive([replace(pages[0], words=None)], ABOUT)
    rest = archive.replace(pages[0].jpeg, b"")
    for name in ("Nguyễn", "Uyên", "012345678901"):
        assert name.encode() not in rest
        assert name.encode("utf-16-be") not in rest
        assert name.encode("utf-16-be").hex().encode() not in rest


def test_the_same_pages_make_the_same_file(pages: list[ArchivePage], archive: bytes) -> None:
    assert make_archive(pages, ABOUT) == archive
    assert make_archive(list(reversed(pages)), ABOUT) != archive


@pytest.mark.parametrize("changes", [{"code": "G99.99-261122-0008"}, {"paper_number": 4}])
def test_another_paper_has_another_id(
    pages: list[ArchivePage], archive: bytes, changes: dict[str, str]
) -> None:
    def identity(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            first, second = (bytes(part) for part in document.trailer.ID)
            assert first == second
            return first

    other = make_archive(pages, replace(ABOUT, **changes))
    assert identity(other) != identity(archive)
    assert identity(make_archive(pages[:1], ABOUT)) != identity(archive)


def test_a_page_is_asked_for_when_its_turn_has_come(pages: list[ArchivePage]) -> None:
    """So that a paper of 500 pages is never in memory as a whole."""
    asked = []

    def one_by_one() -> Iterator[ArchivePage]:
        for number in range(5):
            asked.append(number)
            yield pages[0]

    parts = archive_parts(one_by_one(), ABOUT)
    seen = 0
    for part in parts:
        if part is pages[0].jpeg:
            seen += 1
            assert len(asked) == seen
    assert seen == 5


def test_a_page_is_let_go_when_the_next_comes(pages: list[ArchivePage]) -> None:
    seen: list[ReferenceType[ArchivePage]] = []
    most = 0

    def coming() -> Iterator[ArchivePage]:
        nonlocal most
        for _ in range(5):
            most = max(most, sum(one() is not None for one in seen))
            page = replace(pages[0])
            seen.append(ref(page))
            yield page
            del page

    assert sum(len(part) for part in archive_parts(coming(), ABOUT)) > 0
    assert most == 1


def test_nothing_is_added_but_a_few_kilobytes(pages: list[ArchivePage], archive: bytes) -> None:
    assert len(archive) - sum(len(page.jpeg) for page in pages) < 15_000


def png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (10, 10)).save(out, "PNG")
    return out.getvalue()


def cmyk() -> bytes:
    out = io.BytesIO()
    Image.new("CMYK", (10, 10)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("jpeg", [b"", b"page", png(), cmyk()])
def test_a_page_that_is_no_jpeg_of_ours_is_a_mistake(jpeg: bytes) -> None:
    with pytest.raises(ValueError, match="a page that is no"):
        make_archive([ArchivePage(jpeg, 10, 10, 200)], ABOUT)


def test_a_page_of_another_size_than_it_says_is_a_mistake(pages: list[ArchivePage]) -> None:
    with pytest.raises(ValueError, match="size"):
        make_archive([replace(pages[0], width=A4[0])], ABOUT)


def test_no_pages_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="without pages"):
        make_archive([], ABOUT)


@pytest.mark.parametrize("cut", [0, 10, 1000])
def test_pages_of_something_else_cannot_be_told(archive: bytes, cut: int) -> None:
    with pytest.raises(ValueError, match="no archive copy"):
        page_images(archive[:cut])
    foreign = io.BytesIO()
    canvas = Canvas(foreign)
    canvas.drawString(100, 100, "a letter")
    canvas.save()
    with pytest.raises(ValueError, match="no archive copy"):
        page_images(foreign.getvalue())
