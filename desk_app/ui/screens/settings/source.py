"""What the settings screen shows, gathered from services and packages."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

from desk_app import __version__
from desk_app.paper.scanners.facade import TestReport
from desk_app.paper.scanners.port import Device
from desk_app.services.desk import Desk
from desk_app.ui.screens.settings.reader_test import EXPECTED
from desk_app.ui.screens.settings.state import DeskFacts, SettingsState, enrolled_at

PROGRAM = ("desk-app", "Apache-2.0")
LIBRARIES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "alembic",
    "sqlcipher3",
    "reportlab",
    "python-barcode",
    "segno",
    "pypdfium2",
    "pikepdf",
    "pillow",
    "pi-heif",
    "opencv-python-headless",
    "zxing-cpp",
    "tesserocr",
    "keyring",
    "cryptography",
    "argon2-cffi",
    "httpx",
    "pydantic",
    "fastapi",
    "uvicorn",
    "xlsxwriter",
)
FONTS = (("Inter", "OFL-1.1"), ("Liberation Serif", "OFL-1.1"), ("Lucide", "ISC"))
UNSAID = {"sqlcipher3": "Zlib", "xlsxwriter": "BSD-2-Clause"}
"""Licences of packages that do not name theirs in their metadata."""
LONGEST_LICENCE = 60


class DeskSettings:
    """One desk's settings; called away from the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._versions: tuple[tuple[str, str, str], ...] = ()

    def settings(self) -> SettingsState:
        """Values, facts, versions."""
        desk = self._desk
        facts = self._facts() if desk.enrolled else None
        self._versions = self._versions or versions()
        return SettingsState(
            values=desk.settings.all(),
            facts=facts,
            versions=self._versions,
            calendar=desk.calendar.banner(desk.clock.now().date(), facts.unit if facts else None),
        )

    def set(self, name: str, value: Any) -> None:
        """Keeps a setting.

        Raises:
            Refusal: it does not take that value.
        """
        self._desk.settings.set(name, value)

    def devices(self) -> Sequence[Device]:
        """The scanners that answer."""
        return self._desk.devices.devices()

    def test_scanner(self, device_id: str) -> TestReport:
        """A trial scan of one page, thrown away."""
        return self._desk.devices.test(device_id)

    def reader_code(self) -> Sequence[Sequence[bool]]:
        """The QR code of the reader's try."""
        from desk_app.paper.barcode_image import qr_modules

        return qr_modules(EXPECTED)

    def _facts(self) -> DeskFacts:
        here = self._desk.this_desk()
        return DeskFacts(
            unit=here.unit,
            unit_name=self._desk.unit().name,
            counter=here.counter,
            centre_name=here.centre_name,
            centre_url=here.centre_url or "",
            desk_id=here.desk_id or "",
            enrolled_at=enrolled_at(here.desk_id),
            training=here.training,
        )


def versions() -> tuple[tuple[str, str, str], ...]:
    """(name, version, licence): the program, then the libraries and fonts it stands on."""
    found = [(PROGRAM[0], __version__, PROGRAM[1])]
    for name in LIBRARIES:
        try:
            said = metadata(name)
        except PackageNotFoundError:
            continue
        found.append((name, said["Version"], licence_of(said) or UNSAID.get(name, "")))
    found += [(name, "", licence) for name, licence in FONTS]
    return tuple(found)


def licence_of(said: Any) -> str:
    """The licence as a package names it: its expression, its classifier, its short text."""
    expression = said.get("License-Expression")
    if expression:
        return str(expression)
    for line in said.get_all("Classifier") or ():
        if line.startswith("License :: "):
            return str(line.rsplit(" :: ", 1)[1])
    lines = (said.get("License") or "").strip().splitlines()
    return lines[0][:LONGEST_LICENCE] if lines else ""
