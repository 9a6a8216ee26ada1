"""Files with pages as people bring them, good and bad. Nothing in them is of a real person."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

MARKER = b"dau vet rieng cua trang nay"

# 120 x 160, "Trang" on a gradient; made with ImageMagick from nothing.
_HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAT9tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
    "AAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFjAAEAAAAAAAABaQAAACNpaW5mAAAAAAAB"
    "AAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAv2lwcnAAAAChaXBjbwAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADw"
    "MgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoDyAoWW6kkprmwIAAAMA"
    "AgAAAwACECIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAHgAAACgAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAA"
    "AAAAEAAQOBAoMAAAFxbWRhdAAAAWUoAa8ZgFDPfOOx4kihgwAEisDQ18WqHGiNjauGixANpOtGmxkDImizGSZsZQi9"
    "BdhPAofYupzs6Wkh26fa6NO2+QC7pFZRGH9l81UR14GHYD17CVxVakrGAzeICQhTWBbRDWZwcQG/wUtDsbcp1wSMgL"
    "G5druzZOD6Qkod/k2Qs6UBn7PPLq1Vw6Pe/Ghcg2LlCgDrtinzmLJUBOqLmwrD8wEPDAipjTWkdR3V2WBG6N2pmyst"
    "zJXieCH3BEtAun1HPfb94GxzSCzesUW2PfAVZ+nN5RG6E8raS/QV8+3Zb7gjctugT5adZq16t30VQdBkRtzALi9ccY"
    "PFRn8yFrhiemxBp6xt3VUJ/3s+zIBOqAiIdejFJhsHYgHe3NK2HgJu+D1Duhq6WPQrtRquKcJOYWzP36HiqV32tP0v"
    "tUG9swx5Mi64/18jiveXlamxYCMVYX4AA7lfVslMVSUS7PxDiSgAD/A="
)
_HEIC_OF_TWO = (
    "AAAAKGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZm1pZjFoZWljbWlhZgAAAgVtZXRhAAAAAAAAACFoZGxyAAAAAAAAAA"
    "BwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAANGlsb2MAAAAAREAAAgABAAAAAAI1AAEAAAAAAAABaQAC"
    "AAAAAAOeAAEAAAAAAAABcgAAADhpaW5mAAAAAAACAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAFWluZmUCAAAAAAIAAG"
    "h2YzEAAAABXmlwcnAAAAE6aXBjbwAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAAD"
    "AJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoDyAoWW6kkprmwIAAAMAAgAAAwACECIAAQAHRAHBcr"
    "AiQAAAABRpc3BlAAAAAAAAAHgAAACgAAAAEHBpeGkAAAAAAwgICAAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAA"
    "DwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoDyAoWW6kkprmwIAAA"
    "MAAgAAAwACECIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAHgAAACgAAAAEHBpeGkAAAAAAwgICAAAABxpcG1hAAAA"
    "AAAAAAIAAQOBAoMAAgOEBYYAAALjbWRhdAAAAWUoAa8ZgFDPfOOx4kihgwAEisDQ18WqHGiNjauGixANpOtGmxkDIm"
    "izGSZsZQi9BdhPAofYupzs6Wkh26fa6NO2+QC7pFZRGH9l81UR14GHYD17CVxVakrGAzeICQhTWBbRDWZwcQG/wUtD"
    "sbcp1wSMgLG5druzZOD6Qkod/k2Qs6UBn7PPLq1Vw6Pe/Ghcg2LlCgDrtinzmLJUBOqLmwrD8wEPDAipjTWkdR3V2W"
    "BG6N2pmystzJXieCH3BEtAun1HPfb94GxzSCzesUW2PfAVZ+nN5RG6E8raS/QV8+3Zb7gjctugT5adZq16t30VQdBk"
    "RtzALi9ccYPFRn8yFrhiemxBp6xt3VUJ/3s+zIBOqAiIdejFJhsHYgHe3NK2HgJu+D1Duhq6WPQrtRquKcJOYWzP36"
    "HiqV32tP0vtUG9swx5Mi64/18jiveXlamxYCMVYX4AA7lfVslMVSUS7PxDiSgAD/AAAAFuKAGvGYA9hGCwckOJDeX+"
    "SPoqtjlzCiw3vt2Q5tppTyajtn3S6Os2itobN1tgIsAY/dnwJL8pwRspkTbhFM7we/rddrGTVz7tI9zrqSvSN4dGBg"
    "0oTp1ywgAhSS7UVVsngVNx0fYPZVq/DawEHNILYF8RkUu3mr+eZg2DkkaVZUt1CquWPmQ7zYsiFxA45tALCzCV/ElF"
    "Zqq6ZSEZvMbQVuV7fGLwYFQorWmzurz/hT6eTNZp4ZNEwP9cWLFMQtmLu8EMuQvf70p6gL/A5khD4NGdwuZaFg8r7/"
    "1JrqxkPC+LuIopIEI8aFyRlh6nn3TheQT8dFUfX/g9VObCR0ykHudyRKeDGOfkPatGACpIT58gjoKfklAk0JhQeVNU"
    "AxgUrTa4vS6BLSvRQkPcerewdjw2gmR7JQhnxjmEBAXeHdS6OjWgPJLlDDViwSBJvV9KzVhAz0LxSzgZmcwaIABdDw"
    "plIIVfH9einudAADKg"
)


def picture(width: int = 240, height: int = 340, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Something drawn: a gradient, a black bar at the top, a red corner on the right below."""
    levels = np.linspace(120, 250, height, dtype=np.uint8)[:, None].repeat(width, axis=1)
    page = Image.fromarray(levels).convert("RGB")
    draw = ImageDraw.Draw(page)
    draw.rectangle((10, 10, width - 10, 10 + 7 * seed), fill=0)
    draw.rectangle((width - 60, height - 60, width, height), fill=(220, 30, 30))
    return page.convert(mode)


