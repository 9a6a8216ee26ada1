"""The process that reads pages: ``python -m desk_app.paper.ocr_child FOLDER_OF_DATA``.

Takes pages from the standard input, answers on the standard output (see :mod:`desk_app.paper.ocr`)
and ends when the other side closes.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import BinaryIO

import tesserocr
from PIL import Image

from desk_app.paper.ocr import ANSWER, REQUEST
from desk_app.paper.page_text import PageText, Word

LANGUAGE = "vie"  # alone: with English beside it Vietnamese marks get lost
_WORD, _LINE, _PARAGRAPH = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE, tesserocr.RIL.PARA
_NICE = 10
_GUESSED = 30.0  # a word less certain than this is a picture, a stamp or a speck
_NOISE = 45.0  # and a page less certain than this on the whole is no text
_UPRIGHT = 70.0  # as certain as a page is that stands the right way up
_READ_DPI = 200  # more dots a letter make Tesseract slower, not better
_TRIAL_DPI = 120  # enough to tell which way is up
_WORTH_SHRINKING = 0.8
_LONG = 3  # letters a word needs to be clearly wider than tall
_PIL_TURN = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way round
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


class Reading:
    """Tesseract, set up once, reading page after page."""

    def __init__(self, data: str) -> None:
        self._tesseract = tesserocr.PyTessBaseAPI(
            path=data, lang=LANGUAGE, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
        )

    def read_page(self, jpeg: bytes, dpi: int) -> PageText:
        """The text of a page; if it cannot be read as it stands, of the page turned."""
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            picture.draft("L", None)
            grey = picture.convert("L")
        scale = min(1.0, _READ_DPI / dpi)
        if scale < _WORTH_SHRINKING:
            size = round(grey.width * scale), round(grey.height * scale)
            grey, dpi = grey.resize(size, Image.Resampling.BOX), _READ_DPI
        else:
            scale = 1.0
        return _if_it_is_text(_in_pixels_of_the_page(self._upright(grey, dpi), scale))

    def _upright(self, grey: Image.Image, dpi: int) -> PageText:
        found = self._read(grey, dpi)
        turn = self._turn(grey, dpi, found)
        if turn is None:
            return found
        return replace(self._read(grey.transpose(_PIL_TURN[turn]), dpi), turned=turn)

    def _turn(self, grey: Image.Image, dpi: int, found: PageText) -> int | None:
        """The turn that sets a page upright which can now hardly be read, or only sideways."""
        sideways = _sideways(found.words)
        if found.confidence >= _UPRIGHT or found.confidence == 0:
            return sideways
        by = max(1, dpi // _TRIAL_DPI)
        small = grey.reduce(by)
        for turn in (180, 90, 270) if sideways is None else (90, 270, 180):
            tried = self._read(small.transpose(_PIL_TURN[turn]), dpi // by)
            sure = tried.confidence >= max(_UPRIGHT, found.confidence + 10)
            if sure and _sideways(tried.words) is None:
                return turn
        return None

    def _read(self, grey: Image.Image, dpi: int) -> PageText:
        api = self._tesseract
        api.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
        api.SetSourceResolution(dpi)
        try:
            api.Recognize()
            return _collected(api.GetIterator())
        finally:
            api.Clear()


def serve(reading: Reading, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers page after page until there are no more."""
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        dpi, size = REQUEST.unpack(head)
        jpeg = requests.read(size)
        if len(jpeg) < size:
            return
        answer = json.dumps(asdict(reading.read_page(jpeg, dpi))).encode("ascii")
        answers.write(ANSWER.pack(len(answer)) + answer)
        answers.flush()


def main(arguments: list[str]) -> None:
    """Lowers its priority and serves."""
    # Ctrl+C in a terminal is for the desk, which then closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get among the answers
    with contextlib.suppress(BrokenPipeError):
        serve(Reading(arguments[0]), sys.stdin.buffer, answers)


def _collected(found: tesserocr.PyResultIterator | None) -> PageText:
    """What Tesseract is sure enough of; how sure it is of all it saw."""
    seen: list[Word] = []
    text: list[str] = []
    for place in tesserocr.iterate_level(found, _WORD) if found is not None else ():
        letters = _letters(place)
        box = place.BoundingBox(_WORD)
        if box is None or not letters:
            continue
        left, top, right, bottom = box
        seen.append(Word(letters, left, top, right, bottom, round(place.Confidence(_WORD), 1)))
        text += (letters if seen[-1].confidence >= _GUESSED else "", _after(place))
    words = tuple(word for word in seen if word.confidence >= _GUESSED)
    return PageText(_tidy("".join(text)), words, _mean(seen))


def _tidy(text: str) -> str:
    """Without what words that were left out leave behind."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _letters(place: tesserocr.PyResultIterator) -> str:
    try:
        return unicodedata.normalize("NFC", place.GetUTF8Text(_WORD).strip())
    except RuntimeError:  # "no text returned": the only place of a page without any
        return ""


def _after(place: tesserocr.PyResultIterator) -> str:
    if not place.IsAtFinalElement(_LINE, _WORD):
        return " "
    return "\n\n" if place.IsAtFinalElement(_PARAGRAPH, _WORD) else "\n"


def _sideways(words: Sequence[Word]) -> int | None:
    """The turn for text that runs up or down the page, which Tesseract reads as well."""
    long = [word for word in words if len(word.text) >= _LONG]
    tall = sum(word.bottom - word.top > word.right - word.left for word in long)
    if 2 * tall <= len(long):
        return None
    down = sum(after.top > before.top for before, after in pairwise(long))
    return 270 if 2 * down >= len(long) - 1 else 90


def _in_pixels_of_the_page(found: PageText, scale: float) -> PageText:
    if scale == 1.0:
        return found
    words = (
        word._replace(
            left=round(word.left / scale),
            top=round(word.top / scale),
            right=round(word.right / scale),
            bottom=round(word.bottom / scale),
        )
        for word in found.words
    )
    return replace(found, words=tuple(words))


def _if_it_is_text(found: PageText) -> PageText:
    """Letters seen in specks and patterns are no words to be found by."""
    return PageText("", (), found.confidence) if found.confidence < _NOISE else found


def _mean(words: list[Word]) -> float:
    """The certainty of a page, by letters: a hundred specks do not outweigh a sentence."""
    letters = sum(len(word.text) for word in words)
    return round(sum(len(w.text) * w.confidence for w in words) / letters, 1) if letters else 0.0


if __name__ == "__main__":
    main(sys.argv[1:])
