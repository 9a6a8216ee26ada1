"""The sheet of corrections: what it hands over, that it keeps Tab inside, that it fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.services.dossiers import DossierView
from desk_app.ui.screens.search.amend_sheet import AmendSheet, AmendWish
from desk_app.ui.widgets.labelled import LabelledInput
from tests.builders.counters import Counter, a_counter
from tests.builders.disagreement import amended_elsewhere, hear


class _Sheet:
    def __init__(self, counter: Counter, qtbot: QtBot) -> None:
        self.desk, self.officer = counter.desk, counter.officer()
        self.code = counter.receive()
        self.ground = QWidget()
        qtbot.addWidget(self.ground)
        self.ground.resize(1147, 702)
        self.ground.show()
        self.sheet = AmendSheet(self.ground)
        self.wishes: list[AmendWish] = []
        self.sheet.save_pressed.connect(self.wishes.append)

    def dossier(self) -> DossierView:
        return self.desk.dossiers.get(self.code)

    def type(self, name: str, text: str) -> None:
        row = next(one for one in self.sheet.rows if one.field.name == name)
        assert isinstance(row.labelled, LabelledInput)
        row.labelled.edit.setText(text)


@pytest.fixture
def here(qtbot: QtBot, look: None, tmp_path: Path) -> Iterator[_Sheet]:
    with a_counter(tmp_path) as counter:
        yield _Sheet(counter, qtbot)


def test_only_what_was_changed_is_handed_over(here: _Sheet) -> None:
    here.sheet.open_for(here.dossier())
    here.sheet.press_save()
    assert here.wishes == []
    assert here.sheet.bar.isVisible()
    here.type("applicant.phone", " 0987654321 ")
    here.sheet.reason.edit.setText("sai số")
    here.sheet.press_save()
    wish = here.wishes[0]
    assert (wish.code, wish.values) == (here.code, {"applicant.phone": "0987654321"})
    assert (wish.reason, wish.seen["applicant.phone"]) == ("sai số", ())


def test_what_was_seen_goes_with_it(here: _Sheet) -> None:
    done = here.desk.amendments.amend(
        here.code, {"applicant.phone": "0987654321"}, "sai số", here.officer
    )
    now = here.desk.clock.now()
    hear(here.desk.store, amended_elsewhere(1, done.id, now, applicant__phone="0903112233"), now)
    here.sheet.open_for(here.dossier())
    assert here.sheet.rows[0].field.in_conflict
    here.type("note", "gọi trước")
    here.sheet.press_save()
    assert here.wishes[0].values == {"note": "gọi trước"}  # nothing was decided by the way
    assert len(here.wishes[0].seen["applicant.phone"]) == 2


def test_it_fits_and_keeps_the_focus_inside(here: _Sheet, qtbot: QtBot) -> None:
    here.sheet.open_for(here.dossier())
    assert here.ground.rect().contains(here.sheet.sheet.geometry())
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    for _ in range(30):
        here.sheet.focusNextPrevChild(True)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert here.sheet.isAncestorOf(focused)


def test_f9_saves_and_esc_leaves(here: _Sheet, qtbot: QtBot) -> None:
    here.sheet.open_for(here.dossier())
    here.type("note", "gọi trước")
    qtbot.keyClick(here.sheet, Qt.Key.Key_F9)
    assert len(here.wishes) == 1
    qtbot.keyClick(here.sheet, Qt.Key.Key_Escape)
    assert not here.sheet.isVisible()
    here.sheet.press_save()
    assert len(here.wishes) == 1
