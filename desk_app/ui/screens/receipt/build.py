"""Puts the receipt screen together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.save_file import ask_where
from desk_app.ui.screens.receipt.presenter import ChooseFile, ReceiptPresenter
from desk_app.ui.screens.receipt.source import Printers, ReceiptSource
from desk_app.ui.screens.receipt.view import ReceiptView
from desk_app.wording import message


def build_receipt(
    desk: Desk,
    officer: Callable[[], OfficerAtDesk],
    background: Background,
    bus: BusBridge,
    *,
    printers: Printers,
    choose_file: ChooseFile | None = None,
) -> ReceiptView:
    """The receipt screen. Its argument: ``ReceiptOf(code, print_now)``, or a code."""
    view = ReceiptView()
    source = ReceiptSource(desk.receipts, desk.dossiers, desk.settings, officer, printers)
    ReceiptPresenter(view, source, background, bus, choose_file or _asked_file)
    return view


def _asked_file(name: str) -> Path | None:
    return ask_where(message("receipt_screen.save"), name)
