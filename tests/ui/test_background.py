"""Work away from the screen: order, errors, cancelling, only the newest answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.errors import Bug, DeskError, Refusal
from desk_app.ui.background import Advance, Background, Progress


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()
    qapp.processEvents()


def test_writes_are_done_one_after_the_other(background: Background, qtbot: QtBot) -> None:
    begun: list[int] = []
    answered: list[int] = []
    threads: set[str] = set()

    def work(number: int) -> int:
        begun.append(number)
        threads.add(threading.current_thread().name)
        return number

    for number in range(50):
        background.write(work, number, done=answered.append)
    qtbot.waitUntil(lambda: len(answered) == 50)
    assert begun == list(range(50))
    assert answered == list(range(50))
    assert len(threads) == 1
    assert threading.current_thread().name not in threads


def test_answers_arrive_in_the_ui_thread(background: Background, qtbot: QtBot) -> None:
    here: list[bool] = []
    ui = threading.current_thread()
    background.read(lambda: 1, done=lambda _v: here.append(threading.current_thread() is ui))
    qtbot.waitUntil(lambda: here == [True])


def test_readers_do_not_wait_for_the_writer(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[str] = []
    background.write(lambda: gate.wait(10) and "written", done=answers.append)
    background.read(lambda: "read", done=answers.append)
    qtbot.waitUntil(lambda: answers == ["read"])
    gate.set()
    qtbot.waitUntil(lambda: answers == ["read", "written"])


def test_errors_come_to_whoever_asked(background: Background, qtbot: QtBot) -> None:
    errors: list[DeskError] = []

    def refuse() -> None:
        raise Refusal("intake.nothing")

    def break_down() -> None:
        raise KeyError("oops")

    background.write(refuse, failed=errors.append)
    background.write(break_down, failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert isinstance(errors[0], Refusal)
    assert isinstance(errors[1], Bug)


def test_an_error_nobody_expects_goes_to_the_window(background: Background, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise Refusal("intake.nothing")

    with qtbot.waitSignal(background.failed) as told:
        background.read(refuse)
    assert told.args[0].key == "intake.nothing"


def test_work_tells_how_far_it_is_and_can_be_stopped(background: Background, qtbot: QtBot) -> None:
    seen: list[Advance] = []
    went_on = threading.Event()
    stopped_at: list[int] = []
    told: list[object] = []

    def rows(progress: Progress) -> None:
        for number in range(1000):
            try:
                progress(number, 1000)
            except BaseException:
                stopped_at.append(number)
                raise
            if number == 2:
                went_on.wait(10)

    task = background.write(rows, advanced=seen.append, done=told.append, failed=told.append)
    qtbot.waitUntil(lambda: Advance(2, 1000) in seen)
    task.cancel()
    went_on.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert stopped_at == [3]
    assert told == []


def test_what_has_not_begun_never_begins(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    done: list[str] = []
    background.write(lambda: gate.wait(10))
    task = background.write(lambda: done.append("never"))
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert done == []


def test_only_the_newest_answer_arrives(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[str] = []
    newest = background.newest()

    def slow() -> str:
        gate.wait(10)
        return "old"

    newest.ask(slow, done=answers.append)
    newest.ask(lambda: "new", done=answers.append)
    qtbot.waitUntil(lambda: answers == ["new"])
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert answers == ["new"]


def test_nothing_is_told_to_a_widget_that_is_gone(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    owner = QObject()
    told: list[bool] = []
    background.read(lambda: gate.wait(10), done=told.append, owner=owner)
    owner.deleteLater()
    qtbot.waitSignal(owner.destroyed).wait()
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert told == []


def test_busy_is_told_once(background: Background, qtbot: QtBot) -> None:
    told: list[bool] = []
    background.busy_changed.connect(told.append)
    for _ in range(3):
        background.write(lambda: None)
    qtbot.waitUntil(lambda: told == [True, False])


def test_a_closed_program_asks_nothing_more(background: Background, qtbot: QtBot) -> None:
    """A listener that hears of a change while the window closes finds nobody to ask."""
    asked: list[int] = []
    background.close()
    assert background.read(asked.append, 1).finished
    background.newest().ask(asked.append, 2)
    assert not background.busy
    assert asked == []


def test_closing_ends_long_work_at_its_next_step_and_lets_the_rest_be_written(
    background: Background, qtbot: QtBot
) -> None:
    written: list[str] = []
    begun = threading.Event()

    def long(progress: Progress) -> None:
        begun.set()
        while True:  # for ever, if nobody stops it
            progress(1, 500)

    background.write(long, advanced=lambda _: None)
    background.write(written.append, "an entry")
    assert background.works_long
    assert begun.wait(20)
    background.close()
    assert written == ["an entry"]
    qtbot.waitUntil(lambda: not background.works_long)
