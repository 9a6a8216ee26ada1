"""A pile with the printed sheets of three dossiers, and one stack that is nobody's, taken in at a
desk that joined a served centre: each page ends where its sheet says, the same at both ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import img2pdf
import pytest

from desk_app import app
from desk_app.central import commands
from desk_app.enrolling import enrol
from desk_app.local_centre import LocalCentre, local_centre
from desk_app.paper.cover_code import CoverCode
from desk_app.paper.pdf_pages import page_image
from desk_app.paper.scanners.hot_folder import HotFolder
from desk_app.paper.scanners.port import ScannedImage, ScanOptions
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource
from tests.builders.cover_sheets import INNER, covered, sheet_picture
from tests.builders.office_pages import Scan, half_empty, scanned, stamped, table
from tests.builders.piles import paper, received
from tests.builders.stores import a_clock
from tests.builders.written_pages import written
from tests.fakes.escl_server import EsclServer, Scanner

UNIT, COUNTER = "H99.21.01", "Quầy 03"
DPI = 150
STRANGER = CoverCode("H25.12.34-261120-0007", 1, 1, 1)
PAGES = (("half_empty", "stamped"), ("table",), ("written",), ("askew",))
Stack = tuple[str, int]
Images = Iterator[ScannedImage]


@dataclass
class Pile:
    """Sheets and pages in the order they go through the feeder; what is wanted of them, by dossier
    code and number of the paper; ``astray``: the pages behind the sheet that helps nobody."""

    sides: list[bytes] = field(default_factory=list)
    wanted: dict[Stack, list[bytes]] = field(default_factory=dict)
    astray: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    """The pages as a scanner sends them."""
    return {
        "half_empty": scanned(half_empty(3), Scan(dpi=DPI, seed=3)),
        "stamped": scanned(stamped(4), Scan(dpi=DPI, seed=4)),
        "table": scanned(table(5), Scan(dpi=DPI, seed=5)),
        "written": scanned(written(6, lines=8)[0], Scan(dpi=DPI, seed=6)),
        "askew": scanned(written(7, lines=12)[0], Scan(dpi=DPI, seed=7, skew=3.0)),
        "stray": scanned(half_empty(8), Scan(dpi=DPI, seed=8)),
    }


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCentre]:
    with local_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, centre: LocalCentre) -> Iterator[Desk]:
    """One for all: no pile knows of the dossiers of another."""
    folder = tmp_path_factory.mktemp("joined") / "desk"
    code = commands.enrol_code(UNIT, COUNTER, str(centre.database))["code"]
    enrol(folder, centre.url, code, training=True)
    with app.running(folder) as running:
        yield running


def a_pile(desk: Desk, drawn: dict[str, bytes], strange_sheet: bytes) -> Pile:
    """Two papers of a first dossier, one each of two more; the strange stack lies in between."""
    said = {"number": 2, "state": "submitted", "originals": 1, "certified": 0, "copies": 0}
    both = [{**said, "number": number, "note": None} for number in (1, 2)]
    first = received(desk, received_at=None, papers=both)
    second, third = (received(desk, received_at=None) for _ in range(2))
    pile = Pile()
    stacks = ((first, 1), (first, 2), (second, 1), (third, 1))
    for (code, number), names in zip(stacks, PAGES, strict=True):
        pages = [drawn[name] for name in names]
        pile.sides += [sheet_of(desk, code, number), *pages]
        pile.wanted[code, number] = pages
        if (code, number) == (first, 2):
            pile.astray = [drawn["stray"]]
            pile.sides += [strange_sheet, *pile.astray]
    return pile


def sheet_of(desk: Desk, code: str, number: int) -> bytes:
    """The printed sheet, scanned a little askew."""
    pdf, _ = desk.cover_sheets.pdf(code, desk.officer(), [number])
    return scanned(page_image(pdf, 0, 300, mode="L"), Scan(dpi=DPI, skew=1.0))


def damaged() -> bytes:
    """A sheet of ours with its codes stuck over."""
    return scanned(covered(INNER), Scan(dpi=DPI))


def foreign() -> bytes:
    """The sheet of a dossier that this desk does not know."""
    return scanned(sheet_picture(STRANGER), Scan(dpi=DPI))


def from_folder(desk: Desk, pile: Pile, folder: Path, take: Callable[[Images], None]) -> None:
    """A scanning program writes one PDF of half the pile, then single pictures."""
    half = len(pile.sides) // 2
    (folder / "000.pdf").write_bytes(img2pdf.convert(pile.sides[:half]))
    for place, side in enumerate(pile.sides[half:], 1):
        (folder / f"{place:03}.jpg").write_bytes(side)
    clock = a_clock()
    hot = HotFolder(folder, clock, lambda seconds: clock.advance(timedelta(seconds=seconds)))
    take(hot.scan(lambda: False))
    assert list(folder.iterdir()) == []


def from_network(desk: Desk, pile: Pile, folder: Path, take: Callable[[Images], None]) -> None:
    """The feeder of a network scanner."""
    with EsclServer(Scanner(pile.sides)) as server:
        take(desk.devices.scan(f"escl:{server.address}", ScanOptions("feeder", "grey", DPI)))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("way", "bring", "strange", "reason", "with_text"),
    [
        ("hot_folder", from_folder, foreign, "unknown_dossier", True),
        ("escl", from_network, damaged, "damaged_cover", False),
    ],
    ids=["files", "escl"],
)
def test_a_pile_ends_in_its_dossiers_the_same_at_desk_and_centre(
    desk: Desk,
    centre: LocalCentre,
    drawn: dict[str, bytes],
    tmp_path: Path,
    way: str,
    bring: Callable[[Desk, Pile, Path, Callable[[Images], None]], None],
    strange: Callable[[], bytes],
    reason: str,
    with_text: bool,
) -> None:
    pile, tray = a_pile(desk, drawn, strange()), {stack.id for stack in desk.unmatched.stacks()}
    reports = []
    folder = tmp_path / "arriving"
    folder.mkdir()
    bring(
        desk,
        pile,
        folder,
        lambda images: reports.append(desk.piles.take(images, PageSource(way), desk.officer())),
    )
    [report] = reports
    assert report.trouble is None
    assert {(one.code, one.number): one.pages for one in report.stacks if one.code} == {
        stack: len(pages) for stack, pages in pile.wanted.items()
    }

    for (code, number), pages in pile.wanted.items():
        lie = desk.scanning.pages(paper(desk, code, number))
        assert [page.sha256 for page in lie] == [sha256(page) for page in pages]
    [astray] = [stack for stack in desk.unmatched.stacks() if stack.id not in tray]
    assert astray.reason == reason
    kept = [page for page in desk.unmatched.pages(astray.id) if page.sha256 != sha256(strange())]
    assert [page.sha256 for page in kept] == [sha256(page) for page in pile.astray]

    copies = desk.archiving.run(read_text=with_text)
    assert (copies.made, copies.failed) == (4, 0)
    assert copies.with_text == (4 if with_text else 0)
    sent = app.sync_once(desk)
    assert (sent.accepted, sent.pages_uploaded, sent.waiting) == (3 + 4, 5, 0)

    for code in {code for code, _ in pile.wanted}:
        here = desk.dossiers.get(code).as_json("vi")["papers"]
        there = commands.show(code, str(centre.database))["papers"]
        assert [p["number"] for p in there] == [p["number"] for p in here]
        for ours, theirs in zip(here, there, strict=True):
            same_at_both_ends(desk, centre, code, ours, theirs, pile)


def same_at_both_ends(
    desk: Desk,
    centre: LocalCentre,
    code: str,
    ours: dict[str, Any],
    theirs: dict[str, Any],
    pile: Pile,
) -> None:
    """One paper: its pages, its file, and the bytes that the centre keeps."""
    pages = pile.wanted.get((code, ours["number"]), [])
    assert ours["pages"] == theirs["pages"]
    assert [page["state"] for page in theirs["pages"]] == ["uploaded"] * len(pages)
    if not pages:
        assert theirs["file"] is None
        return
    hashes = [page["sha256"] for page in theirs["pages"]]
    came = [sha256(page) for page in pages]
    if (code, ours["number"]) == list(pile.wanted)[-1]:  # straightened: the picture is another
        assert hashes != came
    else:
        assert hashes == came
    _, pdf = desk.archiving.newest(paper(desk, code, ours["number"])) or ("", b"")
    assert theirs["file"]["state"] == ours["file"]["state"] == "uploaded"
    assert theirs["file"]["sha256"] == ours["file"]["sha256"] == sha256(pdf)
    kept = {sha256(file.read_bytes()) for file in centre.folder.rglob("*") if file.is_file()}
    assert sha256(pdf) in kept
