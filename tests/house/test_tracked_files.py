"""Nothing in the repository belongs to one machine, and nothing is left half-done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, expect_none, tracked_files

# Put together from pieces, so that this file does not find itself.
_REGISTRY = "|".join(
    [
        r"py" + r"pi\.org",
        r"python" + r"hosted\.org",
        r"npm" + r"js\.org",
        r"deb\." + r"debian\.org",
        r"security\." + r"debian\.org",
        r"archive\." + r"ubuntu\.com",
        r"--(?:extra-)?index" + r"-url[ =]\S+://",
        r"--find" + r"-links[ =]",
    ]
)
_MACHINE = "|".join(
    [
        r"(?<![\w./$}*-])/ro" + r"ot/",
        r"(?<![\w./$}*-])/wo" + r"rk/",
        r"(?<![\w./$}*-])/Us" + r"ers/",
        # officer, can-bo and shared are invented for examples.
        r"(?<![\w./$}*-])/ho" + r"me/(?!officer|can-?bo|shared|\.\.\.|…)",
        r"(?<![\w./$}*-])/tmp/[a-z]",
    ]
)
_UNFINISHED = r"\b(?:TO" + r"DO|FIX" + r"ME)\b"

RULES = {
    "the address of a package registry": re.compile(_REGISTRY),
    "a path of one machine": re.compile(_MACHINE),
    "a mark of unfinished work": re.compile(_UNFINISHED),
}

# Texts of other people that we carry unchanged.
FOREIGN = {"LICENSE"}


def text_of(path: Path) -> str | None:
    """The text of a file; None for pictures, fonts and other bytes."""
    raw = path.read_bytes()
    if b"\0" in raw[:8192]:
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def findings(text: str) -> Iterator[tuple[int, str]]:
    """Line number and rule of each line that breaks one."""
    for rule, pattern in RULES.items():
        if not pattern.search(text):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield number, rule


def test_no_tracked_file_breaks_a_rule() -> None:
    broken = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        text = None if name in FOREIGN or "licen" in name.lower() else text_of(path)
        if text is not None:
            broken += [f"{name}:{number} has {rule}" for number, rule in findings(text)]
    expect_none(broken)


@pytest.mark.parametrize(
    "line",
    [
        "see https://" + "pypi" + ".org/simple",
        "--index" + "-url https://mirror.example/simple",
        "path = '/" + "root/project'",
        "data in /" + "home/nam/desk",
        "# TO" + "DO later",
    ],
)
def test_a_planted_line_is_seen(line: str) -> None:
    assert list(findings(f"harmless\n{line}\n")) != []


@pytest.mark.parametrize(
    "line",
    ["Path.home() / 'work'", "/var/lib/desk-app", "$root/srv", "all done", "/home/officer/x"],
)
def test_a_harmless_line_is_left_alone(line: str) -> None:
    assert list(findings(line)) == []


def test_lock_files_name_no_place_to_fetch_from() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name


def test_no_tracked_file_is_a_leftover() -> None:
    leftovers = re.compile(r"\.(orig|rej|bak|swp|tmp|pyc|db|sqlite|sqlite3|log)$|~$|\buv\.lock$")
    assert [path.name for path in tracked_files() if leftovers.search(path.name)] == []
