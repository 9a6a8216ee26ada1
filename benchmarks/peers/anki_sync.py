"""Anki's collection and its sync server: run by the Python of the peers' folder.

``anki_sync.py FOLDER NOTES ROUNDS`` prints a JSON line per round: seconds to sync so many new
notes, and seconds of a sync with nothing new.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anki.collection import Collection
from anki.sync import SyncAuth, SyncOutput

USER = "desk:counter"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def main(folder: Path, notes: int, rounds: int) -> None:
    """Serves, fills, syncs."""
    with serving(folder) as (_, url):
        _measure(folder, url, notes, rounds)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, str]]:
    """Process id and address of a server with one account, until the block ends."""
    port = free_port()
    said = {
        "SYNC_USER1": USER,
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "anki.syncserver"],
        env={**os.environ, **said},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield server.pid, f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, seconds: int = 10) -> None:
    """Until somebody listens on ``port``."""
    for _ in range(seconds * 20):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def begin(collection: Collection, url: str) -> SyncAuth:
    """Signs in and sends the whole collection, as for the first time."""
    auth = collection.sync_login(USER.split(":")[0], USER.split(":")[1], url)
    _add(collection, 1)
    found = collection.sync_collection(auth, sync_media=False)
    if found.required != SyncOutput.NO_CHANGES:
        collection.close_for_full_sync()
        collection.full_upload_or_download(auth=auth, server_usn=None, upload=True)
        collection.reopen(after_full_sync=True)
    return auth


def _measure(folder: Path, url: str, notes: int, rounds: int) -> None:
    collection = Collection(str(folder / "desk.anki2"))
    auth = begin(collection, url)
    for _ in range(rounds):
        _add(collection, notes)
        began = time.perf_counter()
        collection.sync_collection(auth, sync_media=False)
        sent = time.perf_counter() - began
        began = time.perf_counter()
        collection.sync_collection(auth, sync_media=False)
        print(json.dumps({"sent": sent, "idle": time.perf_counter() - began}), flush=True)
    collection.close()


def _add(collection: Collection, notes: int) -> None:
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("Default")
    for number in range(notes):
        note = collection.new_note(kind)
        note["Front"] = f"{time.perf_counter_ns()} {number}"
        note["Back"] = "x" * 1300
        collection.add_note(note, deck)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
