"""The scanners of a desk: found, tried, and what IT writes by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_app.paper.scanners.facade import TestReport
from desk_app.paper.scanners.port import Device, ScannerTrouble
from desk_app.ui.screens.settings.scanner_page import ScannerPage
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label

DEVICE = Device("sane:test:0", "fi-8170", "sane", ("flatbed", "feeder_both_sides"))


def a_page(qtbot: QtBot) -> ScannerPage:
    page = ScannerPage()
    qtbot.addWidget(page)
    page.show()
    return page


def _words(page: QWidget) -> set[str]:
    return {label.words for label in page.findChildren(Label) if label.isVisible()}


def test_scanners_that_answer_stand_there_with_their_trial(look: None, qtbot: QtBot) -> None:
    page = a_page(qtbot)
    page.show_looking()
    assert not page.look.isEnabled()
    page.show_devices([DEVICE, Device("folder:/quet", "quet", "folder", ("feeder",))])
    assert page.look.isEnabled()
    qtbot.waitUntil(lambda: "mặt kính, khay nạp hai mặt · sane:test:0" in _words(page))
    tests = [b for b in page.findChildren(Button) if b.words == "Quét thử"]
    assert len(tests) == 1, "a folder has nothing to try"
    with qtbot.waitSignal(page.test_pressed) as asked:
        tests[0].click()
    assert asked.args == [DEVICE]
    page.show_devices([])
    assert page.none.isVisible()


def test_a_trial_says_how_it_went(look: None, qtbot: QtBot) -> None:
    page = a_page(qtbot)
    page.show_testing(DEVICE)
    page.show_report(TestReport(DEVICE, 1.25, 1, 204_800, "image/jpeg", None))
    assert page.told.title.words == "fi-8170 làm việc tốt"
    assert "1,2 giây, 200 KB" in page.told.meaning.words
    page.show_report(TestReport(DEVICE, 1.0, 0, 0, None, ScannerTrouble("cover_open")))
    assert page.told.drawing.isVisible()


def test_addresses_and_folders_are_lists(look: None, qtbot: QtBot) -> None:
    page = a_page(qtbot)
    page.show_values({"scanners": {"ways": ["sane"], "addresses": ["http://10.0.0.7/eSCL"]}})
    assert page.fields["addresses"].text() == "http://10.0.0.7/eSCL"
    assert page.announced.isChecked()
    changes: list[object] = []
    page.changed.connect(lambda name, value: changes.append((name, value)))
    page.fields["folders"].edit.setText(" /quet/a ;; /quet/b ")
    page.fields["folders"].edit.editingFinished.emit()
    assert changes == [
        (
            "scanners",
            {
                "ways": ["sane"],
                "addresses": ["http://10.0.0.7/eSCL"],
                "folders": ["/quet/a", "/quet/b"],
                "announced": True,
            },
        )
    ]
    page.announced.setChecked(False)
    assert len(changes) == 2
