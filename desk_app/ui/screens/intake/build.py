"""Puts the intake screen together."""

from __future__ import annotations

from collections.abc import Callable

from desk_app.services.desk import Desk
from desk_app.services.intake import Received
from desk_app.services.number_ways import number_ways
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.screens.intake.no_numbers import NoNumbers
from desk_app.ui.screens.intake.presenter import IntakePresenter
from desk_app.ui.screens.intake.source import IntakeSource
from desk_app.ui.screens.intake.view import IntakeView
from desk_app.ui.screens.receipt.state import ReceiptOf


def build_intake(
    desk: Desk,
    officer: Callable[[], OfficerAtDesk],
    background: Background,
    bus: BusBridge,
    *,
    is_offline: Callable[[], bool] = lambda: False,
) -> IntakeView:
    """The intake screen; a received dossier opens the screen ``receipt``, which prints.

    Args of the screen (``open_screen("intake", …)``): None (what was begun goes on), ``NewIntake``,
    the id of a draft, ``CardScanned`` (a card read elsewhere) or ``ForProcedure`` (a favourite of
    the home screen). ``is_offline``: whether the centre was out of reach lately.
    """
    view = IntakeView()
    view.is_offline = is_offline
    source = IntakeSource(
        desk.intake,
        desk.catalogue,
        desk.drafts,
        desk.receipts,
        officer,
        lambda: desk.settings.get("paper"),
    )
    no_numbers = NoNumbers(
        view, lambda: number_ways(desk), lambda: desk.outbox.send_now(), background, bus
    )

    def after(received: Received) -> None:
        view.open_screen.emit("receipt", ReceiptOf(received.code, print_now=True))

    view.print_pressed.connect(
        lambda code: view.open_screen.emit("receipt", ReceiptOf(code, print_now=True))
    )

    def as_liked() -> None:
        view.walk.enter_moves = desk.settings.get("enter_moves")

    view.entered.connect(lambda _argument: as_liked())
    IntakePresenter(view, source, background, no_numbers, desk.clock.now, after)
    return view
