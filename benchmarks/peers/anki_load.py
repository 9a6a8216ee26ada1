"""Many collections that come back at once to Anki's sync server: run by the Python of the peers'
folder.

``anki_load.py FOLDER DESKS NOTES TIMES`` prints a JSON line for each of two mornings: seconds until
all were synced, milliseconds of each sync, the most memory of the server (MiB), notes stored
afterwards. Before the second, ``TIMES`` times as many notes as were sent are stored.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

from anki.collection import Collection
from anki.sync import SyncOutput
from anki_sync import free_port, wait_for

AT_ONCE = 16  # clients; each is a whole collection


class Desk:
    """A collection, and its account at the server: every account has a store of its own. It is
    open only while it is worked on; a process cannot hold a thousand of them."""

    def __init__(self, folder: Path, number: int, url: str) -> None:
        self._path = str(folder / f"desk{number}.anki2")
        with self.opened() as collection:
            self.auth = collection.sync_login(f"desk{number}", "counter", url)
            _add(collection, 1)
            found = collection.sync_collection(self.auth, sync_media=False)
            if found.required != SyncOutput.NO_CHANGES:
                collection.close_for_full_sync()
                collection.full_upload_or_download(auth=self.auth, server_usn=None, upload=True)
                collection.reopen(after_full_sync=True)

    @contextmanager
    def opened(self) -> Iterator[Collection]:
        """The collection, closed afterwards."""
        collection = Collection(self._path)
        try:
            yield collection
        finally:
            collection.close()

    def add(self, notes: int) -> None:
        """Notes that are to be sent."""
        with self.opened() as collection:
            _add(collection, notes)

    def sync(self) -> float:
        """Milliseconds, but for opening the collection."""
        with self.opened() as collection:
            began = time.perf_counter()
            collection.sync_collection(self.auth, sync_media=False)
            return (time.perf_counter() - began) * 1000


def _add(collection: Collection, notes: int) -> None:
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("Default")
    for number in range(notes):
        note = collection.new_note(kind)
        note["Front"] = f"{time.perf_counter_ns()} {number}"
        note["Back"] = "x" * 1300
        collection.add_note(note, deck)


def main(folder: Path, desks: int, notes: int, times: int) -> None:
    """Serves, fills, syncs."""
    port = free_port()
    users = {f"SYNC_USER{n + 1}": f"desk{n}:counter" for n in range(desks)}
    here = {"SYNC_BASE": str(folder / "server"), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port)}
    server = Popen(
        [sys.executable, "-m", "anki.syncserver"],
        env={**os.environ, **users, **here},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        wait_for(port, seconds=600)
        _mornings(folder, server.pid, f"http://127.0.0.1:{port}/", desks, notes, times)
    finally:
        server.terminate()
        server.wait()


def _mornings(folder: Path, pid: int, url: str, desks: int, notes: int, times: int) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        crowd = list(pool.map(lambda number: Desk(folder, number, url), range(desks)))
        stored = desks
        for morning in (1, 2):
            if morning == 2:
                list(pool.map(lambda desk: desk.add(notes * times), crowd))
                list(pool.map(Desk.sync, crowd))
                stored += desks * notes * times
            list(pool.map(lambda desk: desk.add(notes), crowd))
            most, ended = [0.0], threading.Event()
            watching = threading.Thread(target=_watch, args=(pid, most, ended))
            watching.start()
            began = time.perf_counter()
            took = list(pool.map(Desk.sync, crowd))
            seconds = time.perf_counter() - began
            ended.set()
            watching.join()
            stored += desks * notes
            said = {"seconds": seconds, "milliseconds": took, "memory": most[0]}
            print(json.dumps({**said, "sent": desks * notes, "stored": stored}), flush=True)


def _watch(pid: int, most: list[float], ended: threading.Event) -> None:
    page = os.sysconf("SC_PAGE_SIZE")
    while not ended.wait(0.2):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        most[0] = max(most[0], pages * page / 2**20)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
