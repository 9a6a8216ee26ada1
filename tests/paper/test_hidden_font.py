from __future__ import annotations

import io

from fontTools.ttLib import TTFont
from PIL import ImageFont

from desk_app.paper.hidden_font import ASCENT, DESCENT, LETTER, NAME, UNITS, WIDTH, hidden_font


def read() -> TTFont:
    return TTFont(io.BytesIO(hidden_font()), checkChecksums=2, lazy=False)


def test_every_table_can_be_read_and_sums_up() -> None:
    font = read()
    for table in font.keys():  # noqa: SIM118 - a font is no mapping
        assert font[table] is not None
    assert font["head"].unitsPerEm == UNITS
    assert (font["hhea"].ascent, font["hhea"].descent) == (ASCENT, DESCENT)
    assert font["maxp"].numGlyphs == 2
    assert font["name"].getDebugName(6) == NAME


def test_every_letter_moves_on_by_the_same_width_and_shows_nothing() -> None:
    font = read()
    assert {width for width, _ in font["hmtx"].metrics.values()} == {WIDTH}
    assert font.getGlyphID(font.getBestCmap()[ord(" ")]) == LETTER
    nothing, letter = (font["glyf"][name] for name in font.getGlyphOrder())
    assert nothing.numberOfContours == 0
    assert (letter.xMin, letter.yMin, letter.xMax, letter.yMax) == (0, DESCENT, WIDTH, ASCENT)
    assert len(letter.coordinates) == 2  # a line has no inside


def test_it_may_be_embedded() -> None:
    assert read()["OS/2"].fsType == 0


def test_freetype_takes_it() -> None:
    font = ImageFont.truetype(io.BytesIO(hidden_font()), UNITS)
    assert font.getlength("   ") == 3 * WIDTH
    assert font.getmask("   ").getbbox() is None


def test_it_is_small_and_always_the_same() -> None:
    assert len(hidden_font()) < 1000
    hidden = hidden_font()
    hidden_font.cache_clear()
    assert hidden_font() == hidden
