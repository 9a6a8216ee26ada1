"""Acts on pages on a real desk: turned, moved, joined, taken out; and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders.counters import a_counter
from tests.builders.digitise_screens import DigitiseScreen


@pytest.fixture
def screen(
    qtbot: QtBot, look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DigitiseScreen]:
    with a_counter(tmp_path / "desk") as counter:
        yield DigitiseScreen(counter, qtbot, tmp_path, monkeypatch)


def test_a_turned_page_is_another_picture(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(1)
    before = screen.view.strip.pages.pages[0]
    screen.view.turn_pressed.emit((before.id,), 90)
    screen.until(lambda: screen.view.strip.pages.pages[0].stamp != before.stamp)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.view.strip.pages.pages[0].stamp == before.stamp)


def test_pages_move_to_another_paper(screen: DigitiseScreen) -> None:
    screen.open()
    first = screen.scan_files(1)
    second = screen.open_papers[1]
    screen.view.moved_to_paper.emit((screen.view.strip.pages.pages[0].id,), second)
    screen.until(lambda: (screen.kept(first), screen.kept(second)) == (0, 1))


def test_the_two_sides_of_a_card_become_the_page_under_the_cursor(screen: DigitiseScreen) -> None:
    screen.open()
    number = screen.scan_files(3)
    ids = screen.ids()
    screen.view.merge_pressed.emit(tuple(ids[1:]))
    screen.until(lambda: screen.kept(number) == 2)
    screen.until(lambda: screen.shown() == 2)
    screen.until(lambda: screen.view.strip.current_page() == screen.ids()[1])


def test_a_page_taken_out_twice_comes_back_with_one_undo(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(3)
    ids = screen.ids()
    for _ in range(2):
        screen.view.remove_pressed.emit((ids[1],))
    screen.until(lambda: screen.shown() == 2 and not screen.counter.background.busy)
    assert screen.view.strip.current_page() == ids[2]
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.ids() == ids)


def test_who_takes_back_at_once_takes_back_what_was_just_done(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(3)
    ids = [page.id for page in screen.view.strip.pages.pages]
    screen.view.remove_pressed.emit((ids[1],))
    screen.until(lambda: screen.shown() == 2)
    before = len(screen.said)
    screen.view.moved.emit((ids[2],), 0)
    screen.view.undo_pressed.emit()  # before the move is on the disk
    screen.until(lambda: len(screen.said) == before + 2)
    screen.view.undo_pressed.emit()
    screen.view.redo_pressed.emit()  # before the page is back
    screen.until(lambda: len(screen.said) == before + 4)
    assert [words for words, _ in screen.said[before:]] == [
        "Đã chuyển trang 2",
        "Đã hoàn tác: chuyển trang 2",
        "Đã hoàn tác: bỏ trang 2",
        "Đã làm lại: bỏ trang 2",
    ]
    screen.until(lambda: [page.id for page in screen.view.strip.pages.pages] == [ids[0], ids[2]])


def test_keys_pressed_for_nothing_do_nothing_later(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(3)
    ids = [page.id for page in screen.view.strip.pages.pages]
    before = len(screen.said)
    screen.view.moved.emit((ids[2],), 0)
    for _ in range(3):
        screen.view.redo_pressed.emit()  # nothing was taken back
    screen.until(lambda: len(screen.said) == before + 4)
    screen.view.undo_pressed.emit()
    screen.until(lambda: len(screen.said) == before + 5)
    screen.until(lambda: [p.id for p in screen.view.strip.pages.pages] == ids)


def test_what_was_done_is_undone_and_done_again(screen: DigitiseScreen) -> None:
    screen.open()
    screen.scan_files(3)
    ids = [page.id for page in screen.view.strip.pages.pages]
    screen.view.remove_pressed.emit((ids[1],))
    screen.until(lambda: screen.shown() == 2)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.shown() == 3)
    screen.view.redo_pressed.emit()
    screen.until(lambda: screen.shown() == 2)
    screen.view.undo_pressed.emit()
    screen.until(lambda: screen.shown() == 3)
    screen.view.moved.emit((ids[2],), 0)
    screen.until(lambda: [p.id for p in screen.view.strip.pages.pages] == [ids[2], ids[0], ids[1]])
    screen.view.undo_pressed.emit()
    screen.until(lambda: [p.id for p in screen.view.strip.pages.pages] == ids)
