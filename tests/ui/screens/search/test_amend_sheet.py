"""The sheet of corrections: what it hands over, that it keeps Tab inside, that it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.begun_amendments import BegunAmendment
from desk_app.services.dossiers import DossierView
from desk_app.ui.language import in_words
from desk_app.ui.screens.search.amend_fields import ConflictChoice
from desk_app.ui.screens.search.amend_sheet import AmendSheet
from desk_app.ui.screens.search.state import AmendWish
from desk_app.ui.theme import theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.wording import message
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


def _disputed(here: _Sheet) -> ConflictChoice:
    """The sheet over a dossier whose phone number two counters wrote."""
    done = here.desk.amendments.amend(
        here.code, {"applicant.phone": "0987654321"}, "sai số", here.officer
    )
    now = here.desk.clock.now()
    hear(here.desk.store, amended_elsewhere(1, done.id, now, applicant__phone="0903112233"), now)
    here.sheet.open_for(here.dossier())
    choice = here.sheet.rows[0]
    assert isinstance(choice, ConflictChoice)
    return choice


def test_another_value_that_was_not_typed_is_asked_for(here: _Sheet) -> None:
    choice = _disputed(here)
    here.sheet.reason.edit.setText("sai số")
    choice.group.buttons()[-1].click()
    here.type("note", "gọi trước")
    here.sheet.press_save()
    assert here.wishes == []
    assert here.sheet.summary.isVisible()
    assert here.sheet.summary.sentences == [in_words(choice.labelled.error or "")]
    assert "Số điện thoại: nhập giá trị khác" in here.sheet.summary.sentences[0]
    here.type("applicant.phone", "0911111111")
    here.sheet.press_save()
    assert here.wishes[0].values == {"applicant.phone": "0911111111", "note": "gọi trước"}


def test_f9_with_nothing_chosen_names_the_field_to_choose_for(here: _Sheet, qtbot: QtBot) -> None:
    choice = _disputed(here)
    qtbot.keyClick(here.sheet, Qt.Key.Key_F9)
    assert here.wishes == []
    assert not here.sheet.bar.isVisible()
    assert here.sheet.summary.sentences[0].startswith("Số điện thoại: chọn")
    jump = here.sheet.summary.findChild(Button)
    assert jump is not None
    jump.click()
    assert choice.group.buttons()[0].hasFocus()


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("saying", ["nothing chosen", "no reason", "nothing changed"])
def test_nothing_lies_over_anything_when_it_says_what_is_wrong(
    here: _Sheet, qtbot: QtBot, percent: int, saying: str
) -> None:
    theme().set_percent(percent)
    choice = _disputed(here)
    sheet = here.sheet
    if saying == "no reason":
        choice.group.buttons()[-1].click()
        here.type("applicant.phone", "0911111111")
        here.sheet.show_error(
            Refusal("amend.no_reason", fields={"reason": message("amend.reason_missing")})
        )
    elif saying == "nothing changed":
        sheet.show_error(Refusal("amend.nothing"))
    else:
        sheet.press_save()
    qtbot.waitUntil(lambda: sheet.bar.isVisible() or sheet.summary.isVisible())
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    assert here.ground.rect().contains(sheet.sheet.geometry())
    parts = [*_shown(sheet.sheet), sheet.save]
    for part in parts:
        assert part.height() >= _needed(part)
    for one, other in combinations(_boxes(sheet.sheet, parts), 2):
        assert not one.intersects(other)
    fields = [*_shown(sheet.fields), *sheet.rows]
    for one, other in combinations(_boxes(sheet.fields, fields), 2):
        assert not one.intersects(other)
    for row in sheet.rows:
        assert row.height() >= _needed(row)


def _shown(widget: QWidget) -> list[QWidget]:
    """The parts of its layout that are seen."""
    layout = widget.layout()
    assert layout is not None
    parts = (layout.itemAt(place) for place in range(layout.count()))
    return [
        part
        for item in parts
        if item is not None and (part := item.widget()) is not None and part.isVisible()
    ]


def _needed(part: QWidget) -> int:
    """How high it must be for its words at the width it has."""
    layout = part.layout()
    if layout is None or not layout.hasHeightForWidth():
        return part.minimumSizeHint().height()
    return layout.totalMinimumHeightForWidth(part.width())


def _boxes(ground: QWidget, parts: list[QWidget]) -> list[QRect]:
    return [QRect(part.mapTo(ground, QPoint(0, 0)), part.size()) for part in dict.fromkeys(parts)]


def test_a_field_that_is_jumped_to_comes_into_sight(here: _Sheet, qtbot: QtBot) -> None:
    here.ground.resize(1147, 420)
    _disputed(here)
    last = here.sheet.rows[-1]
    assert last.visibleRegion().isEmpty()
    last.setFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())


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
    here.type("note", "")
    qtbot.keyClick(here.sheet, Qt.Key.Key_Escape)
    assert not here.sheet.isVisible()
    here.sheet.press_save()
    assert len(here.wishes) == 1


@pytest.mark.parametrize("way", ["esc", "button", "beside"])
def test_what_was_typed_is_thrown_away_only_when_the_officer_says_so(
    here: _Sheet, qtbot: QtBot, way: str
) -> None:
    sheet = here.sheet
    sheet.open_for(here.dossier())
    here.type("note", "gọi trước")
    typing = sheet.reason.edit
    typing.setFocus()

    def leave() -> None:
        if way == "esc":
            qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        elif way == "button":
            sheet.leave.click()
        else:
            qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))

    leave()
    assert sheet.isVisible()
    assert sheet.bar.isVisible()
    keep_on, throw_away = sheet.asked
    assert keep_on.hasFocus()
    qtbot.keyClick(keep_on, Qt.Key.Key_Space)
    assert not sheet.bar.isVisible()
    assert typing.hasFocus()
    leave()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible(), "Esc answers the question: keep on"
    assert not sheet.bar.isVisible()
    leave()
    sheet.asked[1].click()
    assert not sheet.isVisible()
    sheet.open_for(here.dossier())
    assert not sheet.bar.isVisible()
    assert not sheet.has_typed


def test_a_reason_or_a_choice_is_typed_work_too(here: _Sheet) -> None:
    sheet = here.sheet
    sheet.open_for(here.dossier())
    assert not sheet.has_typed
    sheet.reason.edit.setText("sai số")
    assert sheet.has_typed
    choice = _disputed(here)
    assert not sheet.has_typed
    choice.group.buttons()[0].click()
    assert sheet.has_typed


class _Told:
    """What the sheet has kept."""

    def __init__(self, sheet: AmendSheet) -> None:
        self.told: list[tuple[str, BegunAmendment | None]] = []
        sheet.typed.connect(lambda code, begun: self.told.append((code, begun)))

    @property
    def last(self) -> BegunAmendment | None:
        return self.told[-1][1]


def test_what_is_typed_is_kept_while_it_is_typed(here: _Sheet, qtbot: QtBot) -> None:
    kept = _Told(here.sheet)
    here.sheet.open_for(here.dossier())
    here.type("applicant.phone", "09876")
    qtbot.waitUntil(lambda: kept.told != [])
    expected = BegunAmendment({"applicant.phone": "09876"}, "", {"applicant.phone": ()})
    assert kept.told == [(here.code, expected)]
    here.sheet.reason.edit.setText("sai số")
    here.sheet.hide()  # at once, whatever takes it away
    assert kept.last == replace(expected, reason="sai số")
    here.sheet.open_for(here.dossier(), kept.last)
    assert here.sheet.bar.isVisible()
    here.type("applicant.phone", here.dossier().applicant.phone or "")
    here.sheet.reason.edit.setText("")
    here.sheet.hide()
    assert kept.last is None


def test_what_was_kept_stands_there_again_with_what_was_seen_then(here: _Sheet) -> None:
    here.sheet.open_for(here.dossier())
    here.type("applicant.phone", "0987654321")
    kept = _Told(here.sheet)
    here.sheet.hide()
    # Another correction comes meanwhile: the officer has not seen it when she typed hers.
    here.desk.amendments.amend(here.code, {"applicant.phone": "0911222333"}, "x", here.officer)
    here.sheet.open_for(here.dossier(), kept.last)
    here.sheet.reason.edit.setText("sai số")
    here.sheet.press_save()
    [wish] = here.wishes
    assert wish.values == {"applicant.phone": "0987654321"}
    assert wish.seen["applicant.phone"] == ()


def test_a_third_value_that_is_not_typed_yet_chooses_none(here: _Sheet) -> None:
    choice = _disputed(here)
    kept = _Told(here.sheet)
    choice.group.buttons()[-1].click()
    here.sheet.reason.edit.setText("sai số")
    here.sheet.hide()
    assert kept.last == BegunAmendment({}, "sai số", {})


def test_what_was_saved_or_thrown_away_is_kept_no_longer(here: _Sheet) -> None:
    kept = _Told(here.sheet)
    here.sheet.open_for(here.dossier())
    here.type("applicant.phone", "0987654321")
    here.sheet.press_leave()
    here.sheet.asked[1].click()
    assert kept.told == []  # it went before it was kept
    here.sheet.open_for(here.dossier())
    here.type("applicant.phone", "0987654321")
    here.sheet.press_save()
    assert kept.last is not None
    here.sheet.hide()  # somebody signs out before the answer is there
    assert kept.last is not None
    here.sheet.settle()
    assert kept.last is None
