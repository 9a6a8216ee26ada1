"""The arrows between modules hold, and breaking one does not go unseen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, expect_none, imported_names, modules


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the ``desk_app`` in a folder, not on the installed one."""
    command = "from importlinter.cli import lint_imports_command as check; check()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_real_tree_keeps_every_arrow() -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_module_stands_on_a_floor() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = said["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = {re.sub(r"[()\s]", "", name) for layer in layers for name in layer.split("|")}
    there = {
        f"desk_app.{path.stem}"
        for path in PACKAGE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    }
    expect_none(sorted(there - floors))


@dataclass(frozen=True)
class Planted:
    """An import that must not be, where it is planted, and how the report names it."""

    package: str
    line: str
    reported: str

    @property
    def module(self) -> str:
        return "planted_" + "".join(c if c.isalnum() else "_" for c in self.reported)


PLANTED = [
    Planted("services", "import PySide6.QtCore", "PySide6"),
    Planted("services", "import desk_app.sync", "desk_app.sync"),
    Planted("services", "import desk_app.central", "desk_app.central"),
    Planted("services", "import desk_app.ui", "desk_app.ui"),
    Planted("services", "import httpx", "httpx"),
    Planted("services", "import keyring", "keyring"),
    Planted("ui", "import desk_app.models", "desk_app.models"),
    Planted("ui", "import desk_app.sync", "desk_app.sync"),
    Planted("ui", "import sqlalchemy", "sqlalchemy"),
    Planted("ui", "import httpx", "httpx"),
    Planted("models", "import desk_app.services", "desk_app.services"),
    Planted("models", "import desk_app.paper", "desk_app.paper"),
    Planted("models", "import PySide6.QtCore", "PySide6"),
    Planted("paper", "import sqlalchemy", "sqlalchemy"),
    Planted("paper", "import desk_app.config", "desk_app.config"),
    Planted("sync", "import desk_app.central", "desk_app.central"),
    Planted("sync", "import keyring", "keyring"),
    Planted("central", "import desk_app.services", "desk_app.services"),
    Planted("central", "import PySide6.QtCore", "PySide6"),
    Planted("config", "import desk_app.models", "desk_app.models"),
]


def test_every_forbidden_import_is_caught_when_planted(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        PACKAGE, tmp_path / "desk_app", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    for planted in PLANTED:
        target = tmp_path / "desk_app" / planted.package / f"{planted.module}.py"
        target.write_text(f'"""Planted by a test."""\n\n{planted.line}\n', encoding="utf-8")

    checked = lint_imports(tmp_path)

    assert checked.returncode == 1, checked.stdout + checked.stderr
    # A long name is folded by the report; its words stay in order.
    report = "".join(checked.stdout.split())
    unseen = [
        f"desk_app.{planted.package} -> {planted.reported}"
        for planted in PLANTED
        if f"desk_app.{planted.package}.{planted.module}->{planted.reported}" not in report
    ]
    expect_none(unseen)


# What only one place may ask for: import-linter would also blame those who ask that place.
HOMES = {
    "keyring": ("desk_app/config/vault",),
    "httpx": ("desk_app/sync/",),
    "PySide6": ("desk_app/ui/", "desk_app/app.py"),
    "sqlcipher3": ("desk_app/models/", "desk_app/central/engine.py"),
    "fastapi": ("desk_app/central/",),
    "uvicorn": ("desk_app/central/",),
    "reportlab": ("desk_app/paper/",),
    "barcode": ("desk_app/paper/",),
    "segno": ("desk_app/paper/",),
    "sqlalchemy.create_engine": ("desk_app/models/engine.py", "desk_app/central/"),
}


def at_home(place: str, imported: str) -> bool:
    """Whether a module may import a name."""
    return all(
        place.startswith(homes)
        for name, homes in HOMES.items()
        if imported == name or imported.startswith(f"{name}.")
    )


def test_each_outside_library_is_asked_in_its_one_place() -> None:
    strays = [
        f"{module.place}:{line} imports {name}"
        for module in modules("desk_app")
        for line, name in imported_names(module.tree)
        if not at_home(module.place, name)
    ]
    expect_none(strays)


@pytest.mark.parametrize(
    ("place", "imported"),
    [
        ("desk_app/services/sign_in.py", "keyring.get_password"),
        ("desk_app/central/accounts.py", "httpx"),
        ("desk_app/cli.py", "PySide6.QtWidgets.QApplication"),
        ("desk_app/services/backup.py", "sqlalchemy.create_engine"),
    ],
)
def test_a_library_away_from_home_is_seen(place: str, imported: str) -> None:
    assert not at_home(place, imported)
