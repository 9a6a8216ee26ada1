"""The screen of numbers as it stands on a morning: three left, twenty sealed, one neighbour."""

from __future__ import annotations

from datetime import date, datetime

from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.services.hand_overs import Handed, Neighbour
from desk_app.services.numbers import BlockLine
from desk_app.ui.screens.numbers.state import NumbersState
from desk_app.ui.screens.numbers.view import NumbersView

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, 15, tzinfo=VIETNAM)
HANDED = Handed("DAHO1.x.y", "out", "Quầy 02", "H15.50.05.13", DAY, 81, 100, AT)
SEALED = BlockLine("H15.50.05.13", DAY, 9001, 9020, 9001, 20, "emergency", sealed=True)
STATE = NumbersState(3, SEALED, (Neighbour("d-2", "Quầy 02", "k", 1, False),), 35, (HANDED,))


def shown_numbers(qtbot: QtBot) -> NumbersView:
    """The screen, visible."""
    view = NumbersView()
    qtbot.addWidget(view)
    view.show_state(STATE)
    with qtbot.waitExposed(view, timeout=60_000):
        view.show()
    return view
