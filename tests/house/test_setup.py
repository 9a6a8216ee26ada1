"""A checkout sets itself up, asks for no more than is missing, and says what it cannot do."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and bash are of Unix")


class Machine:
    """A checkout in a folder with a space, on a machine whose programs can be replaced."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"
        self.programs = folder / "programs"
        self.calls = folder / "calls"
        self.programs.mkdir()
        for name in ("tools/setup.sh", "Makefile", ".ci/run", "requirements.lock"):
            target = self.checkout / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)

    def has(self, name: str, script: str) -> None:
        """Put a program in front of the machine's own; it also notes how it was called."""
        program = self.programs / name
        program.write_text(
            f'#!/bin/sh\necho "{name} $*" >>"{self.calls}"\n{script}\n', encoding="utf-8"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def has_installed(self, *, all_but: tuple[str, ...] = ()) -> None:
        """Let Debian's package list hold everything that is asked for, or all but some."""
        missing = "|".join(all_but) or "nothing"
        self.has(
            "dpkg-query",
            'for name in "$@"; do case "$name" in -*|\'$\'*) ;; '
            f'{missing}|*t64) ;; *) echo "installed $name" ;; esac; done',
        )

    def runs(self, *command: str) -> subprocess.CompletedProcess[str]:
        # These tests may themselves have been started by make.
        ours = ("MAKE", "MFLAGS", "DESK_APP_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        environment["PATH"] = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            command,
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self, name: str) -> list[str]:
        """The calls of one program, in order."""
        lines = self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []
        return [line for line in lines if line.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_word_it_does_not_know_is_wrong_usage(machine: Machine) -> None:
    answer = machine.runs("tools/setup.sh", "everything")
    assert answer.returncode == 2
    assert "usage: tools/setup.sh run|test" in answer.stderr


def test_only_what_is_missing_is_asked_of_apt(machine: Machine) -> None:
    machine.has_installed(all_but=("libgl1", "libcups2"))
    machine.has("id", "echo 0")
    machine.has("apt-get", 'case "$*" in *install*) echo "disk full"; exit 100 ;; esac')

    answer = machine.runs("tools/setup.sh", "run")

    asked = machine.called("apt-get")
    assert "update" in asked[0]
    assert asked[1].endswith("install -y --no-install-recommends libcups2 libgl1")
    assert answer.returncode == 4
    assert "disk full" in answer.stderr


def test_running_asks_for_no_package_of_the_tests(machine: Machine) -> None:
    machine.has_installed(all_but=("postgresql", "xvfb", "libgl1"))
    machine.has("id", "echo 0")
    machine.has("apt-get", 'case "$*" in *install*) exit 100 ;; esac')

    machine.runs("tools/setup.sh", "run")

    assert machine.called("apt-get")[1].endswith("--no-install-recommends libgl1")


def test_without_the_right_to_install_it_names_the_command(machine: Machine) -> None:
    machine.has_installed(all_but=("libgl1",))
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    machine.has("apt-get", "exit 100")

    answer = machine.runs("tools/setup.sh", "run")

    assert answer.returncode == 4
    assert "apt-get install -y --no-install-recommends libgl1" in answer.stderr
    assert machine.called("apt-get") == []
    assert not (machine.checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_not_used(machine: Machine) -> None:
    machine.has_installed()
    machine.has("apt-get", "exit 100")
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 16))):
        machine.has(name, "exit 1")

    answer = machine.runs("tools/setup.sh", "run")

    assert answer.returncode == 4
    assert "python3" in answer.stderr


PROMISED = ("setup", "run", "test", "check", "bench")


def test_plain_make_lists_what_can_be_made(machine: Machine) -> None:
    answer = machine.runs("make")
    assert answer.returncode == 0
    for target in PROMISED:
        assert re.search(rf"^  make {target} +\w", answer.stdout, re.MULTILINE)


@pytest.mark.parametrize("target", PROMISED)
def test_every_target_sets_up_first(machine: Machine, target: str) -> None:
    wanted = machine.runs("make", "--dry-run", target).stdout.splitlines()
    assert wanted[0].startswith("tools/setup.sh ")


@pytest.mark.parametrize(
    ("check", "tests", "green"), [(0, 0, True), (2, 0, False), (0, 2, False), (2, 2, False)]
)
def test_what_lands_is_green_in_both(machine: Machine, check: int, tests: int, green: bool) -> None:
    machine.has("make", f'case "$1" in check) exit {check} ;; test) exit {tests} ;; esac')
    answer = machine.runs("bash", ".ci/run")
    assert machine.called("make") == ["make check", "make test"]
    assert (answer.returncode == 0) is green
