"""Facts from any thread arrive in the UI thread, in order."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.event_bus import EventBus
from desk_app.events import DossierChanged, OutboxChanged
from desk_app.ui.bus_bridge import BusBridge


def test_facts_cross_over_in_order(qtbot: QtBot, qapp: QApplication) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    heard: list[tuple[str, bool]] = []
    ui = threading.current_thread()
    bridge.listen(
        DossierChanged,
        lambda event: heard.append((event.dossier_id, threading.current_thread() is ui)),
    )

    def tell() -> None:
        for number in range(20):
            bus.publish(DossierChanged(str(number)))

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == [(str(number), True) for number in range(20)]
    bridge.close()


def test_only_those_who_live_and_listen_hear(qtbot: QtBot, qapp: QApplication) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    owner = QObject()
    gone: list[object] = []
    here: list[object] = []
    bridge.listen(OutboxChanged, gone.append, owner=owner)
    bridge.listen(OutboxChanged, here.append)
    owner.deleteLater()
    qtbot.waitSignal(owner.destroyed).wait()
    bus.publish(OutboxChanged())
    qtbot.waitUntil(lambda: len(here) == 1)
    assert gone == []
    bridge.close()
    bus.publish(OutboxChanged())
    qapp.processEvents()
    assert len(here) == 1
