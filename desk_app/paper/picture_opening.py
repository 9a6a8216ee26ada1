"""Pictures opened with care: what is damaged, cut off or made to deceive is said, never shown."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

import pi_heif
from PIL import Image, ImageFile

from desk_app.errors import Refusal

MOST_PIXELS = 120_000_000  # A3 at 700 dpi
_LONGEST_SIDE = 65_500  # of a JPEG

# What decoders raise over files that are damaged or made to deceive.
BROKEN: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
    struct.error,
    zlib.error,
)
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)

pi_heif.register_heif_opener()
# Odd notes in a file are nobody's concern; a picture that says it is enormous is a fault.
warnings.filterwarnings("ignore", module=r"PIL\.")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def open_picture(data: bytes) -> Image.Image:
    """The picture, its header read, not yet decoded.

    Raises:
        Refusal: empty, no picture, too large.
    """
    if not data:
        raise Refusal("page_files.empty")
    try:
        picture: Image.Image = Image.open(BytesIO(data))
        width, height = picture.size
    except TOO_LARGE:
        raise too_large() from None
    except BROKEN as error:
        raise Refusal("page_files.damaged") from error
    refuse_too_large(width, height)
    return picture


def refuse_too_large(width: int, height: int) -> None:
    """Raises:
    Refusal: a picture of that size is not opened.
    """
    if width * height > MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
        raise too_large()


def too_large() -> Refusal:
    """What is said of a picture of that size."""
    return Refusal("page_files.too_large", most=MOST_PIXELS // 1_000_000)


def decode(picture: Image.Image) -> None:
    """Decodes the picture, whole or not at all. Other libraries tell Pillow to take a cut-off
    picture and fill it up with grey: never here, half a page is no page."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    if isinstance(picture, ImageFile.ImageFile):
        picture.decodermaxblock = MOST_PIXELS  # in one go: other threads wait less for this one
    picture.load()
