"""Puts the unmatched tray together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.choose_files import ChooseFiles
from desk_app.ui.screens.unmatched.presenter import UnmatchedPresenter
from desk_app.ui.screens.unmatched.source import TraySource
from desk_app.ui.screens.unmatched.view import UnmatchedView


def build_unmatched(
    desk: Desk,
    officer: Callable[[], OfficerAtDesk],
    background: Background,
    bus: BusBridge,
    *,
    ask_files: Callable[[], Sequence[Path]] | None = None,
) -> UnmatchedView:
    """The unmatched tray. It takes no argument."""
    view = UnmatchedView()
    UnmatchedPresenter(
        view,
        TraySource(desk),
        desk.scanning,
        desk.piles,
        desk.devices,
        officer,
        background,
        bus,
        choose_files=ask_files or ChooseFiles(desk.settings, background),
    )
    return view
