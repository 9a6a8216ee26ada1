"""Archive copies on their way in: who may send, what counts, what is kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from desk_app.central import administration
from desk_app.central.engine import CentreStore
from desk_app.central.file_rows import FileNotTaken
from desk_app.central.page_store import LocalPageStore
from desk_app.central.reports import show
from desk_app.central.round_trip import NotWelcomeHere, round_trip
from desk_app.central.uploads import DURABLE_EVERY, Arrival, Asker, Uploads
from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault
from desk_app.paper.disk import Disk
from tests.builders.archive_copies import Copy, a_copy, digitised_entry, file_id_of
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, UNIT, code_of, entry, identity_text, sync_request

ASKER = Asker(identity_text(800_001), CREDENTIAL)
OTHER = Asker(identity_text(800_002), "d" * 43)
COPY = a_copy(30_000, 20_000)
SIZE = len(COPY.pdf)
FILE = file_id_of(1)


@pytest.fixture
def files(tmp_path: Path) -> LocalPageStore:
    """The centre's folder."""
    return LocalPageStore(tmp_path / "pages")


@pytest.fixture
def uploads(store: CentreStore, clock: TickingClock, files: LocalPageStore) -> Uploads:
    """A centre with two desks that expects one file of the first."""
    enrolled(store, clock)
    enrolled(store, clock, 2, counter="Quầy 02", credential=OTHER.credential)
    say(store, clock, ASKER)
    say(store, clock, ASKER, entry(1), digitised_entry(2, COPY))
    return Uploads(store, clock, files)


def say(store: CentreStore, clock: TickingClock, asker: Asker, *entries: object) -> None:
    said = sync_request(*entries)  # type: ignore[arg-type]
    answer, _ = round_trip(store, clock, asker.desk_id, asker.credential, said)
    assert {a.outcome for a in answer.entries} <= {"accepted"}


def send(uploads: Uploads, data: bytes, asker: Asker = ASKER, file: str = FILE) -> None:
    arrival = uploads.arrive(uploads.claim(asker, file))
    try:
        arrival.write(data)
        arrival.count()
    finally:
        arrival.close()


def test_what_is_counted_is_the_offset(uploads: Uploads) -> None:
    send(uploads, COPY.pdf[:1000])
    assert uploads.claim(ASKER, FILE).durable == 1000
    send(uploads, COPY.pdf[1000:])
    assert uploads.claim(ASKER, FILE).durable == SIZE


class WatchedDisk(Disk):
    """Knows how many bytes it was made to keep, not only to take."""

    def __init__(self) -> None:
        self.taken = self.kept = 0
        self.named: list[int] = []

    def replace(self, part: Path, path: Path) -> None:
        self.named.append(self.kept)
        super().replace(part, path)

    def write(self, file: BinaryIO, data: bytes | bytearray) -> None:
        super().write(file, data)
        self.taken += len(data)

    def sync(self, file: BinaryIO) -> None:
        super().sync(file)
        self.kept = self.taken


def test_only_what_is_on_the_disk_is_counted(
    store: CentreStore, clock: TickingClock, uploads: Uploads, tmp_path: Path
) -> None:
    disk = WatchedDisk()
    process = Uploads(store, clock, LocalPageStore(tmp_path / "watched", disk))
    arrival = process.arrive(process.claim(ASKER, FILE))
    for start in range(0, 3000, 1000):
        arrival.write(COPY.pdf[start : start + 1000])
        arrival.count()
        assert arrival.standing.durable == disk.kept == start + 1000
    arrival.close()


def test_what_was_written_and_not_counted_is_written_again(
    uploads: Uploads, files: LocalPageStore
) -> None:
    send(uploads, COPY.pdf[:1000])
    lost = uploads.arrive(uploads.claim(ASKER, FILE))
    lost.write(b"these bytes came before a crash of the centre")
    lost.close()
    send(uploads, COPY.pdf[1000:])
    uploads.settle(uploads.claim(ASKER, FILE))
    assert files.path(FILE).read_bytes() == COPY.pdf


