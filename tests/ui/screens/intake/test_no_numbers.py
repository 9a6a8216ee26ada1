"""F9 without a number: from the refusal to the number and back, with everything typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from desk_app.events import OutboxChanged, SyncFinished
from desk_app.models.tables import NumberBlock
from desk_app.ui.screens.intake.state import ForProcedure
from tests.builders.counter import CARD, CounterAtWork, a_counter


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot, look: None) -> Iterator[CounterAtWork]:
    with a_counter(tmp_path, qtbot) as at_work:
        yield at_work


def _fill(counter: CounterAtWork) -> None:
    counter.window.open_screen("intake", ForProcedure("1.001193"))
    counter.settle()
    counter.scan(CARD)


def _numbers(counter: CounterAtWork, *, there: bool) -> None:
    left = NumberBlock.first if there else NumberBlock.last + 1
    with counter.desk.store.write() as session:
        session.execute(update(NumberBlock).values(next=left))


def test_the_way_to_a_number_and_back(counter: CounterAtWork) -> None:
    _fill(counter)
    _numbers(counter, there=False)
    counter.press(Qt.Key.Key_F9)
    counter.press(Qt.Key.Key_F9)  # the first one asks about the papers
    bar, typed = counter.intake.bar, counter.intake.form()
    counter.until(lambda: "Đã dùng hết số" in bar.title.words)
    counter.desk.bus.publish(SyncFinished(True, 0, 0, 0, 0))
    counter.until(lambda: "chưa có thêm số" in bar.meaning.words)
    counter.settle()
    assert counter.codes() == []
    _numbers(counter, there=True)
    counter.desk.bus.publish(OutboxChanged())
    counter.until(lambda: "Đã có số" in bar.title.words)
    with counter.desk.store.write() as session:
        session.execute(update(NumberBlock).values(next=NumberBlock.last))  # one a block is left
    counter.desk.bus.publish(OutboxChanged())
    counter.until(lambda: "còn 1 số" in bar.title.words)
    assert counter.intake.form() == typed
    counter.press(Qt.Key.Key_F9)
    counter.until(lambda: len(counter.codes()) == 1)
    counter.settle()


def test_another_dossier_hears_nothing_of_it(counter: CounterAtWork) -> None:
    _fill(counter)
    _numbers(counter, there=False)
    counter.press(Qt.Key.Key_F9)
    counter.press(Qt.Key.Key_F9)
    counter.until(lambda: "Đã dùng hết số" in counter.intake.bar.title.words)
    counter.press(Qt.Key.Key_F2)
    _numbers(counter, there=True)
    counter.desk.bus.publish(OutboxChanged())
    counter.desk.bus.publish(SyncFinished(True, 0, 0, 0, 0))
    counter.settle()
    assert "Đã có số" not in counter.intake.bar.title.words


def _refused(counter: CounterAtWork) -> QWidget:
    """F9 finds no number while the officer is in the field of the phone."""
    _fill(counter)
    _numbers(counter, there=False)
    phone = counter.intake.people.applicant.phone.edit
    phone.setFocus()
    counter.press(Qt.Key.Key_F9)
    counter.press(Qt.Key.Key_F9)
    counter.until(lambda: "Đã dùng hết số" in counter.intake.bar.title.words)
    counter.settle()
    return phone


def test_once_there_are_numbers_the_officer_is_where_she_was(counter: CounterAtWork) -> None:
    """The focus stood on the rail, where Enter leaves the dossier."""
    phone = _refused(counter)
    counter.intake.bar.add_action("Gửi ngay", counter.intake.send_pressed.emit).setFocus()
    _numbers(counter, there=True)
    counter.desk.bus.publish(OutboxChanged())
    counter.until(lambda: "Đã có số" in counter.intake.bar.title.words)
    assert counter.focus is phone


def test_coming_back_with_numbers_she_is_where_she_was(counter: CounterAtWork) -> None:
    phone = _refused(counter)
    counter.window.open_screen("receipt")
    _numbers(counter, there=True)
    counter.desk.bus.publish(OutboxChanged())
    counter.settle()
    counter.window.open_screen("intake")
    counter.settle()
    assert "Đã có số" in counter.intake.bar.title.words
    assert counter.focus is phone
    counter.press(Qt.Key.Key_F2)
    assert counter.focus is counter.intake.people.applicant.id_number.edit


def test_who_went_on_typing_is_left_there(counter: CounterAtWork) -> None:
    _refused(counter)
    name = counter.intake.people.applicant.full_name.edit
    name.setFocus()
    _numbers(counter, there=True)
    counter.desk.bus.publish(OutboxChanged())
    counter.until(lambda: "Đã có số" in counter.intake.bar.title.words)
    assert counter.focus is name
