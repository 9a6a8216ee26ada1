"""Found without marks."""

from __future__ import annotations

import pytest

from desk_app.ui.matching import matches, rank


@pytest.mark.parametrize("query", ["dong bo", "ĐỒNG", "bo dong", "Đồng bộ", ""])
def test_marks_and_order_do_not_matter(query: str) -> None:
    assert matches(query, "Đồng bộ")


def test_what_is_not_there_is_not_found() -> None:
    assert not matches("dong c", "Đồng bộ")


def test_what_begins_so_comes_first() -> None:
    texts = ["Mở đồng hồ", "Cộng đồng hồi", "Đồng hồ"]
    assert sorted(texts, key=lambda text: rank("dong ho", text))[0] == "Đồng hồ"
    assert rank("ong", "Đồng bộ") == 2
