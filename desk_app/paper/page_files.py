"""Pages in files that people bring: by what is in a file, never by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from PIL import Image

from desk_app.errors import Refusal
from desk_app.paper.page_image import as_jpeg
from desk_app.paper.pdf_pages import page_count
from desk_app.paper.pdf_scans import pdf_pages_of
from desk_app.paper.picture_colours import colour_of
from desk_app.paper.picture_opening import BROKEN, decode, open_picture, refuse_too_large
from desk_app.paper.scanners.port import ScannedImage
from desk_app.wording import Message, message

MOST_PAGES = 500
MOST_BYTES = 400 * 1024 * 1024

Kind = Literal["pdf", "jpeg", "png", "tiff", "heic", "bmp", "webp", "pnm"]

OF_SEVERAL: frozenset[Kind] = frozenset(("pdf", "tiff", "heic"))  # others are one page

_ENDINGS: dict[str, Kind] = {
    "pdf": "pdf",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "jpe": "jpeg",
    "jfif": "jpeg",
    "png": "png",
    "tif": "tiff",
    "tiff": "tiff",
    "heic": "heic",
    "heif": "heic",
    "bmp": "bmp",
    "webp": "webp",
    "pnm": "pnm",
    "pgm": "pnm",
    "ppm": "pnm",
    "pbm": "pnm",
}
_MIMES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "bmp": "image/bmp",
    "webp": "image/webp",
    "pnm": "image/x-portable-anymap",
}
_ENDS: dict[Kind, bytes] = {"jpeg": b"\xff\xd9", "png": b"IEND\xaeB`\x82"}
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_SOMETHING = re.compile(rb"[^\0 \r\n\t]")
_PDF_WITHIN = 1024  # the header may follow some bytes of another program


def kind_of(data: bytes) -> Kind | None:
    """What a file is by its content; None: nothing that holds pages."""
    head = data[:32]
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM":
        return "bmp"
    if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace():
        return "pnm"
    return "pdf" if b"%PDF-" in data[:_PDF_WITHIN] else None


def renamed(data: bytes, name: str) -> Message | None:
    """The note that a file is not what its name says; None if it is, or if its name says
    nothing."""
    kind = kind_of(data)
    said = PurePath(name).suffix.lower().lstrip(".")
    if kind is None or not said or _ENDINGS.get(said) == kind:
        return None
    return message("page_files.renamed", said=said[:8].upper(), is_=kind.upper())


def count_of(data: bytes) -> int:
    """How many pages a file has, without reading them; 0 if nobody can read it. Of a picture that
    is a page by itself its beginning is enough."""
    kind = kind_of(data)
    try:
        if kind == "pdf":
            return page_count(data)
        return _frames(data) if kind in OF_SEVERAL else int(kind is not None)
    except (ValueError, Refusal):
        return 0


def pages_of(data: bytes, name: str) -> Iterator[ScannedImage]:
    """The pages of a file, one by one.

    A picture comes as it is. A page of a PDF that is one scanned JPEG comes as that very JPEG,
    other pages are drawn at 300 dpi.

    Args:
        data: the whole file.
        name: the file's name, kept with each page; it decides nothing.

    Raises:
        Refusal: empty, damaged, protected by a password, too many pages, too large, or nothing
            that holds pages. Pages before a damaged one were already given.
    """
    if _SOMETHING.search(data) is None:
        raise Refusal("page_files.empty")
    if len(data) > MOST_BYTES:
        raise Refusal("page_files.too_many_bytes", most=MOST_BYTES // 1024 // 1024)
    kind = kind_of(data)
    if kind is None:
        raise Refusal("page_files.unknown_kind")
    if kind == "pdf":
        for jpeg, dpi in pdf_pages_of(data, MOST_PAGES):
            yield ScannedImage(jpeg, "image/jpeg", dpi, name)
        return
    frames = _frames(data)
    if frames == 1:
        _refuse_cut(kind, data)
        yield ScannedImage(data, _MIMES[kind], None, name)
        return
    if frames > MOST_PAGES:
        raise Refusal("page_files.too_many_pages", found=frames, most=MOST_PAGES)
    yield from _pictures(data, frames, name)


def _frames(data: bytes) -> int:
    picture = open_picture(data)
    if picture.format not in ("TIFF", "HEIF"):
        return 1
    try:
        return int(getattr(picture, "n_frames", 1))
    except BROKEN as error:
        raise Refusal("page_files.damaged") from error


def _refuse_cut(kind: Kind, data: bytes) -> None:
    """Looks at a picture whole where its end is not the one it should have: a file of a phone may
    go on behind its picture, one that was cut off does not get so far.

    Raises:
        Refusal: it is damaged.
    """
    end = _ENDS.get(kind)
    if end is None or data.rstrip(b"\0").endswith(end):
        return
    try:
        decode(open_picture(data))
    except BROKEN as error:
        raise Refusal("page_files.damaged") from error


def _pictures(data: bytes, frames: int, name: str) -> Iterator[ScannedImage]:
    picture = Image.open(BytesIO(data))
    for number in range(frames):
        try:
            picture.seek(number)
            refuse_too_large(*picture.size)
            decode(picture)
        except BROKEN as error:
            raise Refusal("page_files.damaged_page", page=number + 1) from error
        said = picture.info.get("dpi")
        dpi = round(float(said[0])) if said and said[0] else None
        jpeg = as_jpeg(picture.copy(), dpi or 300, colour_of(picture))
        yield ScannedImage(jpeg, "image/jpeg", dpi, name)
