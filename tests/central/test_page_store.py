"""Archive copies on the centre's disk: written where they belong, whole or not there."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from desk_app.central.page_store import PARTS, LocalPageStore, PartGone
from desk_app.errors import EnvironmentFault
from desk_app.paper.disk import Disk
from tests.builders.archive_copies import file_id_of

FILE = file_id_of(1)


@pytest.fixture
def kept(tmp_path: Path) -> LocalPageStore:
    """An empty folder that is not even made."""
    return LocalPageStore(tmp_path / "pages")


def arrived(kept: LocalPageStore) -> bytes:
    with kept.open_arrived(FILE) as file:
        return file.read()


def keep(kept: LocalPageStore) -> None:
    with kept.open_arrived(FILE) as file:
        kept.keep(FILE, file)


def test_bytes_are_written_where_they_belong(kept: LocalPageStore) -> None:
    part = kept.open_part(FILE, 0)
    for data in (b"one ", b"two ", b"three"):
        part.write(data)
    part.sync()
    assert part.offset == kept.length(FILE) == 13
    part.close()
    assert arrived(kept) == b"one two three"


def test_what_was_not_counted_is_cut_off(kept: LocalPageStore) -> None:
    part = kept.open_part(FILE, 0)
    part.write(b"counted, and not any more")
    part.close()
    again = kept.open_part(FILE, 7)
    again.write(b"!")
    again.close()
    assert arrived(kept) == b"counted!"


def test_a_late_write_of_an_older_request_lands_at_its_own_place(kept: LocalPageStore) -> None:
    older = kept.open_part(FILE, 0)
    older.write(b"one ")
    newer = kept.open_part(FILE, 4)
    newer.write(b"two three")
    older.write(b"two ")
    older.close()
    newer.close()
    assert arrived(kept) == b"one two three"


def test_a_disk_that_lost_some_says_so(kept: LocalPageStore) -> None:
    part = kept.open_part(FILE, 0)
    part.write(b"abc")
    part.close()
    again = kept.open_part(FILE, 10)
    assert again.offset == 3
    again.close()
    assert kept.length(FILE) == 3, "nothing was filled in"


def test_a_good_file_gets_its_name_also_twice(kept: LocalPageStore) -> None:
    part = kept.open_part(FILE, 0)
    part.write(b"whole")
    part.close()
    keep(kept)
    keep(kept)
    assert kept.path(FILE).read_bytes() == b"whole"
    assert (kept.length(FILE), arrived(kept)) == (5, b"whole")
    assert not any((kept.folder / PARTS).iterdir())


def test_a_dropped_file_is_forgotten(kept: LocalPageStore) -> None:
    kept.drop(FILE)
    part = kept.open_part(FILE, 0)
    part.write(b"bad")
    part.close()
    kept.drop(FILE)
    assert kept.length(FILE) == 0


def test_a_request_that_another_process_ended_writes_into_no_kept_file(
    kept: LocalPageStore,
) -> None:
    older = kept.open_part(FILE, 0)
    older.write(b"whole")
    ended: list[BaseException] = []

    def write_late() -> None:
        try:
            older.write(b" and wrong")
        except PartGone as gone:
            ended.append(gone)

    with kept.open_arrived(FILE) as file:
        late = threading.Thread(target=write_late)
        late.start()  # it cannot write while the file is looked at
        assert file.read() == b"whole"
        kept.keep(FILE, file)
    late.join(30)
    older.close()
    assert [type(gone) for gone in ended] == [PartGone]
    assert kept.path(FILE).read_bytes() == b"whole"


def test_a_request_that_another_process_ended_cuts_no_file_that_is_looked_at(
    kept: LocalPageStore,
) -> None:
    """It heard how far the file was before the newer one brought the rest."""
    part = kept.open_part(FILE, 0)
    part.write(b"whole")
    part.close()
    ended: list[BaseException] = []

    def begin_late() -> None:
        try:
            kept.open_part(FILE, 2).close()
        except PartGone as gone:
            ended.append(gone)

    with kept.open_arrived(FILE) as file:
        late = threading.Thread(target=begin_late)
        late.start()
        late.join(0.3)  # where nothing holds it back it is through by then
        assert file.read() == b"whole"
        kept.keep(FILE, file)
    late.join(30)
    assert kept.path(FILE).read_bytes() == b"whole"
    # Too late for that one it may also have begun a new one: nobody counts what is in it.
    assert ended or kept.length(FILE) == 0


def test_a_request_that_another_process_ended_writes_into_no_newer_file(
    kept: LocalPageStore,
) -> None:
    older = kept.open_part(FILE, 0)
    kept.drop(FILE)
    newer = kept.open_part(FILE, 0)
    newer.write(b"anew")
    with pytest.raises(PartGone):
        older.write(b"wrong bytes")
    for part in (older, newer):
        part.close()
    assert arrived(kept) == b"anew"


def test_a_look_whether_it_can_be_written_leaves_nothing(kept: LocalPageStore) -> None:
    kept.check()
    assert not any((kept.folder / PARTS).iterdir())


def test_only_the_centre_may_look_inside(kept: LocalPageStore) -> None:
    kept.open_part(FILE, 0).close()
    for path in (kept.folder, kept.folder / PARTS, kept.folder / PARTS / FILE):
        assert path.stat().st_mode & 0o077 == 0


class NotingDisk(Disk):
    """Notes what is synced and renamed, in order."""

    def __init__(self) -> None:
        self.did: list[tuple[str, str]] = []

    def sync(self, file: BinaryIO) -> None:
        self.did.append(("sync", Path(file.name).name))
        super().sync(file)

    def replace(self, part: Path, path: Path) -> None:
        self.did.append(("replace", path.name))
        super().replace(part, path)

    def sync_folder(self, path: Path) -> None:
        self.did.append(("folder", path.name))
        super().sync_folder(path)


def test_file_then_name_then_folder_are_on_the_disk(tmp_path: Path) -> None:
    disk = NotingDisk()
    kept = LocalPageStore(tmp_path / "pages", disk)
    part = kept.open_part(FILE, 0)
    disk.did.clear()
    part.write(b"data")
    part.sync(by_name=False)
    part.close()
    keep(kept)
    ends = [("sync", FILE), ("folder", "pages"), ("replace", f"{FILE}.pdf"), ("folder", FILE[-2:])]
    assert disk.did == ends


def test_what_is_counted_is_found_by_its_name(tmp_path: Path) -> None:
    """Also where the process that made the file ended before it counted anything."""
    disk = NotingDisk()
    kept = LocalPageStore(tmp_path / "pages", disk)
    kept.open_part(FILE, 0).close()
    part = kept.open_part(FILE, 0)
    disk.did.clear()
    part.write(b"data")
    part.sync()
    assert disk.did == [("sync", FILE), ("folder", PARTS)]
    part.write(b"more")
    part.sync()
    part.close()
    again = kept.open_part(FILE, part.offset)
    again.sync()
    again.close()
    assert disk.did[2:] == [("sync", FILE)] * 2


class FailingDisk(Disk):
    """Says no when asked to sync."""

    def __init__(self, number: int) -> None:
        self.number = number

    def sync(self, file: BinaryIO) -> None:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "store.disk_full"),
        (errno.EROFS, "store.cannot_write"),
        (errno.EIO, "store.input_output"),
    ],
)
def test_a_disk_that_says_no_is_heard(tmp_path: Path, number: int, key: str) -> None:
    part = LocalPageStore(tmp_path, FailingDisk(number)).open_part(FILE, 0)
    with pytest.raises(EnvironmentFault) as caught:
        part.sync()
    assert caught.value.key == key
    part.close()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("no right to mount: a FULL DISK at the centre is NOT tested here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_keeps_what_was_counted_and_goes_on_when_there_is_room(
    tiny_disk: Path,
) -> None:
    kept = LocalPageStore(tiny_disk / "pages")
    part = kept.open_part(FILE, 0)
    part.write(bytes(500_000))
    part.sync()
    counted = part.offset
    with pytest.raises(EnvironmentFault) as caught:
        part.write(bytes(1_000_000))
    assert caught.value.key == "store.disk_full"
    part.close()
    again = kept.open_part(FILE, counted)
    assert again.offset == counted == kept.length(FILE)
    again.write(bytes(1000))
    again.sync()
    again.close()
