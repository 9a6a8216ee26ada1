"""The program is killed while pages come in: none that was told of is lost, none is there twice,
and nothing readable of them lies on the disk."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk_app.models.tables import ArchiveFile, OutboxEntry, Page
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PaperTarget
from tests.builders.desks import NOW, a_training_desk
from tests.builders.piles import FILES, a_cover, a_page, paper, received, scanned

LATER = NOW + timedelta(hours=1)
PAGES = 8


def run_and_kill(what: str, folder: Path, said: object, chance: random.Random) -> int:
    """Starts a desk, kills it at some moment, says of how many pages it had told."""
    (folder / "tmp").mkdir()
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.scanning_victim", what, str(folder / "desk")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
    )
    assert victim.stdin is not None
    assert victim.stdout is not None
    victim.stdin.write(pickle.dumps(said))
    victim.stdin.close()
    assert victim.stdout.readline() == b"ready\n"
    told = 0
    for _ in range(chance.randint(0, PAGES)):
        if victim.stdout.readline() != b"page\n":
            break
        told += 1
    threading.Event().wait(chance.uniform(0, 0.1))  # somewhere in the work that follows
    victim.kill()
    told += victim.stdout.read().count(b"page\n")
    victim.wait()
    victim.stdout.close()
    return told


def images(desk: Desk, target: PaperTarget) -> list[bytes]:
    """The pages of a paper as they came."""
    return [desk.page_keeper.image(page.id, original=True) for page in desk.scanning.pages(target)]


def readable(folder: Path, jpegs: Sequence[bytes]) -> list[Path]:
    """The files in which a piece of a page stands in the clear."""
    marks = [jpeg[-300:-100] for jpeg in jpegs]
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    ]


@pytest.fixture(params=range(2))
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param if "CI" in os.environ else None)


def test_pages_that_are_added_one_by_one(tmp_path: Path, chance: random.Random) -> None:
    pages = [a_page(number) for number in range(PAGES)]
    with a_training_desk(tmp_path) as desk:
        code = received(desk)
    told = run_and_kill("add", tmp_path, {"code": code, "images": pages}, chance)
    assert readable(tmp_path, pages) == []
    with a_training_desk(tmp_path, LATER) as desk:
        there = images(desk, paper(desk, code))
        assert told <= len(there)
        assert there == pages[: len(there)]
        left = desk.scanning.unclaimed()
        assert len(left) <= 1
        desk.piles.resume(desk.officer())
        desk.scanning.check_waiting()
        assert desk.scanning.unclaimed() == left
        assert images(desk, paper(desk, code)) == there


@pytest.mark.parametrize("again", [False, True], ids=["resumed", "given again"])
def test_a_pile(tmp_path: Path, chance: random.Random, again: bool) -> None:
    with a_training_desk(tmp_path) as desk:
        codes = [received(desk) for _ in range(2)]
    pages = [a_page(number) for number in range(PAGES - 2)]
    pile = [a_cover(codes[0], 1), *pages[:3], a_cover(codes[1], 1), *pages[3:]]
    told = run_and_kill("pile", tmp_path, {"images": pile}, chance)
    assert readable(tmp_path, pages) == []
    with a_training_desk(tmp_path, LATER) as desk:
        with desk.store.read() as session:
            came = len(session.scalars(select(Page.id)).all())
        assert told <= came
        if again:
            source = PageSource("file", name="chong.pdf", batch="a pile")
            desk.piles.take(scanned(*pile), source, desk.officer())
            came = len(pile)
        else:
            desk.piles.resume(desk.officer())
        assert desk.piles.resume(desk.officer()) == ()
        there = [images(desk, paper(desk, code)) for code in codes]
        assert there[0] == [page for page in pile[1:4] if pile.index(page) < came]
        assert there[1] == [page for page in pile[5:] if pile.index(page) < came]
        assert desk.unmatched.stacks() == ()


def test_archive_copies(tmp_path: Path, chance: random.Random) -> None:
    pages = [a_page(number) for number in range(PAGES)]
    with a_training_desk(tmp_path) as desk:
        code = received(desk)
        for number in (1, 3):
            for page in pages:
                image = scanned(page)[0]
                desk.scanning.add(paper(desk, code, number), image, FILES, desk.officer())
        desk.scanning.finish(code, desk.officer(), reason="x")
    run_and_kill("archive", tmp_path, {}, chance)
    assert readable(tmp_path, pages) == []
    with a_training_desk(tmp_path, LATER) as desk:
        desk.archiving.run(read_text=False)
        assert desk.archiving.waiting() == 0
        with desk.store.read() as session:
            copies = session.scalars(select(ArchiveFile)).all()
            kinds = session.scalars(select(OutboxEntry.kind)).all()
        assert sorted((copy.paper_number, copy.version, copy.state) for copy in copies) == [
            (1, 1, "made"),
            (3, 1, "made"),
        ]
        assert sorted(kinds) == ["dossier.received", "paper.digitised", "paper.digitised"]
        assert all(len(copy.pages) == PAGES for copy in copies)
