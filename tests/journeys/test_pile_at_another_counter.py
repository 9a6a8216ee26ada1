"""A pile is fed at whatever counter of the unit is free: the sheets lead to the dossiers all the
same, and what is taken back there leaves alone what others scanned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk_app.event_bus import EventBus
from desk_app.paper.scan_store import ScanStore
from desk_app.services.archiving import Archiving
from desk_app.services.page_keeping import PageKeeper
from desk_app.services.page_views import PageChange, PaperTarget
from desk_app.services.piles import Piles
from desk_app.services.scanning import Scanning
from desk_app.sync.central_in_memory import InMemoryCentre
from tests.builders.piles import FILES, a_cover, a_page, scanned
from tests.builders.several_desks import DeskOfUnit, several_desks
from tests.fakes.text_readers import ReaderOf


@dataclass
class Counter:
    """A desk with a feeder."""

    desk: DeskOfUnit
    scanning: Scanning
    piles: Piles
    archiving: Archiving

    @staticmethod
    def of(desk: DeskOfUnit, folder: Path) -> Counter:
        bus, clock = EventBus(), desk.clock
        keeper = PageKeeper(desk.store, clock, ScanStore(folder))
        return Counter(
            desk,
            Scanning(desk.store, clock, bus, keeper),
            Piles(desk.store, clock, bus, keeper),
            Archiving(desk.store, clock, bus, keeper, ReaderOf),
        )

    def feed(self, code: str, page: int) -> PaperTarget:
        """One sheet and one page go through the feeder, are copied, and told."""
        report = self.piles.take(scanned(a_cover(code, 1), a_page(page)), FILES, self.desk.officer)
        assert [(one.code, one.pages) for one in report.stacks] == [(code, 1)]
        assert self.archiving.run(read_text=False).made == 1
        assert self.desk.sync().refused == 0
        return PaperTarget(self.desk.view(code).id, 1)


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[tuple[InMemoryCentre, Counter, Counter]]:
    with several_desks(tmp_path, 2) as (centre, (one, two)):
        yield centre, Counter.of(one, tmp_path / "one"), Counter.of(two, tmp_path / "two")


def test_a_pile_of_any_counter_finds_its_dossiers(
    unit: tuple[InMemoryCentre, Counter, Counter],
) -> None:
    centre, one, two = unit
    code = one.desk.receive(1)
    one.desk.sync()
    two.desk.sync()
    there = two.feed(code, 1)
    here = one.feed(code, 2)
    files = {file.desk_id: file for file in centre.files.kept.values()}
    assert len(files) == 2
    assert {file.dossier_id for file in files.values()} == {there.dossier_id, here.dossier_id}

    gone = [PageChange(page.id, state="removed") for page in two.scanning.pages(there)]
    two.scanning.change(gone, two.desk.officer)
    assert two.desk.sync().refused == 0
    withdrawn = [file.withdrawn.officer for file in files.values() if file.withdrawn is not None]
    assert withdrawn == [two.desk.officer.login]
