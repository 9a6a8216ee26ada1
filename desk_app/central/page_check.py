"""Whether a file is what the desk announced: the whole, and each page in it."""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, cast

# Up to here a file is looked at in memory.
IN_MEMORY = 32 * 1024 * 1024
# So many bytes each, and so many places, stay with the process for the next files.
KEPT, MOST_KEPT = 4 * 1024 * 1024, 4


def is_as_announced(file: BinaryIO, sha256: str, pages: Sequence[dict[str, Any]]) -> bool:
    """Whether ``file`` has this SHA-256, and its pages show exactly these images
    (``[{"sha256", "size"}]``), byte for byte as they were scanned."""
    images = [(page["sha256"], page["size"]) for page in pages]
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not hasattr(os, "memfd_create") or size > IN_MEMORY:
        whole = hashlib.file_digest(cast(Any, file), "sha256")
        return whole.hexdigest() == sha256 and _images(file, "stream") == images
    with _place(size) as place:
        whole = hashlib.sha256(place.filled(file, size))
        return whole.hexdigest() == sha256 and _images(place.file, "mmap") == images


class _Place:
    """Memory for a copy of a file that the library can look at without asking Python for every few
    bytes. Not the file itself: a disk that fails in such a look ends the program."""

    def __init__(self, most: int) -> None:
        self._place = os.memfd_create("archive-copy")
        os.ftruncate(self._place, most)
        self._memory = mmap.mmap(self._place, most)
        self.file = cast(BinaryIO, os.fdopen(self._place, "rb", buffering=0, closefd=False))

    def filled(self, file: BinaryIO, size: int) -> memoryview:
        """``size`` bytes of ``file``, or as many as there are."""
        os.ftruncate(self._place, size)
        copy, there = memoryview(self._memory)[:size], 0
        while count := cast(Any, file).readinto(copy[there:]):
            there += count
        return copy[:there]

    def close(self) -> None:
        """Gives the memory back; what was filled is not to be looked at any more."""
        os.close(self._place)


# Places that are free again: memory new to a process takes longer to get than to fill.
_free: list[_Place] = []


@contextlib.contextmanager
def _place(size: int) -> Iterator[_Place]:
    """A place for so many bytes, until the block ends."""
    kept = size <= KEPT
    place = _free.pop() if kept and _free else _Place(KEPT if kept else size)
    with contextlib.ExitStack() as let_go:
        let_go.callback(place.close)
        yield place
        if kept and len(_free) < MOST_KEPT:
            let_go.pop_all()
            _free.append(place)


def _images(file: BinaryIO, way: str) -> list[tuple[str, int]] | None:
    """Hash and size of the one image of each page; None for a file that has others, or is no
    PDF at all. ``way``: how the library reads it."""
    import pikepdf  # takes long to load, and most commands of the centre need none of it

    file.seek(0)
    try:
        with pikepdf.open(file, access_mode=pikepdf.AccessMode[way]) as pdf:
            return list(_image_of_each(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, LookupError):
        return None


def _image_of_each(pdf: Any) -> Iterator[tuple[str, int]]:
    for page in pdf.pages:
        [image] = page.get_images(recursive=False).values()
        stream = memoryview(image.get_raw_stream_buffer())
        yield hashlib.sha256(stream).hexdigest(), stream.nbytes
