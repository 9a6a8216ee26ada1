"""The day over a real store: for supervisors, with its register as a file."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.screens.day.presenter import DayPresenter, Told
from desk_app.ui.screens.day.view import DayView
from tests.builders.counters import Counter, a_counter


def _shown(counter: Counter, officer: OfficerAtDesk, qtbot: QtBot, path: Path | None) -> DayView:
    view = DayView()
    qtbot.addWidget(view)
    view.show()
    desk = counter.desk
    DayPresenter(
        view,
        desk.day_review,
        desk.registers,
        lambda: officer,
        lambda name, kind: path,
        counter.background,
        counter.bus,
    )
    view.entered.emit(None)
    return view


def test_an_officer_reads_a_sentence(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        view = _shown(counter, counter.officer(), qtbot, None)
        assert view.shown is None
        assert not view.table.isVisible()


def test_the_day_follows_what_happens(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        view = _shown(counter, counter.officer("supervisor"), qtbot, None)
        qtbot.waitUntil(lambda: view.shown is not None)
        counter.receive()
        qtbot.waitUntil(lambda: view.figures["received"].words == "1")
        view.day_chosen.emit(date(2026, 11, 19))
        qtbot.waitUntil(lambda: view.figures["received"].words == "0")
        qtbot.waitUntil(lambda: not counter.background.busy)


def test_the_register_is_written_whole_or_not(look: None, qtbot: QtBot, tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        counter.receive()
        file = tmp_path / "so.xlsx"
        view = _shown(counter, counter.officer("supervisor"), qtbot, file)
        qtbot.waitUntil(lambda: view.shown is not None)
        with qtbot.waitSignal(view.said):
            view.exports["xlsx"].click()
        assert file.read_bytes().startswith(b"PK")
        nowhere = _shown(counter, counter.officer("it"), qtbot, tmp_path / "no" / "so.pdf")
        qtbot.waitUntil(lambda: nowhere.shown is not None)
        nowhere.exports["pdf"].click()
        qtbot.waitUntil(nowhere.bar.isVisible)
        assert "so.pdf" in nowhere.bar.meaning.words


def test_a_long_register_is_told_and_can_be_stopped(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "so.pdf"
    with a_counter(tmp_path) as counter:
        view = _shown(counter, counter.officer("supervisor"), qtbot, file)
        qtbot.waitUntil(lambda: view.shown is not None)
        slow = SlowRegisters()
        presenter = view.findChild(DayPresenter)
        assert presenter is not None
        presenter._registers = slow
        view.exports["pdf"].click()
        assert not view.exports["xlsx"].isEnabled()
        qtbot.waitUntil(slow.told.is_set)
        with qtbot.waitSignal(view.said):
            view.waiting.stopped.emit()
        slow.go_on.set()
        qtbot.waitUntil(lambda: not counter.background.busy)
        assert slow.stopped
        assert view.exports["xlsx"].isEnabled()
        assert not file.exists()


class SlowRegisters:
    """Makes a register half, tells so, and goes on when it may."""

    def __init__(self) -> None:
        self.told, self.go_on = threading.Event(), threading.Event()
        self.stopped = False

    def pdf(
        self, first: date | None = None, last: date | None = None, progress: Told | None = None
    ) -> bytes:
        assert progress is not None
        progress(500, 1000)
        self.told.set()
        assert self.go_on.wait(30)
        try:
            progress(1000, 1000)
        except BaseException:
            self.stopped = True
            raise
        return b""

    xlsx = pdf
