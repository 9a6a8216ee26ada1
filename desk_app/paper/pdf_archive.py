"""The archive copy of a paper: PDF/A-1b, the pages' JPEG byte for byte, text under them.

Written directly, object by object, as the pages come: a page is copied once and never decoded, and
a paper of 500 pages needs no more memory than one page. Nothing in it depends on the moment or the
machine but what ``about`` says.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from PIL import Image

from desk_app.paper import hidden_font
from desk_app.paper.archive_about import (
    PRODUCER,
    ArchiveAbout,
    archive_name,
    pdf_moment,
    pdf_text,
    xmp_of,
)
from desk_app.paper.page_text import Word
from desk_app.paper.srgb_profile import NAME as SRGB
from desk_app.paper.srgb_profile import srgb_profile
from desk_app.paper.text_layer import text_operators

__all__ = [
    "ArchiveAbout",
    "ArchivePage",
    "archive_name",
    "archive_parts",
    "make_archive",
    "page_images",
]

_COLOURS = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}
_FONT = "T"
_IMAGE = "P"
_SAMPLE = 4096  # bytes of each end of a page that go into the file's id


@dataclass(frozen=True)
class ArchivePage:
    """A page as it goes into the archive: a colour or grey JPEG of ``width`` x ``height`` pixels,
    and the words on it in pixels, None if nobody read it."""

    jpeg: bytes
    width: int
    height: int
    dpi: int
    words: Sequence[Word] | None = None


def make_archive(pages: Iterable[ArchivePage], about: ArchiveAbout) -> bytes:
    """The whole file.

    Raises:
        ValueError: no pages, or a page is no colour or grey JPEG of the size it says.
    """
    return b"".join(archive_parts(pages, about))


def archive_parts(pages: Iterable[ArchivePage], about: ArchiveAbout) -> Iterator[bytes]:
    """The file piece by piece; each page is asked for when its turn has come.

    Raises:
        ValueError: as :func:`make_archive`.
    """
    writer = _Writer()
    catalogue, tree, info = writer.number(), writer.number(), writer.number()
    yield from writer.head()
    drawn: list[_Drawn] = []
    identity = hashlib.sha256(repr(about).encode("utf-8"))
    for page in pages:
        identity.update(b"%d," % len(page.jpeg) + page.jpeg[:_SAMPLE] + page.jpeg[-_SAMPLE:])
        image, content = writer.number(), writer.number()
        yield from writer.stream(image, _image(page), page.jpeg)
        operators, has_text = _operators(page)
        yield from writer.packed(content, b"", operators)
        drawn.append(_Drawn(image, content, _points(page), has_text))
    if not drawn:
        raise ValueError("an archive copy without pages")
    font = writer.number() if any(page.has_text for page in drawn) else 0
    if font:
        yield from _font(writer, font)
    kids = []
    for one in drawn:
        kids.append(writer.number())
        yield writer.plain(kids[-1], one.dictionary(tree, font))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    yield writer.plain(tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), listed))
    yield from _catalogue(writer, catalogue, tree, about)
    yield writer.plain(info, _info(about))
    yield writer.tail(catalogue, info, identity.hexdigest()[:32].encode("ascii"))


def page_images(pdf: bytes) -> list[bytes]:
    """The pages' JPEGs as they stand in an archive copy, in order, byte for byte.

    Raises:
        ValueError: no archive copy that can be read.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return [
                bytes(page.obj.Resources.XObject[f"/{_IMAGE}"].read_raw_bytes())
                for page in document.pages
            ]
    except (pikepdf.PdfError, KeyError, AttributeError) as fault:
        raise ValueError("no archive copy that can be read") from fault


@dataclass(frozen=True)
class _Drawn:
    """A page whose streams are written, and the numbers they have; ``size`` in points. Its JPEG is
    let go: the next pages need the room."""

    image: int
    content: int
    size: tuple[float, float]
    has_text: bool

    def dictionary(self, tree: int, font: int) -> bytes:
        wide, high = self.size
        fonts = b"/Font<</%s %d 0 R>>" % (_FONT.encode(), font) if self.has_text else b""
        return (
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R"
            b"/Resources<</XObject<</%s %d 0 R>>%s>>>>"
            % (tree, wide, high, self.content, _IMAGE.encode(), self.image, fonts)
        )