def test_much_is_counted_on_the_way(
    uploads: Uploads, store: CentreStore, clock: TickingClock
) -> None:
    large = a_copy(2 * DURABLE_EVERY)
    say(store, clock, ASKER, digitised_entry(3, large, position=3, file=2, number=2))
    arrival = uploads.arrive(uploads.claim(ASKER, file_id_of(2)))
    arrival.write(large.pdf[: DURABLE_EVERY + 10])
    arrival.write(large.pdf[DURABLE_EVERY + 10 : DURABLE_EVERY + 20])
    arrival.close()
    assert uploads.claim(ASKER, file_id_of(2)).durable == DURABLE_EVERY + 10


def test_a_disk_that_lost_bytes_lowers_the_offset(uploads: Uploads, files: LocalPageStore) -> None:
    send(uploads, COPY.pdf[:1000])
    part = files.open_part(FILE, 300)
    part.close()
    assert uploads.claim(ASKER, FILE).durable == 300


def test_a_crash_between_name_and_row_is_mended(uploads: Uploads, files: LocalPageStore) -> None:
    send(uploads, COPY.pdf)
    with files.open_arrived(FILE) as file:
        files.keep(FILE, file)
    standing = uploads.claim(ASKER, FILE)
    assert (standing.durable, standing.proof) == (SIZE, None)
    assert uploads.settle(standing).proof is not None


def arriving(uploads: Uploads, data: bytes) -> Arrival:
    arrival = uploads.arrive(uploads.claim(ASKER, FILE))
    arrival.write(data)
    return arrival


def test_the_end_of_a_file_is_counted_with_its_proof(uploads: Uploads) -> None:
    with closing(arriving(uploads, COPY.pdf[:1000])) as first:
        assert (first.finish().durable, first.finish().proof) == (1000, None)
    with closing(arriving(uploads, COPY.pdf[1000:])) as last:
        standing = last.finish()
    assert standing.proof is not None
    assert uploads.claim(ASKER, FILE) == standing


def test_a_whole_file_is_on_the_disk_before_it_gets_its_name(
    store: CentreStore, clock: TickingClock, uploads: Uploads, tmp_path: Path
) -> None:
    disk = WatchedDisk()
    process = Uploads(store, clock, LocalPageStore(tmp_path / "watched", disk))
    with closing(arriving(process, COPY.pdf)) as arrival:
        assert arrival.finish().proof is not None
    assert disk.named == [SIZE]


class NoRoomForNames(LocalPageStore):
    """A disk that takes the bytes and not the name."""

    def keep(self, file_id: str, file: BinaryIO) -> None:
        raise EnvironmentFault("store.disk_full")


def test_a_whole_file_that_cannot_be_kept_need_not_come_again(
    uploads: Uploads, store: CentreStore, clock: TickingClock, files: LocalPageStore
) -> None:
    full = Uploads(store, clock, NoRoomForNames(files.folder))
    with closing(arriving(full, COPY.pdf)) as arrival, pytest.raises(EnvironmentFault):
        arrival.finish()
    standing = uploads.claim(ASKER, FILE)
    assert standing.durable == SIZE
    assert uploads.settle(standing).proof is not None


def test_a_damaged_file_is_counted_for_nothing(uploads: Uploads) -> None:
    with closing(arriving(uploads, bytes(SIZE))) as arrival, pytest.raises(FileNotTaken):
        arrival.finish()
    assert uploads.claim(ASKER, FILE).durable == 0


def test_a_proof_stays_the_same(uploads: Uploads, clock: TickingClock) -> None:
    send(uploads, COPY.pdf)
    first = uploads.settle(uploads.claim(ASKER, FILE)).proof
    assert uploads.settle(uploads.claim(ASKER, FILE)).proof == first
    assert first is not None
    assert first.received_at == clock.now()


def test_another_process_takes_the_file_away(
    uploads: Uploads, store: CentreStore, clock: TickingClock, files: LocalPageStore
) -> None:
    older = uploads.arrive(uploads.claim(ASKER, FILE))
    older.write(COPY.pdf[:500])
    elsewhere = Uploads(store, clock, files)
    send(elsewhere, COPY.pdf[:100])
    with pytest.raises(FileNotTaken) as caught:
        older.count()
    assert caught.value.code == "upload-ended"
    older.close()
    assert uploads.claim(ASKER, FILE).durable == 100


