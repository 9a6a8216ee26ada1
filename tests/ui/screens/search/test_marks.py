"""What was typed is found in what is shown, marks or none."""

from __future__ import annotations

import pytest

from desk_app.ui.screens.search.marks import marks


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Nguyễn Thị Phương Uyên", "nguyen", ["Nguyễn"]),
        ("Nguyễn Thị Phương Uyên", "uy ng", ["Ng", "Uy"]),
        ("Đặng Đình Đức", "dang d", ["Đặng", "Đ", "Đ"]),
        ("H99.21.01-261120-0005", "0005", ["0005"]),
        ("Trần Văn B", "ran", []),
        ("Trần Văn B", "", []),
        ("Trần Văn B", "???", []),
    ],
)
def test_beginnings_of_words_are_marked(text: str, typed: str, marked: list[str]) -> None:
    assert [text[first : first + length] for first, length in marks(text, typed)] == marked


def test_marks_never_overlap() -> None:
    assert marks("Nguyễn", "ng nguyen") == [(0, 6)]
