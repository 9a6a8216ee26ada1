"""Settings over a real store: at once, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import language
from desk_app.ui.print_outcome import PrintOutcome
from desk_app.ui.screens.settings.presenter import SettingsPresenter
from desk_app.ui.screens.settings.source import DeskSettings
from desk_app.ui.screens.settings.view import SettingsView
from desk_app.ui.theme import theme
from desk_app.wording import message
from tests.builders.counters import Counter, PaperTray, a_counter


class _Settings:
    def __init__(self, counter: Counter, qtbot: QtBot) -> None:
        self.counter, self.tray = counter, PaperTray()
        self.view = SettingsView()
        self.path: Path | None = None
        qtbot.addWidget(self.view)
        self.view.show()
        SettingsPresenter(
            self.view,
            DeskSettings(counter.desk),
            self.tray,
            counter.desk.clock,
            counter.background,
            lambda name, kind: self.path,
        )
        self.view.entered.emit("printing")
        qtbot.waitUntil(lambda: not counter.background.busy)


@pytest.fixture
def settings(look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[_Settings]:
    with a_counter(tmp_path) as counter:
        yield _Settings(counter, qtbot)
        qtbot.waitUntil(lambda: not counter.background.busy)


def test_language_and_look_hold_at_once_and_are_kept(settings: _Settings, qtbot: QtBot) -> None:
    view, kept = settings.view, settings.counter.desk.settings
    view.changed.emit("language", "en")
    view.changed.emit("theme", "dark")
    view.changed.emit("text_size", 125)
    theme().settle()
    assert (language().code, theme().mode, theme().percent) == ("en", "dark", 125)
    qtbot.waitUntil(lambda: kept.get("text_size") == 125)
    assert kept.get("language") == "en"
    theme().set_percent(150)
    assert view.general.text_size.value() == 150


def test_scanners_are_looked_for_when_their_part_is_opened(
    settings: _Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "nóng"
    folder.mkdir()
    kept = settings.counter.desk.settings
    kept.set("scanners", {"ways": []})
    page = settings.view.scanners
    settings.view.show_section("scanners")
    qtbot.waitUntil(page.look.isEnabled)
    assert page.none.isVisible()
    page.fields["folders"].edit.setText(str(folder))
    page.changed.emit("scanners", {"ways": [], "folders": [str(folder)]})
    qtbot.waitUntil(lambda: kept.get("scanners").get("folders") == [str(folder)])
    page.look.click()
    qtbot.waitUntil(lambda: page.look.isEnabled() and not page.none.isVisible())


def test_printers_are_found_and_tried(settings: _Settings, qtbot: QtBot) -> None:
    page = settings.view.printing
    assert page.printer.count() == 3
    page.test.click()
    qtbot.waitUntil(page.told.isVisible)
    assert page.told.title.words == "Đã in"
    pdf, printer, _title = settings.tray.taken[0]
    assert pdf.startswith(b"%PDF")
    assert printer == "HP-1"
    settings.tray.outcome = PrintOutcome(
        "failed", message("printing.no_such_printer", printer="HP-1")
    )
    settings.view.keys.print.click()
    qtbot.waitUntil(lambda: settings.view.keys.told.title.words == "Chưa in được")
    assert "HP-1" in settings.view.keys.told.meaning.words


def test_what_is_not_taken_is_said_in_place(settings: _Settings, qtbot: QtBot) -> None:
    settings.view.changed.emit("copies", 99)
    qtbot.waitUntil(settings.view.bar.isVisible)
    assert settings.counter.desk.settings.get("copies") == 2


def test_the_key_card_is_saved_where_the_officer_says(
    settings: _Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    settings.view.keys.save.click()
    settings.path = tmp_path / "bang-phim.pdf"
    with qtbot.waitSignal(settings.view.said):
        settings.view.keys.save.click()
    assert settings.path.read_bytes().startswith(b"%PDF")
    settings.path = tmp_path / "nowhere" / "bang-phim.pdf"
    settings.view.keys.save.click()
    qtbot.waitUntil(settings.view.bar.isVisible)
    assert "bang-phim.pdf" in settings.view.bar.meaning.words


def test_whether_enter_moves_is_kept(settings: _Settings, qtbot: QtBot) -> None:
    box, kept = settings.view.keys.enter, settings.counter.desk.settings
    assert box.isChecked()
    box.click()
    qtbot.waitUntil(lambda: kept.get("enter_moves") is False)
    qtbot.waitUntil(lambda: not settings.counter.background.busy)
    assert not box.isChecked()
