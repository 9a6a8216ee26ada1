"""Whether a file is what the desk announced: the whole, and each page in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

BLOCK = 1024 * 1024


def is_as_announced(file: BinaryIO, sha256: str, pages: Sequence[dict[str, Any]]) -> bool:
    """Whether ``file`` has this SHA-256, and its pages show exactly these images
    (``[{"sha256", "size"}]``), byte for byte as they were scanned."""
    return _hash(file) == sha256 and _images(file) == [
        (page["sha256"], page["size"]) for page in pages
    ]


def _hash(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _images(file: BinaryIO) -> list[tuple[str, int]] | None:
    """Hash and size of the one image of each page; None for a file that has others, or is no
    PDF at all."""
    import pikepdf  # takes long to load, and most commands of the centre need none of it

    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            return list(_image_of_each(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, LookupError):
        return None


def _image_of_each(pdf: Any) -> Iterator[tuple[str, int]]:
    for page in pdf.pages:
        [image] = page.get_images(recursive=False).values()
        stream = image.read_raw_bytes()
        yield hashlib.sha256(stream).hexdigest(), len(stream)
