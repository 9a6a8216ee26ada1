"""A page decoded once, reduced while it is decoded: enough for its thumbnail, for the codes on it
and for the look at its quality."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from desk_app.errors import Refusal
from desk_app.paper.jpeg_parts import without_stories
from desk_app.paper.page_ink import SCALE, Grey, halved
from desk_app.paper.picture_opening import BROKEN, decode, open_picture

THUMBNAIL_WIDTH = 200
ENOUGH = 1500  # pixels of the longer side: 130 dpi on A4, where codes can be read
_A4_MM = 297.0
_LEAST_MM = 40.0
_REDUCED = (8, 4, 2)
_NO_PICTURE: tuple[type[Exception], ...] = (Refusal, *BROKEN)

# Pages are looked at beside each other, each in one thread: more for one page only get in the way.
cv2.setNumThreads(1)


@dataclass(frozen=True)
class ReducedPage:
    """A page of ``width`` by ``height`` pixels, decoded at a whole part of that size.

    Args:
        grey: the page in grey.
        colours: the page as it is seen, red, green, blue; the same as ``grey`` if it has none.
    """

    width: int
    height: int
    grey: Grey
    colours: Grey

    def thumbnail(self) -> bytes:
        """A JPEG 200 pixels wide."""
        small = self.colours
        while small.shape[1] >= 2 * THUMBNAIL_WIDTH and small.shape[0] > 1:
            small = halved(small)
        high, wide = small.shape[:2]
        height = max(1, min(10 * THUMBNAIL_WIDTH, round(high * THUMBNAIL_WIDTH / wide)))
        small = np.asarray(
            cv2.resize(small, (THUMBNAIL_WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8
        )
        out = BytesIO()
        Image.fromarray(small).save(out, "JPEG", quality=70)
        return without_stories(out.getvalue())

    def per_mm(self, dpi: int | None) -> float:
        """Pixels a millimetre of the reduced page, at ``dpi`` dots per inch of the whole one."""
        return float(max(self.grey.shape)) / millimetres(self.width, self.height, dpi)


def reduced_page(
    jpeg: bytes, dpi: int | None = None, *, colours: bool = False, least: int = ENOUGH
) -> ReducedPage:
    """The page, at least ``least`` pixels long and 4 pixels a millimetre if it has as many. Its
    EXIF orientation is not heeded: it was dealt with when it came in.

    Args:
        jpeg: the page.
        dpi: dots per inch; None: it is taken for an A4 page.
        colours: whether they are wanted, too.

    Raises:
        ValueError: not a picture, damaged or cut off.
    """
    try:
        picture = open_picture(jpeg)
        width, height = picture.size
        longest = max(width, height)
        least = max(least, int(millimetres(width, height, dpi) * SCALE) - 8)
        by = next((n for n in _REDUCED if longest >= n * least), 1)
        grey = not colours or picture.mode == "L"
        picture.draft("L" if grey else "RGB", (max(1, width // by), max(1, height // by)))
        decode(picture)
        pixels = np.asarray(picture if picture.mode == "L" else _in(picture, grey), np.uint8)
    except _NO_PICTURE:
        raise ValueError("not a picture that can be read") from None
    shades = pixels if grey else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return ReducedPage(width, height, shades, pixels)


def millimetres(width: int, height: int, dpi: int | None) -> float:
    """The longer side of a page."""
    return max(_LEAST_MM, max(width, height) / dpi * 25.4) if dpi else _A4_MM


def _in(picture: Image.Image, grey: bool) -> Image.Image:
    wanted = "L" if grey else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)
