"""A pile of real papers of three dossiers, from the scanner to the centre: each page in its own
dossier, the same bytes at both ends, archive copies that an independent judge accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk_app import app, demo_papers
from desk_app.enrolling import enrol
from desk_app.local_centre import LocalCentre, local_centre
from desk_app.paper.scanners.port import ScanOptions
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource, PileReport
from tests.builders.piles import paper, received, rendered
from tests.builders.preflight import faults
from tests.fakes.escl_server import EsclServer, Scanner

UNIT, COUNTER = "H99.21.01", "Quầy 03"
Way = Callable[[Desk, list[bytes], Path], PileReport]
NAMES = ("birth", "marriage", "residence")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCentre]:
    with local_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, centre: LocalCentre) -> Iterator[Desk]:
    code = centre.ask("enrol-code", "--unit", UNIT, "--counter", COUNTER)["code"]
    enrol(tmp_path / "desk", centre.url, code, training=True)
    with app.running(tmp_path / "desk") as running:
        yield running


def a_pile(desk: Desk, codes: list[str]) -> list[bytes]:
    """Cover sheet, paper, and a blank back for each of the dossiers; the second lies askew."""
    pile = []
    for name, code in zip(NAMES, codes, strict=True):
        sheet, _ = desk.cover_sheets.pdf(code, desk.officer(), [1])
        skew = 1.5 if name == "marriage" else 0.0
        pages = [demo_papers.paper(name, skew=skew), demo_papers.blank()]
        pile += [*rendered(sheet), *pages]
    return pile


def from_hot_folder(desk: Desk, pile: list[bytes], folder: Path) -> PileReport:
    hot = folder / "hot"
    hot.mkdir()
    for place, jpeg in enumerate(pile):
        (hot / f"{place:03}.jpg").write_bytes(jpeg)
    images = desk.devices.scan(f"folder:{hot}", ScanOptions())
    report = desk.piles.take(images, PageSource("hot_folder"), desk.officer())
    assert list(hot.glob("*.jpg")) == []
    return report


def from_network_scanner(desk: Desk, pile: list[bytes], folder: Path) -> PileReport:
    with EsclServer(Scanner(pile)) as server:
        images = desk.devices.scan(f"escl:{server.address}", ScanOptions("feeder"))
        return desk.piles.take(images, PageSource("escl"), desk.officer())


@pytest.mark.parametrize("way", [from_hot_folder, from_network_scanner])
def test_every_page_reaches_its_dossier_at_the_centre(
    desk: Desk, centre: LocalCentre, tmp_path: Path, way: Way
) -> None:
    codes = [received(desk, received_at=None) for _ in NAMES]
    report = way(desk, a_pile(desk, codes), tmp_path)
    assert report.trouble is None
    assert [(one.code, one.number, one.pages) for one in report.stacks] == [
        (code, 1, 2) for code in codes
    ]
    copies = desk.archiving.run()
    assert (copies.made, copies.with_text, copies.failed) == (3, 3, 0)
    sent = app.sync_once(desk)
    assert (sent.accepted, sent.pages_uploaded) == (6, 3)
    queue = desk.outbox.queue()
    assert (queue.waiting, queue.pages_waiting, queue.bytes_waiting) == (0, 0, 0)
    files = {}
    for code in codes:
        here = desk.dossiers.get(code).papers[0]
        there = centre.ask("show", code)["papers"][0]
        assert here.file is not None
        assert [page.as_json() for page in here.pages] == there["pages"]
        assert [page["state"] for page in there["pages"]] == ["uploaded"]  # the back is blank
        assert there["file"]["sha256"] == here.file.sha256
        name, pdf = desk.archiving.newest(paper(desk, code)) or ("", b"")
        assert name == here.file.name == there["file"]["name"]
        files[name] = pdf
    judged = tmp_path / "judged"
    judged.mkdir()
    assert faults(files, judged) == {name: [] for name in files}
    found = desk.page_search.find("tinh trang hon nhan")
    assert [hit.code for hit in found] == [codes[1]]
