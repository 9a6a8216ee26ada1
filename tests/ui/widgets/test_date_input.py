"""Dates as officers type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.date_input import DateInput, read_date


@pytest.mark.parametrize("text", ["5/9/1987", "05/09/1987", "05091987", " 5.9.1987 ", "5-9-1987"])
def test_ways_to_type_a_day(text: str) -> None:
    assert read_date(text) == date(1987, 9, 5)


@pytest.mark.parametrize(
    "text", ["", "31/2/2026", "5/9/87", "1987", "5/13/1987", "00/01/2000", "5091987", "a/b/cccc"]
)
def test_what_is_no_day(text: str) -> None:
    assert read_date(text) is None


@given(st.dates())
def test_every_day_can_be_typed_both_ways(day: date) -> None:
    assert read_date(f"{day.day}/{day.month}/{day.year:04}") == day
    assert read_date(f"{day.day:02}{day.month:02}{day.year:04}") == day


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    read_date(text)


def test_the_field_writes_the_day_out(look: None, qtbot: QtBot) -> None:
    field = DateInput("Ngày sinh")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "05091987")
    with qtbot.waitSignal(field.date_changed) as told:
        field.edit.editingFinished.emit()
    assert told.args == [date(1987, 9, 5)]
    assert field.text() == "05/09/1987"


def test_what_cannot_be_read_stays_with_a_sentence(look: None, qtbot: QtBot) -> None:
    field = DateInput("Ngày sinh")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "31/2/2026")
    with qtbot.waitSignal(field.date_changed) as told:
        field.edit.editingFinished.emit()
    assert told.args == [None]
    assert field.text() == "31/2/2026"
    assert field.error is not None
    field.set_value(date(2026, 2, 28))
    assert field.error is None
