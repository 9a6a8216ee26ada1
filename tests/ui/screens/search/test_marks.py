"""What was typed is found in what is shown, marks or none."""

from __future__ import annotations

import pytest

from desk_app.ui.screens.search.marks import from_the_mark, marks


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


@pytest.mark.parametrize(
    ("letters", "shown"),
    [
        (60, "…nếu sai tôi xin chịu trách nhiệm. Ông Nguyễn Văn Bình"),
        (40, "…tôi xin chịu trách nhiệm. Ông Nguyễn Văn Bình"),
        (12, "…Ông Nguyễn Văn Bình"),
        (3, "…Nguyễn Văn Bình"),
    ],
)
def test_a_line_begins_where_what_was_typed_is_seen(letters: int, shown: str) -> None:
    text = "…nếu sai tôi xin chịu trách nhiệm. Ông Nguyễn Văn Bình"
    assert from_the_mark(text, "nguyen", lambda part: len(part) <= letters) == shown


def test_a_line_without_the_typed_stays_as_it_is() -> None:
    assert from_the_mark("Giấy khai sinh", "xyz", lambda _part: False) == "Giấy khai sinh"
    assert from_the_mark("Nguyễn Văn", "nguyen", lambda _part: False) == "Nguyễn Văn"
