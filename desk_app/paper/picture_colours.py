"""The colours of a picture: those it has, and those of a page: eight bits, on white, sRGB."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image, ImageCms

Colour = Literal["color", "grey", "black_white"]


def colour_of(picture: Image.Image) -> Colour:
    """How a picture is coloured by its kind, not by what is on it."""
    if picture.mode == "1":
        return "black_white"
    return "grey" if picture.mode in ("L", "LA", "I", "I;16", "I;16B", "F") else "color"


def as_wanted(picture: Image.Image, colour: Colour) -> Image.Image:
    """The picture as a page of that colour; black and white is grey of two levels."""
    picture = _eight_bits(picture)
    if picture.mode in ("LA", "PA", "RGBA", "RGBa", "La", "P"):
        picture = _on_white(picture)
    picture = _in_srgb(picture)
    if colour == "color":
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    grey = picture if picture.mode == "L" else picture.convert("L")
    if colour == "black_white" and picture.mode != "1":
        _, black = cv2.threshold(np.asarray(grey), 0, 255, cv2.THRESH_OTSU)
        return Image.fromarray(np.asarray(black, np.uint8))
    return grey


def _eight_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith(("I", "F")):
        return picture
    values = np.asarray(picture, dtype=np.float64)
    most = 65535.0 if values.max(initial=0) > 255 else 255.0
    return Image.fromarray((values * (255.0 / most)).clip(0, 255).astype(np.uint8))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "P" and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    page = Image.new("RGB", picture.size, "white")
    page.paste(clear, mask=clear.getchannel("A"))
    page.info = {name: value for name, value in picture.info.items() if name == "icc_profile"}
    return page.convert("L") if picture.mode in ("LA", "La") else page


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In the colours of sRGB where the picture says which colours it means."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return (
            picture.convert("RGB") if picture.mode in ("CMYK", "YCbCr", "LAB", "HSV") else picture
        )
    try:
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        made: Any = ImageCms.profileToProfile(
            picture, meant, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture.convert("RGB")
    return made if isinstance(made, Image.Image) else picture.convert("RGB")
