"""The buttons of the way without a network."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.screens.sync_centre.stick_panel import StickPanel


def test_one_stick_at_a_time(look: None, qtbot: QtBot) -> None:
    panel = StickPanel()
    qtbot.addWidget(panel)
    panel.show()
    with qtbot.waitSignal(panel.export_pressed):
        panel.export.click()
    with qtbot.waitSignal(panel.take_pressed):
        panel.take.click()
    panel.show_busy(True)
    assert not panel.export.isEnabled()
    assert not panel.take.isEnabled()
    panel.show_busy(False)
    assert panel.export.isEnabled()
    assert panel.take.isEnabled()


def test_a_desk_without_a_centre_is_not_offered_it(look: None, qtbot: QtBot) -> None:
    panel = StickPanel()
    qtbot.addWidget(panel)
    panel.show_enabled(False)
    assert not panel.isVisible()
    panel.show_enabled(True)
    assert panel.isVisible()


def test_what_is_not_offered_is_not_done_by_a_command_either(look: None, qtbot: QtBot) -> None:
    panel = StickPanel()
    qtbot.addWidget(panel)
    done: list[str] = []
    panel.export_pressed.connect(lambda: done.append("export"))
    panel.take_pressed.connect(lambda: done.append("take"))
    panel.show_enabled(False)
    panel.press_export()
    panel.press_take()
    assert done == []
    panel.show_enabled(True)
    panel.press_export()
    panel.show_busy(True)
    panel.press_take()
    assert done == ["export"]
    panel.show_busy(False)
    panel.press_take()
    assert done == ["export", "take"]
