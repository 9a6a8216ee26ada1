"""The day as it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.services.day_exceptions import Exceptional
from desk_app.services.day_review import Day
from desk_app.ui.language import in_words, language
from desk_app.ui.screens.day.view import DayView, suggested_name
from desk_app.ui.theme import theme
from desk_app.wording import message
from tests.builders.counters import a_counter
from tests.ui.screenshots import shoot


def _day(folder: Path) -> tuple[Day, str]:
    with a_counter(folder) as counter:
        code = counter.receive()
        return counter.desk.day_review.day(), code


def _shown(qtbot: QtBot, tmp_path: Path) -> tuple[DayView, Day, str]:
    """The screen with the day of :func:`_day`."""
    day, code = _day(tmp_path)
    view = DayView()
    qtbot.addWidget(view)
    view.show_day(day)
    return view, day, code


def test_figures_charts_and_what_needs_a_look(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    day, code = _day(tmp_path)
    view = DayView()
    qtbot.addWidget(view)
    view.resize(1180, 700)
    view.show()
    view.show_day(day)
    assert view.figures["received"].words == "1"
    assert view.figures["not_printed"].words == "1"
    kinds = {view.exceptions.row(n).kind for n in range(view.exceptions.rowCount())}
    assert {"not_printed", "unsent"} <= kinds
    with qtbot.waitSignal(view.open_screen) as opened:
        view.table.opened.emit(view.exceptions.row(0))
    assert opened.args == ["search", code]
    view.kind.set_value("unsent")
    view.kind.chosen.emit("unsent")
    assert view.exceptions.rowCount() == 1
    view.actions_here()["chart_table"]()
    assert view.by_hour.shows_table
    language().set("en")
    assert view.as_of.words.startswith("As of")


def test_a_refused_entry_opens_where_its_reason_stands(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    view, day, code = _shown(qtbot, tmp_path)
    refused = Exceptional("refused_entry", code, "1", message("outbox.state.refused"))
    with qtbot.waitSignal(view.open_screen) as opened:
        view.table.opened.emit(refused)
    assert opened.args == ["sync_centre", "attention"]


def test_large_text_puts_one_card_below_the_other(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    view = DayView()
    qtbot.addWidget(view)
    view.resize(1180, 700)
    view.show()
    assert view._wide
    theme().set_percent(150)
    assert not view._wide


def test_other_days_and_files_are_asked_for(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    view = DayView()
    qtbot.addWidget(view)
    view.show()
    view.show_day(_day(tmp_path)[0])
    with qtbot.waitSignal(view.day_chosen) as chosen:
        view.before.click()
    assert chosen.args == [date(2026, 11, 19)]
    with qtbot.waitSignal(view.export_pressed) as asked:
        view.exports["xlsx"].click()
    assert asked.args == ["xlsx"]
    assert suggested_name(date(2026, 11, 20), "pdf") == "so-theo-doi-2026-11-20.pdf"


def test_why_a_row_wants_a_look_is_said_in_full_under_the_list(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    view, day, code = _shown(qtbot, tmp_path)
    shoot(view, (1366 - 218, 690))
    for number in range(view.exceptions.rowCount()):
        row = view.exceptions.row(number)
        assert in_words(row.text) in view.detail.words
        assert code in view.detail.words
        assert view.detail.isVisible()
        QTest.keyClick(view.table, Qt.Key.Key_Down)
    language().set("en")
    assert in_words(row.text) in view.detail.words


def test_a_day_read_anew_leaves_the_cursor_on_its_row(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    view, day, _code = _shown(qtbot, tmp_path)
    view.table.go_to(1)
    said = view.detail.words
    view.show_day(replace(day, exceptions=day.exceptions[1:]))
    assert view.table.current() == day.exceptions[1]
    view.show_day(day)
    assert view.table.current() == day.exceptions[1]
    assert view.detail.words == said


@pytest.mark.parametrize("name", ["vi", "en"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_of_the_day_stands_outside_the_window(
    look: None, qtbot: QtBot, tmp_path: Path, name: str, percent: int
) -> None:
    language().set(name)
    theme().set_percent(percent)
    view = DayView()
    qtbot.addWidget(view)
    day = _day(tmp_path)[0]
    busy = dict.fromkeys(day.counts, 132)
    view.show_day(replace(day, received=214, fees_vnd=12_450_000, counts=busy))
    shoot(view, (1366 - max(236, 146 * percent // 100), 690))
    for part in (*view.exports.values(), *view.figures.values(), view.kind, view.table):
        assert part.mapTo(view, part.rect().topRight()).x() < view.width()
    edit = view.date.edit
    assert edit.fontMetrics().horizontalAdvance(edit.text()) < edit.width() - 2 * 12


def test_large_text_the_reason_comes_into_sight_with_the_cursor(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    language().set("en")
    theme().set_percent(150)
    view = DayView()
    qtbot.addWidget(view)
    view.show_day(_day(tmp_path)[0])
    shoot(view, (1366 - 236, 690))
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    shoot(view, (1366 - 236, 690))
    assert view.detail.mapTo(view, view.detail.rect().bottomLeft()).y() < view.height()
