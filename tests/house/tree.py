"""The checkout as the house tests see it: its files, its modules and what stands in them."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desk_app"

# Left behind by tools; what .gitignore names.
_NOT_OURS = {"__pycache__", "build", "dist", "demo-out"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the repository; without git (a downloaded archive) every file that is ours."""
    git = shutil.which("git")
    if git is not None and (ROOT / ".git").exists():
        command = [git, "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
        listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        paths = [ROOT / name for name in listing.split("\0") if name]
        return tuple(path for path in paths if path.is_file())
    return tuple(path for path in _walk(ROOT) if path.is_file())


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") and path.name not in {".ci", ".gitignore"}
        if hidden or path.name in _NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


@dataclass(frozen=True)
class Module:
    """One Python file, parsed."""

    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        """Its path from the root, with forward slashes."""
        return self.path.relative_to(ROOT).as_posix()


@cache
def modules(top: str) -> tuple[Module, ...]:
    """All Python modules under a folder of the root, e.g. ``desk_app`` or ``tests``."""
    found = sorted((ROOT / top).rglob("*.py"))
    return tuple(Module(path, ast.parse(path.read_text(encoding="utf-8"))) for path in found)


def imported_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def expect_none(found: Iterable[str]) -> None:
    """Fail with the whole list, one finding a line."""
    findings = list(found)
    assert not findings, f"{len(findings)} found:\n" + "\n".join(findings)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else node.attr
    return ""
