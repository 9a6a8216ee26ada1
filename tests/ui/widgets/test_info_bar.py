"""What is to be known, and errors in place."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desk_app.errors import Bug, Refusal
from desk_app.ui.language import language
from desk_app.ui.widgets.info_bar import NARROW, InfoBar
from tests.ui.screenshots import shoot


def test_an_error_is_a_sentence_with_a_code_to_copy(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    bar.show_error(Bug("7F3A-91C2"))
    assert bar.title.words == "Chương trình gặp lỗi"
    assert "7F3A-91C2" in bar.next_step.words
    bar._copy.click()
    assert QGuiApplication.clipboard().text() == "7F3A-91C2"
    language().set("en")
    assert bar.title.words != "Chương trình gặp lỗi"
    with qtbot.waitSignal(bar.closed):
        bar.dismiss()
    assert not bar.isVisible()


def test_an_info_bar_forgets_its_old_actions(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    done: list[bool] = []
    bar.say("Một", tone="care")
    bar.add_action("Thử lại", lambda: done.append(True)).click()
    assert done == [True]
    bar.say("Hai", tone="good")
    assert bar._actions.count() == 0
    with pytest.raises(KeyError):
        bar.show_error(Refusal("no.such.words"))


@pytest.mark.parametrize(("width", "beside"), [(360, False), (900, True)])
def test_words_are_never_squeezed_by_buttons(
    look: None, qtbot: QtBot, width: int, beside: bool
) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    bar.show_error(Refusal("sign_in.wrong"))
    bar.resize(width, 300)

    def is_beside() -> bool:
        return bar._copy.geometry().left() > bar.next_step.geometry().right()

    qtbot.waitUntil(lambda: bar.title.width() > 0.5 * width and is_beside() is beside)


def test_esc_closes_it_while_it_stands_there_and_may_be_closed(qtbot: QtBot, look: None) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    assert bar.actions_here() == {}
    bar.say("…")
    bar.actions_here()["back"]()
    assert bar.isHidden()
    bar.say("…", closable=False)
    assert bar.actions_here() == {}


def test_what_was_said_in_passing_goes_with_the_screen(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    bar.say("Một", tone="care", passing=True)
    bar.leave()
    assert bar.isHidden()
    bar.say("Hai", tone="care")
    bar.leave()
    assert not bar.isHidden()


def test_it_asks_for_the_same_width_wherever_its_buttons_stand(look: None, qtbot: QtBot) -> None:
    """With another one for each, a page that scrolls went from one to the other without end."""
    asked = set()
    for widths in ((900, 400, 523, 485), (400, 900, 485, 523)):
        bar = InfoBar()
        qtbot.addWidget(bar)
        bar.show_error(Bug("7F3A-91C2"))
        for width in widths:
            shoot(bar, (width, 200))
            asked.add(bar.minimumSizeHint().width())
    assert len(asked) == 1
    assert asked.pop() < NARROW
