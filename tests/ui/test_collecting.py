"""Where cyclic garbage dies."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

from pytestqt.qtbot import QtBot

from desk_app.ui.collecting import collect_what_is_due, collected_here

MANY = 20_000  # far more than Python lets pass before it collects


class Cycle:
    """Dies only when it is collected, and says where."""

    died: list[int]

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.died.append(threading.get_ident())


def make_garbage() -> int:
    for _ in range(MANY):
        Cycle()
    return threading.get_ident()


def test_what_other_threads_leave_dies_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    Cycle.died = []
    with collected_here(), ThreadPoolExecutor(1) as threads:
        other = threads.submit(make_garbage).result()
        qtbot.waitUntil(lambda: len(Cycle.died) >= MANY)
    assert set(Cycle.died) == {threading.get_ident()}
    assert other != threading.get_ident()


def test_afterwards_python_collects_as_before(qtbot: QtBot) -> None:
    before = gc.isenabled()
    gc.enable()
    with collected_here():
        assert not gc.isenabled()
    assert gc.isenabled()
    if not before:
        gc.disable()


def test_nothing_is_collected_before_it_is_due() -> None:
    Cycle.died = []
    gc.collect()
    gc.disable()
    Cycle()
    collect_what_is_due()
    assert Cycle.died == []
    make_garbage()
    collect_what_is_due()
    assert len(Cycle.died) == MANY + 1
    gc.enable()
