"""Who sits at the desk."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.session import Session

OFFICER = OfficerAtDesk("uyen", "Lê Thị Hải Uyên", "officer", "H99.21.01", "Quầy 03")


def test_nobody_then_somebody_then_nobody(qapp: QApplication, qtbot: QtBot) -> None:
    session = Session()
    with pytest.raises(Refusal, match=r"window\.nobody"):
        session.here()
    with qtbot.waitSignal(session.changed):
        session.begin(OFFICER)
    assert session.here() is OFFICER
    with qtbot.waitSignal(session.changed):
        session.end()
    assert session.officer is None
