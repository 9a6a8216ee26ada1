"""Pages as a scanner would send them: small pictures that differ, and one A4 for the glass."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw


def page_jpeg(number: int, *, width: int = 620, height: int = 877, dpi: int = 75) -> bytes:
    """A colour page that says its number by the place of a bar."""
    picture = Image.new("RGB", (width, height), (250, 250, 245))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40 + 30 * number, width - 40, 60 + 30 * number), fill=(20, 40, 120))
    draw.text((60, height - 80), f"trang {number}", fill=(0, 0, 0))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", dpi=(dpi, dpi), quality=85)
    return kept.getvalue()


def a4_on_glass(path: Path, dpi: int = 300) -> Path:
    """A whole A4 page as a PPM file, for SANE's pnm device to "scan"."""
    width, height = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
    picture = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    for row in range(200, height - 200, 120):
        draw.rectangle((200, row, width - 300, row + 24), fill=(30, 30, 30))
    draw.ellipse(
        (width - 700, height - 800, width - 200, height - 300), outline=(200, 0, 0), width=16
    )
    picture.save(path, "PPM")
    return path


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of an image."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.size
