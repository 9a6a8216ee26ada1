"""What a reader sent, and what to change."""

from __future__ import annotations

import pytest

from desk_app.ui.screens.settings.reader_test import EXPECTED, judge


@pytest.mark.parametrize(
    ("got", "tone", "title"),
    [
        (EXPECTED, "good", "good"),
        (EXPECTED.lower(), "wrong", "capitals"),
        (EXPECTED.replace("DD", "Đ").replace("AA", "Â"), "wrong", "typing_program"),
        ("%" + EXPECTED, "care", "prefix"),
        (EXPECTED + "\t", "care", "suffix"),
        (EXPECTED.replace("|", "~"), "wrong", "layout"),
        (EXPECTED.replace("A", "", 1), "wrong", "lost"),
        ("H99.21.01-261120-0001", "wrong", "other"),
        ("", "wrong", "other"),
    ],
)
def test_each_fault_has_its_advice(got: str, tone: str, title: str) -> None:
    verdict = judge(got)
    assert verdict.tone == tone
    assert verdict.title.key == f"settings_screen.reader.{title}"
    assert verdict.good is (tone == "good")
    for code in ("vi", "en"):
        assert verdict.title.in_words(code)
        assert verdict.advice.in_words(code)


def test_a_slow_reader_is_told_from_a_good_one() -> None:
    assert judge(EXPECTED, typed=True).title.key == "settings_screen.reader.slow"
