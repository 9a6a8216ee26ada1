"""A desk that scans until it is killed: ``python -m tests.fakes.scanning_victim WHAT PROFILE``.

Reads a pickled list from standard input (pictures never touch the disk in the clear) and says a
line for every page that it was told is safe. ``pile``: a pile with cover sheets; ``add``: into
paper 1 of the dossier named first; ``archive``: makes the copies that are wanted.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

from desk_app import app
from desk_app.clock import SystemClock
from desk_app.services.archiving import Archiving
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.piles import scanned
from tests.fakes.text_readers import ReaderOf


def main(what: str, profile: str) -> None:
    """Does ``what`` and ends; usually it does not come to that."""
    said: dict[str, Any] = pickle.load(sys.stdin.buffer)
    with app.running(Path(profile), clock=SystemClock()) as desk:
        _tell("ready")
        {"pile": _pile, "add": _add, "archive": _archive}[what](desk, said)
        _tell("done")


def _pile(desk: Desk, said: dict[str, Any]) -> None:
    source = PageSource("file", name="chong.pdf", batch="a pile")
    images = scanned(*said["images"])
    desk.piles.take(images, source, desk.officer(), progress=lambda *_: _tell("page"))


def _add(desk: Desk, said: dict[str, Any]) -> None:
    target = PaperTarget(desk.dossiers.get(said["code"]).id, 1)
    for image in scanned(*said["images"]):
        desk.scanning.add(target, image, PageSource("sane"), desk.officer())
        _tell("page")


def _archive(desk: Desk, said: dict[str, Any]) -> None:
    copies = Archiving(desk.store, desk.clock, desk.bus, desk.page_keeper, ReaderOf)
    copies.run(lambda *_: _tell("page"))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
