from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desk_app.clock import VIETNAM
from desk_app.paper.dates import date_in_words, moment_in_words, place_and_date, short_moment


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 21), "ngày 21 tháng 11 năm 2026"),
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
    ],
)
def test_small_days_and_the_first_two_months_take_a_zero(day: date, words: str) -> None:
    assert date_in_words(day) == words


def test_a_moment_is_told_in_vietnam_time() -> None:
    moment = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
    assert moment_in_words(moment) == "01 giờ 05 phút, ngày 22 tháng 11 năm 2026"
    assert short_moment(moment) == "22/11/2026 01:05"


def test_the_usual_wording() -> None:
    moment = datetime(2026, 11, 21, 16, 40, tzinfo=VIETNAM)
    assert moment_in_words(moment) == "16 giờ 40 phút, ngày 21 tháng 11 năm 2026"


def test_without_a_place_the_date_begins_the_line() -> None:
    day = date(2026, 11, 21)
    assert place_and_date("Phường Bến Đá", day) == "Phường Bến Đá, ngày 21 tháng 11 năm 2026"
    assert place_and_date(" ", day) == "Ngày 21 tháng 11 năm 2026"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_in_words(datetime(2026, 11, 21, 16, 40))  # noqa: DTZ001
