"""Files on a stick are whole or not there, and a stick's faults are sentences."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_app.errors import EnvironmentFault, Refusal
from desk_app.paper.disk import Disk
from desk_app.paper.stick import opened, refuse_too_little_room, stick_faults, written_whole
from tests.fakes.disks import FaultyDisk, FullDisk, NotingDisk


def test_the_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path) -> None:
    disk = NotingDisk(tmp_path)
    with written_whole(tmp_path / "a.txt", disk) as write:
        write(b"one")
        write(b"two")
        assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "a.txt").read_bytes() == b"onetwo"
    assert [call for call, _ in disk.calls] == [
        "create",
        "write",
        "write",
        "sync",
        "replace",
        "sync_folder",
    ]


def test_a_leftover_of_a_killed_program_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".a.txt.part").write_bytes(b"half")
    with written_whole(tmp_path / "a.txt", Disk()) as write:
        write(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("disk", "key"),
    [
        (FullDisk(2), "queue_file.full"),
        (FaultyDisk("create"), "queue_file.input_output"),
        (FaultyDisk("sync"), "queue_file.input_output"),
        (FaultyDisk("replace"), "queue_file.input_output"),
    ],
)
def test_a_fault_leaves_what_was_there(tmp_path: Path, disk: Disk, key: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    with pytest.raises(EnvironmentFault) as fault, written_whole(path, disk) as write:
        write(b"afterwards")
    assert fault.value.key == key
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "queue_file.full"),
        (errno.EFBIG, "queue_file.full"),
        (errno.EROFS, "queue_file.not_allowed"),
        (errno.EACCES, "queue_file.not_allowed"),
        (errno.ENOENT, "queue_file.gone"),
        (errno.EIO, "queue_file.input_output"),
    ],
)
def test_each_fault_has_its_sentence(number: int, key: str) -> None:
    with pytest.raises(EnvironmentFault) as fault, stick_faults(Path("a.txt")):
        raise OSError(number, os.strerror(number))
    assert fault.value.key == key


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault, opened(tmp_path / "a.txt"):
        pass
    assert fault.value.key == "queue_file.gone"


def test_too_little_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    refuse_too_little_room(tmp_path / "a.txt", 10)
    with pytest.raises(EnvironmentFault) as fault:
        refuse_too_little_room(tmp_path / "a.txt", 2**60)
    assert fault.value.key == "queue_file.too_little_room"


@pytest.mark.parametrize(
    ("make", "key"), [(os.mkfifo, "queue_file.no_file"), (os.mkdir, "queue_file.folder")]
)
def test_what_is_no_file_is_neither_read_nor_replaced(
    tmp_path: Path, make: Callable[[Path], None], key: str
) -> None:
    path = tmp_path / "a"
    make(path)
    before = path.stat()
    with pytest.raises(Refusal) as asked:
        refuse_too_little_room(path, 1)
    with pytest.raises(Refusal) as written, written_whole(path, Disk()) as write:
        write(b"instead")
    with pytest.raises(Refusal) as read, opened(path):
        pass
    assert {no.value.key for no in (asked, written, read)} == {key}
    assert (path.stat().st_mode, path.stat().st_ino) == (before.st_mode, before.st_ino)
