"""A file that another program holds for a moment is waited for, and not for ever."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from desk_app.replacing import PAUSES, durable_remove, durable_replace


class SharingViolation(PermissionError):
    """What Windows says while a virus scanner has the file open."""

    winerror = 32


class Held:
    """A disk on which somebody holds the file for the first ``times`` tries."""

    def __init__(self, times: int, fault: type[OSError] = SharingViolation) -> None:
        self.times = times
        self.fault = fault
        self.waited: list[float] = []

    def replace(self, part: Path, path: Path) -> None:
        if self.times:
            self.times -= 1
            raise self.fault(errno.EACCES, "held")
        part.replace(path)

    def remove(self, path: Path) -> None:
        if self.times:
            self.times -= 1
            raise self.fault(errno.EACCES, "held")
        path.unlink()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    part, path = tmp_path / "a.part", tmp_path / "a"
    part.write_text("new")
    path.write_text("old")
    return part, path


def test_a_file_held_for_a_moment_is_replaced_in_the_end(files: tuple[Path, Path]) -> None:
    held = Held(3)
    durable_replace(*files, replace=held.replace, wait=held.waited.append)
    assert files[1].read_text() == "new"
    assert held.waited == list(PAUSES[:3])


def test_a_file_held_for_ever_is_given_up(files: tuple[Path, Path]) -> None:
    held = Held(1000)
    with pytest.raises(SharingViolation):
        durable_replace(*files, replace=held.replace, wait=held.waited.append)
    assert files[1].read_text() == "old"
    assert sum(held.waited) < 3


def test_any_other_fault_is_told_at_once(files: tuple[Path, Path]) -> None:
    held = Held(1, OSError)
    with pytest.raises(OSError, match="held"):
        durable_replace(*files, replace=held.replace, wait=held.waited.append)
    assert held.waited == []


def test_without_a_fault_nothing_waits(files: tuple[Path, Path]) -> None:
    durable_replace(*files)
    assert files[1].read_text() == "new"


def test_a_file_held_for_a_moment_is_removed_in_the_end(files: tuple[Path, Path]) -> None:
    held = Held(3)
    durable_remove(files[1], remove=held.remove, wait=held.waited.append)
    assert not files[1].exists()
    assert held.waited == list(PAUSES[:3])
    durable_remove(files[1])  # it is gone already
    with pytest.raises(SharingViolation):
        durable_remove(files[0], remove=Held(1000).remove, wait=held.waited.append)
    assert files[0].exists()
