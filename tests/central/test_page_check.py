"""Whether a file is what was announced."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from PIL import Image

from desk_app.central.page_check import IN_MEMORY, KEPT, is_as_announced
from desk_app.paper.pdf_archive import ArchiveAbout, ArchivePage, make_archive
from tests.builders.archive_copies import a_copy
from tests.builders.messages import NOW

COPY = a_copy(3000, 2000, 1000)


def check(pdf: bytes, pages: object = None) -> bool:
    """With the hash of ``pdf`` itself, so that only the pages can be wrong."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    return is_as_announced(io.BytesIO(pdf), sha256, COPY.pages if pages is None else pages)  # type: ignore[arg-type]


def test_the_announced_file_is_good() -> None:
    assert is_as_announced(io.BytesIO(COPY.pdf), COPY.sha256, COPY.pages)


def test_one_wrong_bit_is_seen() -> None:
    wrong = bytearray(COPY.pdf)
    wrong[len(wrong) // 2] ^= 1
    assert not is_as_announced(io.BytesIO(wrong), COPY.sha256, COPY.pages)


def test_files_of_any_size_follow_each_other() -> None:
    sizes = (3000, KEPT, 10, IN_MEMORY, 2000)
    for copy in [a_copy(size, 500, seed=size) for size in sizes]:
        assert is_as_announced(io.BytesIO(copy.pdf), copy.sha256, copy.pages)
        assert not is_as_announced(io.BytesIO(copy.pdf[:-1]), copy.sha256, copy.pages)


@pytest.mark.parametrize(
    "pages",
    [
        [],
        COPY.pages[:2],
        [*COPY.pages, COPY.pages[0]],
        COPY.pages[::-1],
        [{**COPY.pages[0], "size": 2999}, *COPY.pages[1:]],
        [{**COPY.pages[0], "sha256": "0" * 64}, *COPY.pages[1:]],
    ],
)
def test_other_pages_than_announced_are_seen(pages: object) -> None:
    assert not check(COPY.pdf, pages)


def test_an_archive_copy_of_a_desk_is_what_its_entry_says() -> None:
    pictures = []
    for shade in (40, 200):
        out = io.BytesIO()
        Image.new("RGB", (60, 80), (shade, 90, 120)).save(out, "JPEG")
        pictures.append(out.getvalue())
    about = ArchiveAbout(
        title="Giấy chứng sinh",
        code="H99.21.01-261120-0001",
        paper_name="Giấy chứng sinh",
        paper_number=1,
        file_name="H99.21.01-261120-0001_20261120_01.pdf",
        made_at=NOW,
        unit="Trung tâm",
    )
    pdf = make_archive([ArchivePage(picture, 60, 80, 300, None) for picture in pictures], about)
    said = [{"sha256": hashlib.sha256(p).hexdigest(), "size": len(p)} for p in pictures]
    assert check(pdf, said)
    assert not check(pdf, said[::-1])


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"not a document at all" * 100, COPY.pdf[:900]])
def test_what_is_no_document_is_seen(data: bytes) -> None:
    assert not check(data)


def test_a_page_without_an_image_or_with_two_is_seen() -> None:
    for change in ("/Im0", None):
        with pikepdf.open(io.BytesIO(COPY.pdf)) as pdf:
            images = pdf.pages[0].Resources.XObject
            if change:
                del images[change]
            else:
                images["/Im1"] = pdf.pages[1].Resources.XObject["/Im0"]
            out = io.BytesIO()
            pdf.save(out, compress_streams=False)
        assert not check(out.getvalue())


def test_a_locked_document_is_seen() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(COPY.pdf)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert not check(out.getvalue())


def test_files_looked_at_one_after_the_other_do_not_mix() -> None:
    long, short = a_copy(900_000, 800_000, seed=1), a_copy(1000, seed=2)
    for copy in (long, short, long, a_copy(5_000_000, seed=3), short):
        assert is_as_announced(io.BytesIO(copy.pdf), copy.sha256, copy.pages)
        assert not check(copy.pdf[:-500], copy.pages)
