"""The queue on a stick, from the buttons to the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desk_app.errors import EnvironmentFault
from desk_app.sync.queue_answers import Returned
from desk_app.sync.queue_export import Exported
from desk_app.ui.background import Background
from desk_app.ui.desk_status import NOT_ENROLLED, Line
from desk_app.ui.screens.sync_centre.state import SyncState
from desk_app.ui.screens.sync_centre.stick_presenter import StickPresenter
from desk_app.ui.screens.sync_centre.view import SyncCentreView
from tests.builders.stores import AN

PATIENCE_MS = 60_000


@dataclass
class StickInHand:
    """A stick that does what it is told to."""

    back: Returned = field(default_factory=Returned)
    fault: EnvironmentFault | None = None
    held: Event | None = None
    begun: Event = field(default_factory=Event)
    done: list[tuple[str, Path, str | None]] = field(default_factory=list)

    def proposed_name(self) -> str:
        return "a.desk-queue"

    def export(self, path: Path, *, officer: str | None = None, progress: Any = None) -> Exported:
        self.begun.set()
        if self.held is not None:
            assert self.held.wait(60)
        progress(1, 2)
        if self.fault is not None:
            raise self.fault
        self.done.append(("export", path, officer))
        return Exported(path, 12, 3, 0, 2)

    def take(self, path: Path, *, officer: str | None = None, progress: Any = None) -> Returned:
        self.done.append(("take", path, officer))
        return self.back


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def shown(
    qtbot: QtBot,
    background: Background,
    stick: StickInHand,
    where: Path | None = Path("usb/a.desk-queue"),
    answer: Path | None = Path("usb/a.desk-answer"),
) -> SyncCentreView:
    view = SyncCentreView()
    qtbot.addWidget(view)
    view.show()
    StickPresenter(
        view,
        stick,
        lambda: AN,
        background,
        ask_where=lambda name: where,
        ask_answer=lambda: answer,
    )
    return view


def settle(qtbot: QtBot, background: Background) -> None:
    qtbot.waitUntil(lambda: not background.busy, timeout=PATIENCE_MS)


def test_what_was_copied_is_told_with_what_stays(
    look: None, qtbot: QtBot, background: Background
) -> None:
    stick = StickInHand()
    view = shown(qtbot, background, stick)
    view.stick.export.click()
    qtbot.waitUntil(view.stick.bar.isVisible, timeout=PATIENCE_MS)
    assert stick.done == [("export", Path("usb/a.desk-queue"), "an")]
    assert "12" in view.stick.bar.title.words
    assert "a.desk-queue" in view.stick.bar.title.words
    assert "vẫn chờ ở quầy" in view.stick.bar.meaning.words
    assert view.stick.export.isEnabled()
    settle(qtbot, background)


def test_a_fault_is_told_in_place(look: None, qtbot: QtBot, background: Background) -> None:
    view = shown(qtbot, background, StickInHand(fault=EnvironmentFault("queue_file.full")))
    view.stick.export.click()
    qtbot.waitUntil(view.stick.bar.isVisible, timeout=PATIENCE_MS)
    assert "USB không đủ chỗ" in view.stick.bar.title.words
    assert view.stick.export.isEnabled()
    settle(qtbot, background)


def test_stopped_nothing_more_is_waited_for(
    look: None, qtbot: QtBot, background: Background
) -> None:
    stick = StickInHand(held=Event())
    view = shown(qtbot, background, stick)
    view.stick.export.click()
    qtbot.waitUntil(stick.begun.is_set, timeout=PATIENCE_MS)
    view.stick.waiting.stopped.emit()
    assert "dừng" in view.stick.bar.title.words
    assert stick.held is not None
    stick.held.set()
    settle(qtbot, background)
    assert stick.done == []


def test_without_a_place_or_an_answer_nothing_begins(
    look: None, qtbot: QtBot, background: Background
) -> None:
    stick = StickInHand()
    view = shown(qtbot, background, stick, None, None)
    view.stick.export.click()
    view.stick.take.click()
    settle(qtbot, background)
    assert stick.done == []
    assert not view.stick.bar.isVisible()


@pytest.mark.parametrize(
    ("back", "words", "tone"),
    [
        (Returned(accepted=3, files=1, fetched=2), "3 mục được nhận", "good"),
        (Returned(accepted=1, refused=1), "1 mục bị trả lại", "care"),
        (Returned(set_aside=2), "0 mục được nhận", "care"),
        (Returned(again=True), "đã nhận trước đó", "accent"),
        (Returned(), "Không có gì mới", "accent"),
    ],
)
def test_what_an_answer_brought_is_told(
    look: None, qtbot: QtBot, background: Background, back: Returned, words: str, tone: str
) -> None:
    view = shown(qtbot, background, StickInHand(back))
    view.stick.take.click()
    qtbot.waitUntil(view.stick.bar.isVisible, timeout=PATIENCE_MS)
    assert words in view.stick.bar.title.words
    assert view.stick.bar.property("tone") == tone
    settle(qtbot, background)


def test_a_refresh_of_the_screen_does_not_take_the_words_away(
    look: None, qtbot: QtBot, background: Background
) -> None:
    view = shown(qtbot, background, StickInHand())
    view.stick.take.click()
    qtbot.waitUntil(view.stick.bar.isVisible, timeout=PATIENCE_MS)
    view.show_state(SyncState())
    assert view.stick.bar.isVisible()
    view.show_state(SyncState(line=Line(state=NOT_ENROLLED)))
    assert not view.stick.isVisible()
    settle(qtbot, background)
