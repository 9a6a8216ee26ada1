"""Pictures of the counter at work, drawn by the real window without a display."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from desk_app import app
from desk_app.app_window import make_application, wire_window
from desk_app.services.desk import Desk
from desk_app.ui.collecting import collected_here
from desk_app.ui.pictures import Shot, take_all
from desk_app.ui.screens.digitise.state import ScanOf

SIZE = (1366, 768)
SCREENS = ("home", "intake", "search", "sync_centre", "day", "settings")


def without_display() -> None:
    """Lets Qt draw into memory; to be called before the first window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Drawing into memory knows no size hints, and says so of every window.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")


def take_pictures(profile: Path, out: Path, language: str) -> list[Path]:
    """Opens each screen of the desk in ``profile`` and keeps what it shows; returns the files."""
    make_application(language)
    with collected_here(), app.running(profile) as desk:
        counter = wire_window(desk)
        try:
            counter.begin()
            supervisor = next(card for card in desk.sign_in.officers() if card.role == "supervisor")
            counter.session.begin(desk.officer(supervisor.login))
            shots = [Shot(f"screen-{name}", name) for name in SCREENS]
            newest = desk.search.search("", 1).dossiers
            shots += [Shot("screen-receipt", "receipt", line.code) for line in newest]
            shots += [Shot(f"screen-{name}", name, argument) for name, argument in scanned(desk)]
            return take_all(counter, shots, SIZE, out)
        finally:
            counter.end()


def scanned(desk: Desk) -> Iterator[tuple[str, object]]:
    """The screens of scanning, where there is anything to see on them."""
    with_pages = [
        ScanOf(line.code, paper.number)
        for line in desk.search.search("", 10).dossiers
        for paper in desk.scanning.checklist(line.code).papers
        if paper.pages
    ]
    if with_pages:
        yield "digitise", with_pages[-1]
    if desk.unmatched.count():
        yield "unmatched", None
