from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from desk_app.paper.fonts import (
    BOLD,
    BOLD_ITALIC,
    ITALIC,
    REGULAR,
    as_markup,
    printable,
    register_fonts,
)
from desk_app.paper.text_pieces import text_pieces

register_fonts()
SHEET = ParagraphStyle("here", fontName=REGULAR, fontSize=10, leading=12)


def _looks(markup: str) -> list[tuple[str, str, float]]:
    return [(one.text, one.fontName, one.fontSize) for one in text_pieces(markup, SHEET)]


def test_text_is_cut_where_its_look_changes() -> None:
    small = '<font size="7.5">A &amp; <b>B</b></font>'
    assert _looks(f"Mã <b>H25 <i>số</i></b> <i>x</i><br/>{small}") == [
        ("Mã ", REGULAR, 10),
        ("H25 ", BOLD, 10),
        ("số", BOLD_ITALIC, 10),
        (" ", REGULAR, 10),
        ("x", ITALIC, 10),
        ("", REGULAR, 10),
        ("A & ", REGULAR, 7.5),
        ("B", BOLD, 7.5),
    ]


@pytest.mark.parametrize(
    "markup", ["x", "<b>Đức</b> ở <i>Huế</i>", "a<br/>b", "<b><i>x</i></b>", "", "  trim  "]
)
def test_pieces_are_those_of_reportlab(markup: str) -> None:
    theirs = [dict(vars(piece)) for piece in Paragraph(markup, SHEET).frags]
    ours = [dict(vars(piece)) for piece in text_pieces(markup, SHEET)]
    for piece in (*theirs, *ours):
        del piece["__tag__"]  # told nobody but its own reader
    assert ours == theirs


@given(st.text())
def test_any_escaped_text_is_one_piece_with_the_same_letters(text: str) -> None:
    pieces = text_pieces(as_markup(text), SHEET)
    assert "".join(piece.text for piece in pieces) == printable(text).strip(" ")


@pytest.mark.parametrize(
    "markup", ["<u>x</u>", "<b>x", "x</b>", "<b><b>x</b></b>", "a < b > c", "<i>x</b>", "</font>"]
)
def test_other_marks_are_a_bug(markup: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        text_pieces(markup, SHEET)
