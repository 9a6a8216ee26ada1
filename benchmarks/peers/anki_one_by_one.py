"""A collection that sends one note at a time to Anki's sync server: run by the Python of the
peers' folder.

``anki_one_by_one.py FOLDER`` prints the process id of the server; for each line read from standard
input it makes a note, syncs, and prints ``sent``.
"""

import os
import subprocess
import sys
from pathlib import Path

from anki.collection import Collection
from anki_sync import begin, free_port, serving, wait_for


def main(folder: Path) -> None:
    """Serves, and sends on demand."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "anki.syncserver"],
        env={**os.environ, **serving(folder, port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        collection = Collection(str(folder / "desk.anki2"))
        auth = begin(collection, f"http://127.0.0.1:{port}/")
        print(server.pid, flush=True)
        for _ in sys.stdin:
            note = collection.new_note(collection.models.by_name("Basic"))
            note["Front"] = note["Back"] = "x" * 1300
            collection.add_note(note, collection.decks.id("Default"))
            collection.sync_collection(auth, sync_media=False)
            print("sent", flush=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
