"""A collection that sends one note at a time to Anki's sync server: run by the Python of the
peers' folder.

``anki_one_by_one.py FOLDER`` prints the process id of the server; for each line read from standard
input it makes a note, syncs, and prints ``sent``.
"""

import sys
from pathlib import Path

from anki.collection import Collection
from anki_sync import begin, serving


def main(folder: Path) -> None:
    """Serves, and sends on demand."""
    with serving(folder) as (server, url):
        collection = Collection(str(folder / "desk.anki2"))
        auth = begin(collection, url)
        print(server, flush=True)
        for _ in sys.stdin:
            note = collection.new_note(collection.models.by_name("Basic"))
            note["Front"] = note["Back"] = "x" * 1300
            collection.add_note(note, collection.decks.id("Default"))
            collection.sync_collection(auth, sync_media=False)
            print("sent", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
