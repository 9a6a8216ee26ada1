"""Restored, copied and rolled back desks: noticed each in its way, no code twice, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from desk_app.central import commands, tables
from desk_app.central.numbers import overlaps
from desk_app.sync.centre import NotWelcome
from tests.builders.centres import back_up
from tests.builders.postgres import make_database, postgres_server
from tests.faults.put_back import UNIT, Centre, Office, a_centre, an_office, change_mark
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


def test_a_credential_that_has_ended_is_renewed_by_itself(office: Office) -> None:
    office.receive(1)
    office.sync()  # the centre knows the desk's key
    before = office.place().credential
    office.centre.end_credential(str(office.place().desk_id))
    report = office.sync()
    assert report.fault is None
    assert office.place().credential != before
    assert office.receive(1) == 1
    assert office.sync().accepted == 1


def test_a_desk_put_back_from_before_a_renewal_comes_in_by_its_key(office: Office) -> None:
    office.sync()
    aside = office.put_aside("before")
    office.centre.end_credential(str(office.place().desk_id))
    office.receive(1)
    office.sync()
    renewed = office.place().credential
    office.sync()  # shows the new one: the old one is over
    office.put_back(aside)
    report = office.sync()
    assert report.fault is None
    assert office.place().credential not in (None, renewed)
    assert office.anew() == "centre"


def test_a_revoked_desk_stays_outside(office: Office) -> None:
    office.sync()
    office.centre.end_credential(str(office.place().desk_id))
    commands.desk_revoke(str(office.place().desk_id), office.centre.database)
    report = office.sync()
    assert isinstance(report.fault, NotWelcome)
    assert report.fault.code == "desk-revoked"


def test_a_revoked_desk_that_may_work_again_loses_nothing(office: Office) -> None:
    office.sync()
    office.receive(1)
    desk_id = str(office.place().desk_id)
    commands.desk_revoke(desk_id, office.centre.database)
    assert office.receive(1) == 1  # it has not heard of it yet
    assert isinstance(office.sync().fault, NotWelcome)
    assert office.receive(1) == 0
    with office.running() as desk:
        [first, *_] = desk.outbox.queue().entries
        assert first.what_next.key == "outbox.next.revoked"
    said = commands.desk_restore(desk_id, office.centre.database)
    assert said == {"id": desk_id, "revoked": False}
    report = office.sync()
    assert (report.fault, report.waiting) == (None, 0)
    assert office.receive(1) == 1
    assert office.anew() is None


def test_a_centre_that_was_put_back_hears_again_what_it_forgot(office: Office) -> None:
    office.receive(1)
    office.sync()
    code = office.handed_out[-1]
    with office.centre.store.writing() as session:  # its backup is older than this dossier
        forgotten = session.scalars(select(tables.Dossier).where(tables.Dossier.code == code)).one()
        of_dossier = forgotten.id
        for kind in (tables.ReceiptPrint, tables.UsedNumber, tables.Entry):
            session.execute(delete(kind).where(kind.dossier_id == of_dossier))  # type: ignore[attr-defined]
        session.delete(forgotten)
    office.reprint(code, 1)
    assert office.sync().refused == 1
    with office.running() as desk:
        [refused] = desk.outbox.queue().entries
        assert refused.what_next.key == "outbox.next.dossier_unknown"
        desk.outbox.try_again(refused.id, desk.officer())
    report = office.sync()
    assert (report.refused, report.waiting) == (0, 0)
    assert code in office.centre.codes()
    count = office.send_again()
    report = office.sync()  # it has everything, and says so
    assert (report.accepted, report.refused, report.waiting) == (count, 0, 0)


def issue_after_a_put_back(centre: Centre) -> None:
    """Two desks of a unit go on issuing over a centre that has forgotten numbers of both."""
    counters = ("Quầy 01", "Quầy 02")
    for counter in counters:
        commands.counter_set(UNIT, counter, 20, centre.database)
    with an_office(centre, counters[0]) as one, an_office(centre, counters[1]) as two:
        both = (one, two)
        for office in both:
            assert (office.sync().fault, office.receive(10), office.sync().fault) == (
                None,
                10,
                None,
            )
        put_it_back = back_up(centre.store)
        for office in both * 2:  # more than the backup knows of, and top-ups
            assert (office.receive(10), office.sync().fault) == (10, None)
        assert one.receive(3) == 3  # not sent yet, under numbers it forgets
        forgotten = set(centre.codes())
        put_it_back()
        forgotten -= set(centre.codes())
        assert len(forgotten) == 40
        if not centre.store.on_postgresql:  # there it notices
            assert commands.note_put_back(centre.database)["put_backs"] == 1
        for office in both * 4:
            assert office.receive(7) == 7
            report = office.sync()
            assert (report.fault, report.refused) == (None, 0)
        for office in both:
            assert office.send_again()
            report = office.sync()
            assert (report.fault, report.refused, report.waiting) == (None, 0, 0)
        issued = [*one.handed_out, *two.handed_out]
        assert len(issued) == len(set(issued))
        assert sorted(centre.codes()) == sorted(issued)
        assert centre.refused() == []
        with centre.store.reading() as session:
            assert overlaps(session) == []
            assert session.scalars(select(tables.About.put_backs)).one() == 1
            assert set(session.scalars(select(tables.Desk.told))) == {1}


def test_a_centre_that_was_put_back_leases_no_number_twice_and_loses_nothing() -> None:
    with a_centre() as centre:
        issue_after_a_put_back(centre)


def test_a_centre_that_was_put_back_on_postgresql_notices_it_by_itself() -> None:
    with postgres_server() as server, a_centre(make_database(server, "back")) as centre:
        issue_after_a_put_back(centre)


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


def test_a_real_profile_with_a_real_keyring(tmp_path: Path) -> None:
    if shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None:
        pytest.skip("gnome-keyring and dbus are not installed: no real Secret Service to ask")
    home, runtime = tmp_path / "home", tmp_path / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    (tmp_path / "work").mkdir()
    start = "printf 'test\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize"
    work = f'"{sys.executable}" -m tests.faults.real_profile "{tmp_path / "work"}"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", f"{start} >/dev/null 2>&1; {work}"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["wrong"] == []
    # The copy has no number, the original goes on in its epoch, also after both were stopped.
    copied = ["0", "1", "0", "1", "0"]
    told = [["0", "behind"], ["True", "centre"], copied, ["0", "recovered"], 1]
    assert (said["told"], said["kept"]) == (told, True)
