"""The sync centre over a real outbox."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desk_app.events import ConnectionChanged, SendRequested
from desk_app.ui.desk_status import SyncWatch
from desk_app.ui.screens.sync_centre.presenter import SyncCentrePresenter
from desk_app.ui.screens.sync_centre.view import SyncCentreView
from tests.builders.counters import a_counter


def test_it_shows_what_happens_and_does_what_is_pressed(
    look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_counter(tmp_path) as counter:
        desk = counter.desk
        view = SyncCentreView()
        qtbot.addWidget(view)
        view.show()
        watch = SyncWatch(desk.clock, counter.bus)
        SyncCentrePresenter(
            view,
            desk.outbox,
            desk.numbers,
            watch,
            lambda: counter.officer(),
            desk.clock,
            counter.background,
            counter.bus,
        )
        view.entered.emit("unsent")
        qtbot.waitUntil(lambda: not counter.background.busy)
        assert view.model.rowCount() == 0
        counter.receive()
        qtbot.waitUntil(lambda: view.model.rowCount() == 1)
        view.table.go_to(0)
        view.aside.click()
        qtbot.waitUntil(view.again.isVisible)
        view.again.click()
        qtbot.waitUntil(lambda: not view.again.isVisible())
        sent: list[SendRequested] = []
        desk.bus.subscribe(SendRequested, sent.append)
        view.actions_here()["refresh"]()
        qtbot.waitUntil(lambda: len(sent) == 1)
        desk.bus.publish(ConnectionChanged("offline", "2026-11-20T08:55:00+07:00"))
        qtbot.waitUntil(lambda: "08:55" in view.title.words)
        qtbot.waitUntil(lambda: not counter.background.busy)
