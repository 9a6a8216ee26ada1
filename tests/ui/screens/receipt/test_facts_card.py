"""The facts of a receipt, before and after they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_app.clock import VIETNAM
from desk_app.ui.screens.receipt.facts_card import FactsCard
from desk_app.ui.screens.receipt.state import ReceiptState

CODE = "H99.21.01-261120-0001"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
RECEIPT = ReceiptState(
    code=CODE,
    procedure="Đăng ký khai sinh",
    applicant="Lê Thị Mai",
    received_at=AT,
    promised_at=None,
    fee_vnd=None,
    sync="waiting",
    print_state="not_printed",
    reprints=0,
    paper="A5",
)


def words(card: FactsCard) -> list[str]:
    QApplication.processEvents()
    return [label.accessibleName() for label in card.rows.findChildren(QLabel) if label.isVisible()]


def test_before_it_is_read_the_rows_stand_with_nothing_in_them(qtbot: QtBot, look: None) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    card.show()
    card.show_facts(CODE, None)
    assert card.code.words == CODE
    assert not card.sync.isVisible()
    assert "Chủ hồ sơ" in words(card)
    height = card.sizeHint().height()
    card.show_facts(CODE, RECEIPT)
    assert card.sizeHint().height() == height
    assert card.sync.isVisible()


def test_what_is_not_known_is_not_shown_as_nothing(qtbot: QtBot, look: None) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    card.show()
    card.show_facts(CODE, RECEIPT)
    assert "–" in words(card)
    assert card.promised.words == "Không hẹn ngày"
    card.show_facts(CODE, replace(RECEIPT, promised_at=AT.replace(hour=17)))
    assert card.promised.words == "17:00 · 20/11/2026"
