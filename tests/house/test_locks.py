"""The locks are in step with pyproject.toml, pinned by hash, and free to be given away."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from dataclasses import dataclass
from functools import cache

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.tree import ROOT

_ENTRY = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+?)(?:\s*;\s*(.*?))?\s*\\?$")


@dataclass(frozen=True)
class Locked:
    """One package of a lock: its version, where it applies, how many files are allowed by hash."""

    version: Version
    marker: str | None
    hashes: int

    @property
    def applies_here(self) -> bool:
        return self.marker is None or Marker(self.marker).evaluate()


@cache
def lock(name: str) -> dict[str, Locked]:
    """A lock file, by package name."""
    found: dict[str, Locked] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        entry = _ENTRY.match(block.splitlines()[0]) if block.strip() else None
        if entry is not None:
            package, version, marker = entry.groups()
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block))
            found[canonicalize_name(package)] = Locked(Version(version), marker, hashes)
    return found


def project() -> tuple[list[Requirement], list[Requirement]]:
    """What pyproject.toml asks for: to run, and beside that to develop."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    to_run = [Requirement(line) for line in said["dependencies"]]
    to_develop = [Requirement(line) for line in said["optional-dependencies"]["dev"]]
    return to_run, to_develop


def out_of_step(wanted: list[Requirement], locked: dict[str, Locked]) -> list[str]:
    """The requirements that a lock does not satisfy."""
    return [
        str(requirement)
        for requirement in wanted
        if (entry := locked.get(canonicalize_name(requirement.name))) is None
        or entry.version not in requirement.specifier
    ]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    to_run, to_develop = project()
    assert out_of_step(to_run, lock("requirements.lock")) == []
    assert out_of_step(to_run + to_develop, lock("requirements-dev.lock")) == []


def test_a_requirement_that_is_not_locked_is_seen() -> None:
    to_run, _ = project()
    locked = lock("requirements.lock")
    assert out_of_step([*to_run, Requirement("not-locked-anywhere>=1")], locked) != []
    assert out_of_step([Requirement("sqlalchemy>=99")], locked) != []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    assert len(lock(name)) > 30
    assert [package for package, entry in lock(name).items() if entry.hashes == 0] == []


def test_both_locks_agree() -> None:
    develop = lock("requirements-dev.lock")
    different = [
        package
        for package, entry in lock("requirements.lock").items()
        if package not in develop or develop[package].version != entry.version
    ]
    assert different == []


def test_no_package_brings_a_browser() -> None:
    heavy = {"pyside6", "pyside6-webengine"}
    assert heavy & lock("requirements-dev.lock").keys() == set()


# ---------------------------------------------------------------- licences

_FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla|ISC|Zlib|LGPL|Lesser|HPND|CC0",
    re.IGNORECASE,
)
# GPL and AGPL, not LGPL: their duties would reach this program.
_STRICT = re.compile(r"(?<!L)\bA?GPL|(?<!Lesser )General Public License|Affero", re.IGNORECASE)


def may_ship(licence: str) -> bool:
    """Whether a licence leaves us free; of several to choose from, one is enough."""
    choices = re.split(r"\s+OR\s+", licence, flags=re.IGNORECASE)
    return any(_FREE.search(choice) and not _STRICT.search(choice) for choice in choices)


def licence_of(package: str) -> str:
    """What an installed package says about its licence: expression, classifiers, or its text."""
    about = importlib.metadata.metadata(package)
    if about.get("License-Expression"):
        return about["License-Expression"]
    classifiers = [
        line.rpartition("::")[2].strip()
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classifiers:
        return " OR ".join(classifiers)
    said = (about.get("License") or "").strip().splitlines()
    return said[0] if said else known_by_its_text(package)


# The zlib licence in its own words; sqlcipher3 names it nowhere else.
_ZLIB = ("Permission is granted to anyone to use this software for any purpose", "Altered source")


def known_by_its_text(package: str) -> str:
    """The licence of a package that only ships the text of it."""
    files = importlib.metadata.files(package) or []
    texts = [file.read_text() for file in files if "licenses" in file.parts]
    return "Zlib" if any(all(words in text for words in _ZLIB) for text in texts) else ""


def test_what_is_shipped_is_free_of_gpl() -> None:
    licences = {
        package: licence_of(package)
        for package, entry in lock("requirements.lock").items()
        if entry.applies_here
    }
    assert {name: text for name, text in licences.items() if not may_ship(text)} == {}


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "GNU General Public License v3 (GPLv3)",
        "Proprietary",
        "",
    ],
)
def test_a_licence_that_binds_us_is_seen(licence: str) -> None:
    assert not may_ship(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "Apache-2.0 OR BSD-3-Clause",
    ],
)
def test_a_free_licence_may_ship(licence: str) -> None:
    assert may_ship(licence)
