"""Which pages there are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ORDER = ("home", "intake", "receipt", "search", "sync_centre", "day", "settings")
"""The pages in the order of a working day; others follow by name."""


@dataclass(frozen=True)
class HelpPage:
    """A page: its topic and its heading."""

    topic: str
    title: str


def pages(folder: Path) -> tuple[HelpPage, ...]:
    """The pages in ``folder`` (one language), in the order to read them."""
    found = [HelpPage(file.stem, heading(file)) for file in sorted(folder.glob("*.md"))]
    whole = [page for page in found if "." not in page.topic]
    return tuple(sorted(whole, key=lambda page: (_place(page.topic), page.title)))


def heading(file: Path) -> str:
    """The first heading of a page, or its name."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            return line.lstrip("#").strip()
    return file.stem


def _place(topic: str) -> int:
    return ORDER.index(topic) if topic in ORDER else len(ORDER)
