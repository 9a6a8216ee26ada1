"""The day as it is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from desk_app.services.day_review import Day
from desk_app.ui.language import language
from desk_app.ui.screens.day.view import DayView, suggested_name
from desk_app.ui.theme import theme
from tests.builders.counters import a_counter


def _day(folder: Path) -> tuple[Day, str]:
    with a_counter(folder) as counter:
        code = counter.receive()
        return counter.desk.day_review.day(), code


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
