"""Files of many pages are taken apart on the way; bad ones are told of."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from desk_app.errors import Refusal
from desk_app.paper.scanners.port import ScannedImage, ScannerTrouble
from desk_app.services.opened_files import RefusedFiles, opened
from desk_app.services.page_views import PageSource
from desk_app.wording import Message, message
from tests.builders.piles import a_page, scanned


def a_tiff(pages: int) -> bytes:
    kept = io.BytesIO()
    pictures = [Image.new("L", (100 + page, 140), 255) for page in range(pages)]
    pictures[0].save(kept, "TIFF", save_all=True, append_images=pictures[1:])
    return kept.getvalue()


def test_a_file_of_many_pages_gives_its_pages_in_order() -> None:
    images = [*scanned(a_page(1)), ScannedImage(a_tiff(3), "", 200, "ba.tif")]
    found = list(opened(images))
    assert found[0].data == a_page(1)
    assert len(found) == 4
    assert [page.dpi for page in found[1:]] == [200] * 3


def test_pages_say_of_how_many_they_are_where_that_is_known() -> None:
    (scan,) = scanned(a_page(1))
    files = [scan, ScannedImage(a_tiff(3), "", 200, "ba.tif"), ScannedImage(a_tiff(2), "", 200)]
    assert [page.of for page in opened(files)] == [None, 4, 4, 4, 6, 6]
    known = [ScannedImage(a_page(1), "", name="a.jpg", of=2), ScannedImage(a_page(2), "", of=2)]
    assert [page.of for page in opened(known)] == [2, 2]


def test_the_next_file_is_asked_for_when_all_pages_of_the_last_are_taken() -> None:
    asked: list[int] = []

    def device() -> Iterator[ScannedImage]:
        for number in range(2):
            asked.append(number)
            yield ScannedImage(a_tiff(2), "", 200, f"{number}.tif")

    pages = opened(device())
    next(pages)
    next(pages)
    assert asked == [0]
    next(pages)
    assert asked == [0, 1]


def test_a_bad_file_ends_it_or_is_told_of() -> None:
    images = [ScannedImage(b"?", "", None, "hong.pdf"), *scanned(a_page(1))]
    with pytest.raises(Refusal):
        list(opened(images))
    told: list[str | None] = []
    assert len(list(opened(images, lambda image, _: told.append(image.name)))) == 1
    assert told == ["hong.pdf"]


def test_a_file_that_is_not_what_its_name_says_is_read_and_told_of() -> None:
    notes: list[Message] = []
    named = [ScannedImage(a_tiff(1), "", 200, "to-khai.pdf"), ScannedImage(a_tiff(1), "", 200)]
    assert len(list(opened(named, None, notes.append))) == 2
    assert [note.in_words("vi") for note in notes] == [
        message("page_files.renamed", said="PDF", is_="TIFF").in_words("vi")
    ]


def test_bad_files_are_kept_in_mind_and_those_of_a_hot_folder_moved_aside() -> None:
    class Folder:
        def __init__(self) -> None:
            self.aside: list[str] = []

        def put_aside(self, device_id: str, name: str) -> None:
            if name == "gone.pdf":
                raise ScannerTrouble("gone")
            self.aside.append(f"{device_id} {name}")

    refusal, folder = Refusal("page_files.empty"), Folder()
    told = RefusedFiles(folder, PageSource("hot_folder", device="folder:/in"))
    told(ScannedImage(b"", "", None, "a.pdf"), refusal)
    with pytest.raises(ScannerTrouble):
        told(ScannedImage(b"", "", None, "gone.pdf"), refusal)
    assert [(file.name, file.aside) for file in told.files] == [
        ("a.pdf", True),
        ("gone.pdf", False),
    ]
    assert folder.aside == ["folder:/in a.pdf"]
    listed = RefusedFiles(folder, PageSource("file", name="b.pdf"))
    listed(ScannedImage(b"", "", None, "b.pdf"), refusal)
    assert (len(listed.files), listed.files[0].aside, len(folder.aside)) == (1, False, 1)
