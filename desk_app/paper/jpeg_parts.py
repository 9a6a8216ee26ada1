"""What stands in a JPEG around its picture, read without decoding it (ITU-T T.81, Annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCAN, _END, _ADOBE = 0xDA, 0xD9, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
# Among the dots of a picture: no dot's value, no restart, no fill byte.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)
_PLAIN_FRAMES = frozenset((0xC0, 0xC1, 0xC2))  # baseline, extended, progressive: all Huffman
# JFIF and the colour note of Adobe say how to decode; all else tells of makers, places, people.
_NEEDED = frozenset((0xE0, _ADOBE))


@dataclass(frozen=True)
class Frame:
    """Size in pixels, number of colour components, and whether every PDF reader can show it."""

    width: int
    height: int
    components: int
    plain: bool


@dataclass(frozen=True)
class _Segment:
    marker: int
    start: int
    end: int


def frame_of(jpeg: bytes) -> Frame:
    """The frame of a JPEG.

    Raises:
        ValueError: no JPEG, or it ends before its frame.
    """
    for segment in _segments(jpeg):
        if segment.marker in _FRAMES:
            body = jpeg[segment.start + 4 : segment.end]
            if len(body) < 6:
                break
            plain = segment.marker in _PLAIN_FRAMES and body[0] == 8
            return Frame(
                int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"), body[5], plain
            )
    raise ValueError("not a JPEG, or cut off before its picture")


def without_stories(jpeg: bytes) -> bytes:
    """The same picture, bit for bit, without what cameras and programs write beside it (place,
    maker, thumbnail, comments) and without what follows its end. The very same bytes if there is
    nothing of that.

    Raises:
        ValueError: not a JPEG, or it has no end.
    """
    kept = bytearray(jpeg[:2])
    at = 2
    for segment in _segments(jpeg):
        if segment.marker == _SCAN:
            at = segment.start
            break
        if _is_story(segment, jpeg):
            continue
        kept += jpeg[segment.start : segment.end]
    end = _end_of_picture(jpeg, at)
    return bytes(kept + jpeg[at:end])


def _is_story(segment: _Segment, jpeg: bytes) -> bool:
    told = 0xE0 <= segment.marker <= 0xEF or segment.marker == 0xFE
    if not told:
        return False
    if segment.marker == 0xE0:  # JFXX holds a thumbnail
        return jpeg[segment.start + 4 : segment.start + 8] != b"JFIF"
    return segment.marker not in _NEEDED


def _segments(jpeg: bytes) -> Iterator[_Segment]:
    """The segments up to the first scan."""
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    at = 2
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise ValueError("no marker where one must stand")
        marker = jpeg[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in _BARE:
            at += 2
            continue
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield _Segment(marker, at, end)
        if marker == _SCAN:
            return
        at = end


def _end_of_picture(jpeg: bytes, at: int) -> int:
    """Where the picture that has its first scan at ``at`` ends. Between the scans of a progressive
    one stand more segments; what looks like an end inside them is none."""
    while (found := _MARKER.search(jpeg, at)) is not None:
        at = found.end()
        if jpeg[at - 1] == _END:
            return at
        at += max(2, int.from_bytes(jpeg[at : at + 2], "big"))
    raise ValueError("the picture has no end")
