"""Seven parts, one at a time."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.screens.settings.reader_test import EXPECTED
from desk_app.ui.screens.settings.state import SECTIONS, SettingsState
from desk_app.ui.screens.settings.view import SettingsView
from desk_app.wording import message


def test_keys_go_through_the_parts(look: None, qtbot: QtBot) -> None:
    view = SettingsView()
    qtbot.addWidget(view)
    view.show()
    for number, name in enumerate(SECTIONS, 1):
        view.actions_here()[f"section_{number}"]()
        assert view.sections.value() == name
        assert sum(page.isVisible() for page in _pages(view)) == 1


def test_a_missing_calendar_is_said_on_top(look: None, qtbot: QtBot) -> None:
    view = SettingsView()
    qtbot.addWidget(view)
    view.show()
    view.show_state(SettingsState(calendar=message("calendar.missing", years=[2028])))
    assert view.calendar_bar.isVisible()
    view.show_state(SettingsState())
    assert not view.calendar_bar.isVisible()


def test_only_the_page_of_the_reader_takes_scans(look: None, qtbot: QtBot) -> None:
    view = SettingsView()
    qtbot.addWidget(view)
    view.show()
    assert not view.scanned(EXPECTED)
    assert not view.takes_every_code()
    view.show_section("reader")
    assert view.takes_every_code()
    assert view.scanned(EXPECTED)
    assert view.reader.told.title.words == "Đầu đọc dùng tốt"


def _pages(view: SettingsView) -> list[object]:
    return [view._pages.widget(number) for number in range(view._pages.count())]
