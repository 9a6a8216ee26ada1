from __future__ import annotations

import hashlib
import itertools
import random
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.errors import EnvironmentFault
from desk_app.paper.page_cipher import CHUNK, HEADER, TAG, chunk_place, tags_of
from desk_app.paper.scan_store import LEFTOVER, Kept, ScanStore
from tests.fakes.disks import FaultyDisk, FullDisk, HeldDisk, NotingDisk, files_below

BLOCK = 16 * CHUNK
SIZES = (0, 1, CHUNK, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + CHUNK + 7)
MARKER = b"\xff\xd8marker of a page that nobody may see\xff\xd9"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "pages"


@pytest.fixture
def store(folder: Path) -> ScanStore:
    return ScanStore(folder)


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[ScanStore, Kept, bytes]:
    store = ScanStore(tmp_path_factory.mktemp("pages"))
    plain = noise(5 * CHUNK + 123)
    return store, store.put(plain), plain


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def path_of(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def fault_of(store: ScanStore, name: str, key: bytes) -> str:
    with pytest.raises(EnvironmentFault) as found:
        store.read(name, key)
    return found.value.key


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was_put(store: ScanStore, folder: Path, size: int) -> None:
    plain = noise(size)
    kept = store.put(plain)
    assert store.read(kept.name, kept.key) == plain
    assert (kept.size, kept.sha256) == (size, hashlib.sha256(plain).hexdigest())
    assert store.size(kept.name) == size
    assert list(store.names()) == [kept.name]
    assert store.leftovers() == ()
    assert path_of(folder, kept.name).is_file()


@given(pieces=st.lists(st.integers(0, BLOCK + 3), max_size=5), data=st.data())
def test_pieces_make_the_same_file_as_the_whole(pieces: list[int], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ScanStore(Path(folder))
        whole = noise(sum(pieces))
        ends = list(itertools.accumulate(pieces, initial=0))
        kept = store.put(whole[start:end] for start, end in itertools.pairwise(ends))
        assert kept.sha256 == hashlib.sha256(whole).hexdigest()
        assert store.read(kept.name, kept.key) == whole
        offset = data.draw(st.integers(0, len(whole) + 5))
        most = data.draw(st.integers(0, len(whole) + 5))
        part = store.read_from(kept.name, kept.key, offset, most)
        assert part == whole[offset : offset + most]


@given(offset=st.integers(0, 6 * CHUNK), most=st.integers(0, 6 * CHUNK))
def test_any_part_can_be_read(
    long_file: tuple[ScanStore, Kept, bytes], offset: int, most: int
) -> None:
    store, kept, plain = long_file
    assert store.read_from(kept.name, kept.key, offset, most) == plain[offset : offset + most]


def test_a_part_needs_only_the_chunks_it_lies_in(store: ScanStore, folder: Path) -> None:
    plain = noise(4 * CHUNK)
    kept = store.put(plain)
    with path_of(folder, kept.name).open("r+b") as file:
        file.seek(chunk_place(0) + 5)
        file.write(b"changed")
    assert store.read_from(kept.name, kept.key, CHUNK, 2 * CHUNK) == plain[CHUNK : 3 * CHUNK]
    with pytest.raises(EnvironmentFault):
        store.read_from(kept.name, kept.key, CHUNK - 1, 2)


def test_places_before_the_first_byte_are_a_mistake(store: ScanStore) -> None:
    kept = store.put(b"page")
    for offset, most in ((-1, 1), (0, -1)):
        with pytest.raises(ValueError, match="before the first byte"):
            store.read_from(kept.name, kept.key, offset, most)


def test_equal_pages_are_two_files_with_their_own_keys(store: ScanStore) -> None:
    one, other = store.put(b"page"), store.put(b"page")
    assert one.sha256 == other.sha256
    assert one.name != other.name
    assert one.key != other.key


def test_the_name_tells_whether_the_file_is_whole(store: ScanStore, folder: Path) -> None:
    kept = store.put(noise(BLOCK + 5))
    assert is_whole(path_of(folder, kept.name))


def is_whole(path: Path) -> bool:
    """Whether a file has the name that its header and tags give it; needs no key."""
    file = path.read_bytes()
    tags = tags_of(bytearray(file[HEADER:]))
    return hashlib.sha256(file[:HEADER] + tags).hexdigest() == path.name


def test_no_plain_page_is_anywhere_on_the_disk(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "temp"
    passing.mkdir()
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setattr(tempfile, "tempdir", None)
    page = MARKER * (2 * BLOCK // len(MARKER) + 1)

    ScanStore(folder).put(page)
    ScanStore(folder).put([MARKER, page, MARKER])
    with pytest.raises(EnvironmentFault):
        ScanStore(folder, disk=LosingDisk("sync")).put(page)

    written = list(files_below(tmp_path))
    assert len(written) == 3
    assert sum(len(file.read_bytes()) for file in written) > 3 * len(page)
    for file in written:
        assert b"marker" not in file.read_bytes()
        assert b"marker" not in file.name.encode()
    assert list(files_below(passing)) == []


class LosingDisk(FaultyDisk):
    """Fails, and the program has no more time to clean up."""

    def forget(self, part: Path) -> None:
        pass


@pytest.mark.parametrize("size", [10, 2 * CHUNK + 10])
def test_tampering_of_every_kind_is_noticed(store: ScanStore, folder: Path, size: int) -> None:
    kept = store.put(noise(size))
    path = path_of(folder, kept.name)
    whole = path.read_bytes()
    chunk = CHUNK + TAG
    tampered = {
        "a bit of the header": bytes([whole[0] ^ 1]) + whole[1:],
        "a bit of the random part": whole[: HEADER - 1]
        + bytes([whole[HEADER - 1] ^ 1])
        + whole[HEADER:],
        "a bit of the text": whole[:HEADER] + bytes([whole[HEADER] ^ 1]) + whole[HEADER + 1 :],
        "a bit of the last tag": whole[:-1] + bytes([whole[-1] ^ 128]),
        "cut": whole[:-1],
        "cut to the header": whole[:HEADER],
        "empty": b"",
        "added": whole + b"\0",
        "twice": whole + whole[HEADER:],
        "cut between chunks": whole[: HEADER + chunk],
        "first chunk left out": whole[:HEADER] + whole[HEADER + chunk :],
        "chunks changed places": whole[:HEADER]
        + whole[HEADER + chunk : HEADER + 2 * chunk]
        + whole[HEADER : HEADER + chunk]
        + whole[HEADER + 2 * chunk :],
        "another program's": b"%PDF-1.4" * 100,
    }
    for what, changed in tampered.items():
        if changed == whole:
            continue  # a file of one chunk has no second one
        path.write_bytes(changed)
        assert fault_of(store, kept.name, kept.key) == "store.page_damaged", what
    path.write_bytes(whole)
    assert store.read(kept.name, kept.key) == noise(size)


def test_files_that_changed_names_are_noticed(store: ScanStore, folder: Path) -> None:
    one, other = store.put(b"one page"), store.put(b"the other")
    first, second = path_of(folder, one.name), path_of(folder, other.name)
    bytes_of_first, bytes_of_second = first.read_bytes(), second.read_bytes()
    first.write_bytes(bytes_of_second)
    second.write_bytes(bytes_of_first)
    assert fault_of(store, one.name, one.key) == "store.page_damaged"
    assert fault_of(store, other.name, other.key) == "store.page_damaged"


def test_a_file_cut_off_has_no_size(store: ScanStore, folder: Path) -> None:
    kept = store.put(b"page")
    path_of(folder, kept.name).write_bytes(b"")
    with pytest.raises(EnvironmentFault) as found:
        store.size(kept.name)
    assert found.value.key == "store.page_damaged"


def test_a_missing_file_is_told(store: ScanStore) -> None:
    kept = store.put(b"page")
    store.remove(kept.name)
    assert fault_of(store, kept.name, kept.key) == "store.page_missing"
    with pytest.raises(EnvironmentFault) as found:
        store.size(kept.name)
    assert found.value.key == "store.page_missing"


@pytest.mark.parametrize("name", ["../../desk.db", "", "a" * 63, "A" * 64, "a" * 64 + "/x"])
def test_only_names_of_ours_are_looked_for(store: ScanStore, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        store.read(name, bytes(32))


def test_the_order_is_write_sync_name_and_sync_the_folder(folder: Path) -> None:
    disk = NotingDisk(folder.parent.parent)
    kept = ScanStore(folder, disk=disk).put(noise(BLOCK + 1))
    part = next(path for call, path in disk.calls if call == "create")
    home = f"profile/pages/{kept.name[:2]}"
    assert part.startswith("profile/pages/")
    assert part.endswith(LEFTOVER)
    assert disk.calls == [
        ("make_folder", "profile/pages"),
        ("sync_folder", "profile"),
        ("create", part),
        ("write", part),
        ("write", part),
        ("write", part),
        ("sync", part),
        ("make_folder", home),
        ("sync_folder", "profile/pages"),
        ("replace", f"{home}/{kept.name}"),
        ("sync_folder", home),
    ]


def test_the_folder_above_is_synced_only_for_a_new_folder(folder: Path) -> None:
    folder.mkdir(parents=True)
    disk = NotingDisk(folder)
    store = ScanStore(folder, disk=disk)
    homes = set()
    for number in range(40):
        disk.calls.clear()
        home = store.put(b"%d" % number).name[:2]
        assert (("sync_folder", ".") in disk.calls) == (home not in homes)
        assert disk.calls[-1] == ("sync_folder", home)
        homes.add(home)


def test_a_file_held_by_a_virus_scanner_is_waited_for(folder: Path) -> None:
    waited: list[float] = []
    store = ScanStore(folder, disk=HeldDisk(4), pause=waited.append)
    kept = store.put(b"page")
    assert store.read(kept.name, kept.key) == b"page"
    assert len(waited) == 4
    assert waited == sorted(waited)


def test_a_file_held_for_ever_is_given_up(folder: Path) -> None:
    waited: list[float] = []
    store = ScanStore(folder, disk=HeldDisk(1000), pause=waited.append)
    with pytest.raises(EnvironmentFault) as found:
        store.put(b"page")
    assert found.value.key == "store.busy"
    assert 2 < sum(waited) < 10
    assert list(files_below(folder)) == []


@pytest.mark.parametrize("room", [0, HEADER, HEADER + 100, BLOCK + 100])
@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_full_disk_is_told_and_leaves_nothing(
    folder: Path, room: int, *, in_pieces: bool
) -> None:
    store = ScanStore(folder, disk=FullDisk(room))
    page = noise(3 * BLOCK)
    with pytest.raises(EnvironmentFault) as found:
        store.put([page] if in_pieces else page)
    assert found.value.key == "store.disk_full"
    assert found.value.title("vi") == "Ổ đĩa đã đầy"
    assert list(files_below(folder)) == []


@pytest.mark.parametrize("call", ["create", "sync", "replace"])
def test_a_fault_of_the_disk_leaves_nothing_under_a_true_name(folder: Path, call: str) -> None:
    with pytest.raises(EnvironmentFault) as found:
        ScanStore(folder, disk=FaultyDisk(call)).put(b"page")
    assert found.value.key == "store.input_output"
    assert list(files_below(folder)) == []


def test_pieces_that_fail_leave_nothing(store: ScanStore, folder: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield noise(2 * BLOCK)
        raise RuntimeError("the page could not be made")

    with pytest.raises(RuntimeError, match="could not be made"):
        store.put(pieces())
    assert list(files_below(folder)) == []


def test_many_threads_may_put_at_once(store: ScanStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda n: store.put(noise(n * 50_000)), range(24)))
    assert sorted(store.names()) == sorted(one.name for one in kept)
    for number, one in enumerate(kept):
        assert store.read(one.name, one.key) == noise(number * 50_000)


def test_a_long_file_needs_little_memory(store: ScanStore) -> None:
    piece = noise(BLOCK)
    tracemalloc.start()
    try:
        kept = store.put(piece for _ in range(32))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept.size == 32 * BLOCK
    assert most < 10 * BLOCK


def test_nothing_there_yet_is_nothing(store: ScanStore) -> None:
    assert list(store.names()) == []
    assert store.leftovers() == ()


def test_leftovers_are_listed_and_can_be_removed(store: ScanStore, folder: Path) -> None:
    kept = store.put(b"page")
    (folder / f"abc{LEFTOVER}").write_bytes(b"half")
    (folder / "thumbs.db").write_bytes(b"somebody else's")
    assert store.leftovers() == (f"abc{LEFTOVER}",)
    assert list(store.names()) == [kept.name]
    store.remove(f"abc{LEFTOVER}")
    store.remove(f"abc{LEFTOVER}")
    assert store.leftovers() == ()
    assert store.read(kept.name, kept.key) == b"page"


WRITER = """
import random, sys
from pathlib import Path
from desk_app.paper.scan_store import ScanStore
store = ScanStore(Path(sys.argv[1]))
page = random.Random(7).randbytes(3_000_000)
while True:
    kept = store.put(page)
    print(kept.name, kept.key.hex(), flush=True)
"""


def test_killed_at_any_moment_it_loses_no_file_that_was_put(folder: Path) -> None:
    store, promised = ScanStore(folder), {}
    page = random.Random(7).randbytes(3_000_000)
    for life in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(3 + life):
                name, key = writer.stdout.readline().split()
                promised[name] = bytes.fromhex(key)
            writer.kill()
            # What it still said before it died counts as promised, too; a line may be cut off.
            for line in writer.stdout:
                if line.endswith("\n"):
                    name, key = line.split()
                    promised[name] = bytes.fromhex(key)
    assert all(store.read(name, key) == page for name, key in promised.items())
    on_disk = set(store.names())
    assert promised.keys() <= on_disk
    assert all(is_whole(path_of(folder, name)) for name in on_disk)
    # At most the file of each last moment: named but not yet told, or a leftover.
    assert len(on_disk - promised.keys()) + len(store.leftovers()) <= 5
    assert {path.name for path in files_below(folder)} == on_disk | set(store.leftovers())
