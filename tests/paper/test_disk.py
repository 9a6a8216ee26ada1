from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from desk_app.errors import EnvironmentFault
from desk_app.paper.disk import Disk, disk_faults


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "store.disk_full"),
        (errno.EDQUOT, "store.disk_full"),
        (errno.EACCES, "store.cannot_write"),
        (errno.EROFS, "store.cannot_write"),
        (errno.EIO, "store.input_output"),
        (None, "store.input_output"),
    ],
)
def test_what_the_disk_says_is_put_into_words(number: int | None, key: str) -> None:
    fault = OSError() if number is None else OSError(number, os.strerror(number), "/secret/path")
    with pytest.raises(EnvironmentFault) as found, disk_faults():
        raise fault
    assert found.value.key == key
    for language in ("vi", "en"):
        said = found.value.as_json(language)["error"]
        assert all(said[part] for part in ("title", "meaning", "next_step"))
        assert "secret" not in str(said)


def test_a_missing_file_is_left_to_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), disk_faults():
        (tmp_path / "gone").read_bytes()


def test_a_folder_is_made_once_with_those_above_it(tmp_path: Path) -> None:
    disk = Disk()
    assert disk.make_folder(tmp_path / "a" / "b")
    assert not disk.make_folder(tmp_path / "a" / "b")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    disk = Disk()
    disk.make_folder(tmp_path / "pages")
    with disk.create(tmp_path / "pages" / "x") as file:
        disk.write(file, b"page")
        disk.flush(file)
        disk.sync(file)
    disk.sync_folder(tmp_path / "pages")
    assert (tmp_path / "pages").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "pages" / "x").stat().st_mode & 0o777 == 0o600


def test_a_file_is_never_written_over_by_chance(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"there")
    with pytest.raises(FileExistsError):
        Disk().create(tmp_path / "x")


def test_forgetting_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    Disk().forget(tmp_path / "gone")
    Disk().forget(tmp_path)  # a folder: it stays, and nobody is told
    assert tmp_path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no folders to sync")
def test_what_is_synced_is_asked_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    really = os.fsync

    def noted(number: int) -> None:
        asked.append(os.fstat(number).st_ino)
        really(number)

    monkeypatch.setattr(os, "fsync", noted)
    disk = Disk()
    with disk.create(tmp_path / "x") as file:
        disk.write(file, b"page")
        disk.sync(file)
    disk.sync_folder(tmp_path)
    assert asked == [(tmp_path / "x").stat().st_ino, tmp_path.stat().st_ino]
