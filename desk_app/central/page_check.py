"""Whether a file is what the desk announced: the whole, and each page in it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, cast

BLOCK = 256 * 1024
# Up to here a file is looked at in memory.
IN_MEMORY = 32 * 1024 * 1024
# So many bytes each, and so many places, stay with the process for the next files.
KEPT, MOST_KEPT = 4 * 1024 * 1024, 4


def is_as_announced(file: BinaryIO, sha256: str, pages: Sequence[dict[str, Any]]) -> bool:
    """Whether ``file`` has this SHA-256, and its pages show exactly these images
    (``[{"sha256", "size"}]``), byte for byte as they were scanned."""
    with _place(file.seek(0, os.SEEK_END)) as memory:
        return _hash(file, memory) == sha256 and _images(file, memory) == [
            (page["sha256"], page["size"]) for page in pages
        ]


# Places that are free again: memory new to a process takes longer to get than to fill.
_free: list[int] = []


@contextlib.contextmanager
def _place(size: int) -> Iterator[BinaryIO | None]:
    """A place for a copy of so many bytes that the library can look at without asking Python for
    every few of them. Not the file itself: a disk that fails in such a look ends the program.
    None for a file that is too large, and on systems that have no such place."""
    if not hasattr(os, "memfd_create") or size > IN_MEMORY:
        yield None
        return
    place = _free.pop() if _free else os.memfd_create("archive-copy")
    with contextlib.ExitStack() as let_go:
        let_go.callback(os.close, place)
        with os.fdopen(place, "wb+", buffering=0, closefd=False) as memory:
            memory.seek(0)
            yield cast(BinaryIO, memory)
        if size <= KEPT and len(_free) < MOST_KEPT:
            let_go.pop_all()
            _free.append(place)


def _hash(file: BinaryIO, copy: BinaryIO | None) -> str:
    """Of the whole file, and copies it on the way."""
    digest, block = hashlib.sha256(), memoryview(bytearray(BLOCK))
    file.seek(0)
    while count := cast(Any, file).readinto(block):
        digest.update(block[:count])
        if copy is not None:
            copy.write(block[:count])
    if copy is not None:
        copy.truncate()
    return digest.hexdigest()


def _images(file: BinaryIO, copy: BinaryIO | None) -> list[tuple[str, int]] | None:
    """Hash and size of the one image of each page; None for a file that has others, or is no
    PDF at all."""
    import pikepdf  # takes long to load, and most commands of the centre need none of it

    way = pikepdf.AccessMode.stream if copy is None else pikepdf.AccessMode.mmap
    source = copy or file
    source.seek(0)
    try:
        with pikepdf.open(source, access_mode=way) as pdf:
            return list(_image_of_each(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, LookupError):
        return None


def _image_of_each(pdf: Any) -> Iterator[tuple[str, int]]:
    for page in pdf.pages:
        [image] = page.get_images(recursive=False).values()
        stream = memoryview(image.get_raw_stream_buffer())
        yield hashlib.sha256(stream).hexdigest(), stream.nbytes
