"""Puts the scan screen together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desk_app.services.desk import Desk
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.choose_files import ChooseFiles
from desk_app.ui.document_camera import FindFrames, first_camera
from desk_app.ui.screens.digitise.covers import ChooseFile, Covers, CoverSource, ask_for_file
from desk_app.ui.screens.digitise.presenter import DigitisePresenter
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.ui.screens.receipt.source import Printers


def build_digitise(
    desk: Desk,
    officer: Callable[[], OfficerAtDesk],
    background: Background,
    bus: BusBridge,
    *,
    printers: Printers,
    ask_files: Callable[[], Sequence[Path]] | None = None,
    ask_file: ChooseFile = ask_for_file,
    find_camera: FindFrames = first_camera,
) -> DigitiseView:
    """The scan screen. Its argument: ``ScanOf(dossier, number)``, or a code."""
    view = DigitiseView()
    DigitisePresenter(
        view,
        desk.scanning,
        desk.devices,
        officer,
        background,
        bus,
        choose_files=ask_files or ChooseFiles(desk.settings, background),
        find_camera=find_camera,
    )
    sheets = CoverSource(desk.cover_sheets, desk.settings, officer, printers)
    Covers(view, sheets, background, ask_file)
    return view
