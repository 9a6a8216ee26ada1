"""Restored, copied and rolled back desks: noticed each in its way, no code twice, nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.central import commands
from desk_app.sync.centre import NotWelcome
from tests.builders.postgres import make_database, postgres_server
from tests.faults.put_back import Centre, Office, a_centre, an_office, change_mark
from tests.faults.trials import put_back


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    """A centre for all desks of this module."""
    with a_centre() as ready:
        yield ready


@pytest.fixture
def office(centre: Centre) -> Iterator[Office]:
    """A desk with five dossiers, two of them sent; its folder was put aside after three."""
    with an_office(centre) as ready:
        yield ready
        ready.sync()
        assert list(ready.wrong()) == []


def test_yesterdays_database_put_back_is_noticed_at_start(office: Office) -> None:
    aside = office.put_aside("yesterday")
    office.receive(2)
    office.sync()
    office.put_back_database(aside)
    assert office.receive(1) == 0  # no number before the centre has leased new ones
    assert office.anew() == "behind"
    office.sync()
    assert office.receive(2) == 2


def test_a_whole_folder_put_back_is_noticed_by_the_centre(office: Office) -> None:
    aside = office.put_aside("yesterday")
    office.receive(2)
    office.sync()
    office.put_back(aside)
    assert office.sync().fault is None
    assert office.anew() == "centre"
    assert office.epoch() == 2
    assert office.receive(2) == 2


def test_a_snapshot_that_went_on_far_enough_is_noticed_by_the_last_entry(office: Office) -> None:
    office.receive(1)
    office.sync()
    aside = office.put_aside("snapshot")
    office.receive(1)
    office.sync()
    office.put_back(aside)
    office.reprint(office.handed_out[0], 3)  # entries, but no numbers: its mark has overtaken
    assert office.sync().fault is None
    assert office.anew() == "copied"
    assert office.receive(1) == 1


def test_a_copied_folder_gives_up_its_numbers_and_the_original_goes_on(office: Office) -> None:
    office.receive(1)
    copy = Path(shutil.copytree(office.folder, office.asides / "copy"))
    assert office.receive(2, copy) == 0
    assert office.anew(copy) == "moved"
    assert office.receive(2) == 2
    assert office.anew() is None


def test_both_copies_at_work_end_stopped_and_the_kept_one_goes_on(office: Office) -> None:
    office.receive(1)
    office.sync()
    copy = Path(shutil.copytree(office.folder, office.asides / "copy"))
    said = []
    for _ in range(4):
        for folder in (copy, office.folder):
            report = office.sync(folder)
            said.append(report.fault.code if isinstance(report.fault, NotWelcome) else None)
            office.receive(1, folder)
    assert said[-2:] == ["desk-copied", "desk-copied"]
    with office.running() as desk:
        desk_id = str(desk.this_desk().desk_id)
    assert commands.desk_keep(desk_id, office.centre.database) == {"id": desk_id, "kept": True}
    for folder in (copy, office.folder):  # what the copy took in goes up, too
        assert office.sync(folder).fault is None
    shutil.rmtree(copy)


@pytest.mark.parametrize("fault", ["gone", "changed"])
def test_a_mark_that_is_gone_or_changed_gives_up_the_numbers(office: Office, fault: str) -> None:
    office.receive(1)
    if fault == "gone":
        (office.folder / "mark.json").unlink()
    else:
        change_mark(office.folder)
    assert office.anew() == {"gone": "missing", "changed": "sealed"}[fault]
    assert office.receive(1) == 0
    office.sync()
    assert office.receive(1) == 1


def test_a_crash_between_commit_and_mark_costs_nothing(office: Office) -> None:
    office.receive(1)
    before = (office.folder / "mark.json").read_bytes()
    office.receive(2)
    (office.folder / "mark.json").write_bytes(before)
    assert office.receive(1) == 1
    assert office.anew() is None


def test_what_was_not_sent_in_an_old_epoch_still_goes_up(office: Office) -> None:
    office.receive(3)
    change_mark(office.folder)
    report = office.sync()
    assert (report.accepted, report.waiting) == (3, 0)
    assert office.anew() == "sealed"


def test_the_same_on_postgresql() -> None:
    with postgres_server() as server, a_centre(make_database(server, "put_back")) as centre:
        for try_out in (
            test_a_whole_folder_put_back_is_noticed_by_the_centre,
            test_a_snapshot_that_went_on_far_enough_is_noticed_by_the_last_entry,
            test_both_copies_at_work_end_stopped_and_the_kept_one_goes_on,
        ):
            with an_office(centre) as office:
                try_out(office)
                office.sync()
                assert list(office.wrong()) == []


def test_folders_put_back_by_chance_issue_nothing_twice() -> None:
    (trial,) = put_back.TRIALS
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