def saved(page: Image.Image, kind: str, **options: Any) -> bytes:
    """A picture file."""
    out = BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def jpeg(mode: str = "RGB", **options: Any) -> bytes:
    """A plain JPEG."""
    return saved(picture(mode=mode), "JPEG", quality=80, **options)


def photo_of_a_phone() -> bytes:
    """A JPEG that lies on its side by its EXIF note and tells where it was taken, by what and of
    whom."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = MARKER.decode()
    exif.get_ifd(0x8825)[2] = (10.0, 20.0, 30.0)
    return saved(picture(340, 240), "JPEG", exif=exif, comment=MARKER, quality=85)


def photo_with_a_story() -> bytes:
    """A JPEG that lies upright and tells by what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = MARKER.decode()
    return saved(picture(), "JPEG", exif=exif, comment=MARKER, quality=85)


def heic(frames: int = 1) -> bytes:
    """A picture of a phone, or two in one file."""
    return base64.b64decode(_HEIC if frames == 1 else _HEIC_OF_TWO)


def tiff(frames: int, mode: str = "L", **options: Any) -> bytes:
    """A TIFF of several pages, each with its own bar."""
    pages = [picture(mode=mode, seed=number + 1) for number in range(frames)]
    return saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], **options)


def png_that_says_it_is(width: int, height: int) -> bytes:
    """A tiny PNG whose header names any size: a bomb."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def drawn_pdf(pages: int, words: str = "Trang") -> bytes:
    """A PDF of words, no pictures."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(200, 280), invariant=1)
    for number in range(pages):
        canvas.drawString(30, 200, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned_pdf(
    jpegs: Sequence[bytes], *, size: tuple[float, float] = (210.0, 297.0), more: bytes = b""
) -> bytes:
    """A PDF of scanned pages as scanners write it: one JPEG fills each page of ``size`` points.
    ``more``: what else each page paints."""
    with pikepdf.new() as document:
        for data in jpegs:
            page = document.add_blank_page(page_size=size)
            with Image.open(BytesIO(data)) as shown:
                width, height = shown.size
                space = "/DeviceGray" if shown.mode == "L" else "/DeviceRGB"
            image = pikepdf.Stream(document, data)
            image.update(
                {
                    "/Type": pikepdf.Name.XObject,
                    "/Subtype": pikepdf.Name.Image,
                    "/Width": width,
                    "/Height": height,
                    "/ColorSpace": pikepdf.Name(space),
                    "/BitsPerComponent": 8,
                    "/Filter": pikepdf.Name.DCTDecode,
                }
            )
            page.obj.Resources = pikepdf.Dictionary({"/XObject": {"/Im0": image}})
            paint = b"q %g 0 0 %g 0 0 cm /Im0 Do Q " % size
            page.obj.Contents = pikepdf.Stream(document, paint + more)
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    out = BytesIO()
    with pikepdf.open(BytesIO(drawn_pdf(1))) as document:
        document.save(out, encryption=pikepdf.Encryption(user="mat-khau", owner="chu"))
    return out.getvalue()


def pdf_nobody_may_print() -> bytes:
    """A PDF that opens without a password but asks readers not to print it."""
    out = BytesIO()
    allow = pikepdf.Permissions(print_highres=False, print_lowres=False, extract=False)
    with pikepdf.open(BytesIO(drawn_pdf(1))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="chu", allow=allow))
    return out.getvalue()