class _Writer:
    """Numbers the objects and remembers where each began."""

    def __init__(self) -> None:
        self._place = 0
        self._begins: dict[int, int] = {}
        self._count = 0

    def number(self) -> int:
        self._count += 1
        return self._count

    def head(self) -> Iterator[bytes]:
        # The second line tells transfer programs that the file is not text.
        yield self._counted(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def plain(self, number: int, body: bytes) -> bytes:
        self._begins[number] = self._place
        return self._counted(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def stream(self, number: int, entries: bytes, data: bytes) -> Iterator[bytes]:
        self._begins[number] = self._place
        head = b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data))
        yield self._counted(head)
        yield self._counted(data)
        yield self._counted(b"\nendstream\nendobj\n")

    def packed(self, number: int, entries: bytes, data: bytes) -> Iterator[bytes]:
        yield from self.stream(number, entries + b"/Filter/FlateDecode", zlib.compress(data))

    def tail(self, catalogue: int, info: int, identity: bytes) -> bytes:
        lines = b"".join(b"%010d 00000 n \n" % self._begins[n] for n in sorted(self._begins))
        count = self._count + 1
        return (
            b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R/Info %d 0 R"
            b"/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, lines, count, catalogue, info, identity, identity, self._place)
        )

    def _counted(self, data: bytes) -> bytes:
        self._place += len(data)
        return data


def _points(page: ArchivePage) -> tuple[float, float]:
    return page.width * 72 / page.dpi, page.height * 72 / page.dpi


def _image(page: ArchivePage) -> bytes:
    try:
        with Image.open(io.BytesIO(page.jpeg), formats=("JPEG",)) as picture:
            size, mode = picture.size, picture.mode
    except OSError as fault:
        raise ValueError("a page that is no JPEG") from fault
    if mode not in _COLOURS or size != (page.width, page.height):
        raise ValueError("a page that is no colour or grey JPEG of the size it says")
    return (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8"
        b"/Filter/DCTDecode" % (*size, _COLOURS[mode])
    )


def _operators(page: ArchivePage) -> tuple[bytes, bool]:
    """What is drawn on a page, and whether there is text in it."""
    wide, high = _points(page)
    picture = b"q %.2f 0 0 %.2f 0 0 cm /%s Do Q\n" % (wide, high, _IMAGE.encode())
    text = text_operators(page.words or (), page.height, 72 / page.dpi, _FONT)
    return picture + text, bool(text)


def _font(writer: _Writer, font: int) -> Iterator[bytes]:
    letters, descriptor, file, glyphs, unicode = (writer.number() for _ in range(5))
    name = hidden_font.NAME.encode("ascii")
    yield writer.plain(
        font,
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, letters, unicode),
    )
    yield writer.plain(
        letters,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDToGIDMap %d 0 R/DW %d"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R>>" % (name, glyphs, hidden_font.WIDTH, descriptor),
    )
    yield writer.plain(
        descriptor,
        b"<</Type/FontDescriptor/FontName/%s/Flags 5/FontBBox[0 %d %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>"
        % (
            *(name, hidden_font.DESCENT, hidden_font.WIDTH, hidden_font.ASCENT),
            *(hidden_font.ASCENT, hidden_font.DESCENT, hidden_font.ASCENT, file),
        ),
    )
    program = hidden_font.hidden_font()
    yield from writer.packed(file, b"/Length1 %d" % len(program), program)
    yield from writer.packed(glyphs, b"", hidden_font.LETTER.to_bytes(2, "big") * 0x10000)
    yield from writer.packed(unicode, b"", _TO_UNICODE)


def _catalogue(writer: _Writer, catalogue: int, tree: int, about: ArchiveAbout) -> Iterator[bytes]:
    metadata, profile = writer.number(), writer.number()
    # Not packed: programs that cannot read PDF find the metadata, too.
    yield from writer.stream(metadata, b"/Type/Metadata/Subtype/XML", xmp_of(about))
    yield from writer.packed(profile, b"/N 3", srgb_profile())
    name = SRGB.encode("ascii")
    yield writer.plain(
        catalogue,
        b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang(vi-VN)"
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(%s)"
        b"/Info(%s)/DestOutputProfile %d 0 R>>]>>" % (tree, metadata, name, name, profile),
    )


def _info(about: ArchiveAbout) -> bytes:
    made = pdf_moment(about.made_at)
    return b"<</Title %s/Producer(%s)/CreationDate%s/ModDate%s>>" % (
        *(pdf_text(about.title), PRODUCER.encode("ascii"), made, made),
    )


_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
