"""The states of a dossier on its way."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.widgets.pill import STATES, Pill


def test_the_five_states_differ_in_word_and_sign(look: None, qtbot: QtBot) -> None:
    pill = Pill()
    qtbot.addWidget(pill)
    said = set()
    for state in STATES:
        pill.show_state(state)
        said.add((pill.accessibleName(), STATES[state][0]))
    assert len({word for word, _ in said}) == len({sign for _, sign in said}) == 5
