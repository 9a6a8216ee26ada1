"""Moments as official papers write them (Nghị định 30/2020/NĐ-CP: days below 10 and months 1, 2
take a leading zero). All are in Vietnam time."""

from __future__ import annotations

from datetime import date, datetime

from desk_app.clock import VIETNAM


def date_in_words(day: date) -> str:
    """``ngày 05 tháng 01 năm 2026``; the month 3 stays ``3``."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_in_words(moment: datetime) -> str:
    """``16 giờ 40 phút, ngày 21 tháng 11 năm 2026``.

    Raises:
        ValueError: the moment has no time zone.
    """
    local = in_vietnam(moment)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {date_in_words(local.date())}"


def place_and_date(place: str, day: date) -> str:
    """The line on the right under the head: ``Phường Bến Nghé, ngày 21 tháng 11 năm 2026``."""
    words = date_in_words(day)
    return f"{place}, {words}" if place.strip() else words.capitalize()


def short_moment(moment: datetime) -> str:
    """For tables and marks: ``21/11/2026 16:40``.

    Raises:
        ValueError: the moment has no time zone.
    """
    return in_vietnam(moment).strftime("%d/%m/%Y %H:%M")


def in_vietnam(moment: datetime) -> datetime:
    """The same moment in Vietnam time.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment on paper needs its time zone")
    return moment.astimezone(VIETNAM)