def test_a_desk_revoked_in_mid_upload_counts_nothing_more(
    uploads: Uploads, store: CentreStore, clock: TickingClock
) -> None:
    arrival = uploads.arrive(uploads.claim(ASKER, FILE))
    arrival.write(COPY.pdf)
    administration.revoke_desk(store, clock, ASKER.desk_id)
    with pytest.raises(NotWelcomeHere) as caught:
        arrival.count()
    assert caught.value.code == "desk-revoked"
    arrival.close()
    with pytest.raises(NotWelcomeHere):
        uploads.look(ASKER, FILE)


def test_the_desk_in_place_of_a_revoked_one_sends_its_files(
    uploads: Uploads, store: CentreStore, clock: TickingClock
) -> None:
    send(uploads, COPY.pdf[:1000])
    with pytest.raises(FileNotTaken) as caught:
        uploads.claim(OTHER, FILE)
    assert caught.value.code == "file-unknown"
    administration.revoke_desk(store, clock, ASKER.desk_id)
    assert uploads.claim(OTHER, FILE).durable == 1000
    send(uploads, COPY.pdf[1000:], OTHER)
    assert uploads.settle(uploads.claim(OTHER, FILE)).proof is not None


def test_too_many_bytes_are_not_taken_and_forgotten(uploads: Uploads) -> None:
    arrival = uploads.arrive(uploads.claim(ASKER, FILE))
    arrival.write(COPY.pdf[:1000])
    arrival.count()
    with pytest.raises(FileNotTaken) as caught:
        arrival.write(COPY.pdf)
    assert caught.value.code == "file-too-long"
    arrival.forget()
    arrival.close()
    assert uploads.claim(ASKER, FILE).durable == 0


@pytest.mark.parametrize("what", ["other bytes", "other pages"])
def test_another_file_than_announced_is_forgotten(
    uploads: Uploads,
    files: LocalPageStore,
    store: CentreStore,
    clock: TickingClock,
    what: str,
) -> None:
    other: Copy = a_copy(30_000, 20_000, seed=5)
    said: dict[str, Any] = {"sha256": other.sha256} if what == "other pages" else {}
    if said:
        # The hash of the whole is right; it is the pages that are not those announced.
        say(store, clock, ASKER, digitised_entry(4, COPY, position=3, file=3, number=2, **said))
    file = file_id_of(3) if said else FILE
    send(uploads, other.pdf, file=file)
    with pytest.raises(FileNotTaken) as caught:
        uploads.settle(uploads.claim(ASKER, file))
    assert caught.value.code == "file-damaged"
    assert (uploads.claim(ASKER, file).durable, files.length(file)) == (0, 0)


def test_show_tells_pages_and_file_of_each_paper(
    uploads: Uploads, store: CentreStore, clock: TickingClock
) -> None:
    def paper() -> dict[str, object]:
        return dict(show(store, code_of(1))["papers"][0])

    told = paper()
    assert told["pages"] == [{**page, "state": "waiting"} for page in COPY.pages]
    send(uploads, COPY.pdf)
    uploads.settle(uploads.claim(ASKER, FILE))
    told = paper()
    assert told["pages"] == [{**page, "state": "uploaded"} for page in COPY.pages]
    assert told["file"] == {
        "id": FILE,
        "name": f"{code_of(1)}_20261120_GiayChungSinh.pdf",
        "sha256": COPY.sha256,
        "size": SIZE,
        "version": 1,
        "has_text": True,
        "state": "uploaded",
    }
    later = a_copy(1000, seed=3)
    say(store, clock, ASKER, digitised_entry(5, later, position=3, file=5, version=2))
    told = paper()
    assert [page["state"] for page in told["pages"]] == ["waiting"]  # type: ignore[attr-defined]


def test_a_paper_nobody_digitised_has_no_pages(
    store: CentreStore, clock: TickingClock, uploads: Uploads
) -> None:
    say(store, clock, ASKER, entry(9))
    [paper] = show(store, code_of(9))["papers"]
    assert (paper["pages"], paper["file"], UNIT in code_of(9)) == ([], None, True)
