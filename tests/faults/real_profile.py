"""A real profile with a real keyring, put back in three ways: ``python -m tests.faults.real_profile
FOLDER``, inside a session bus with an unlocked keyring. Prints what the desk noticed, as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from desk_app import app
from desk_app.central import commands
from desk_app.central.http import make_app
from desk_app.clock import SystemClock
from desk_app.config.profile import open_profile
from desk_app.config.vault import vault_of
from desk_app.enrolling import enrol, noted, replace_passphrase, to_note
from tests.builders.served import served
from tests.faults.put_back import Centre, Office

RESOURCES = Path(__file__).parents[2] / "resources"
UNIT, PASSPHRASE = "H10.01", "bốn con ngựa nâu"


def main(folder: Path) -> None:
    """Works, puts back, tells."""
    database = str(folder / "centre.db")
    commands.init(database, name="Tỉnh Mẫu")
    commands.unit_add("H10", "UBND tỉnh Mẫu", "province", database=database)
    commands.unit_add(UNIT, "Trung tâm", "commune_centre", parent="H10", database=database)
    commands.officer_add("an", "Nguyễn Thị An", "officer", UNIT, "mat-khau-an", database=database)
    for kind, named in (("procedure", "procedures"), ("calendar", "calendar")):
        for file in sorted((RESOURCES / named).glob("*.json")):
            commands.publish(kind, file, database)  # type: ignore[arg-type]
    with (
        commands.ready_centre(database) as store,
        served(make_app(store, SystemClock())) as url,
    ):
        code = commands.enrol_code(UNIT, "Quầy 01", database)["code"]
        first = enrol(folder / "desk", url, code)["recovery_passphrase"]
        kept = to_note(folder / "desk") == first  # until somebody said to have it
        noted(folder / "desk")
        made = replace_passphrase(folder / "desk")["recovery_passphrase"]
        kept = kept and to_note(folder / "desk") == made != first
        replace_passphrase(folder / "desk", PASSPHRASE)
        kept = kept and to_note(folder / "desk") is None
        (folder / "asides").mkdir()
        office = Office(Centre(store, database, url), folder / "desk", folder / "asides")
        told = [_folder(office), _machine(office), _copied(office), _recovered(office)]
        office.sync()
        told.append(office.receive(1))
        office.sync()
        sys.stdout.write(json.dumps({"told": told, "wrong": list(office.wrong()), "kept": kept}))


def _folder(office: Office) -> list[str | None]:
    """The whole folder is put back, the keyring is not."""
    office.receive(1)
    aside = office.put_aside("folder")
    office.receive(1)
    office.sync()
    office.put_back(aside)
    return [str(office.receive(1)), office.anew()]


def _machine(office: Office) -> list[str | None]:
    """The whole machine is put back, with its keyring."""
    office.sync()
    vault = vault_of(open_profile(office.folder))
    mark = vault.fetch_mark()
    aside = office.put_aside("machine")
    office.receive(1)
    office.sync()
    office.put_back(aside)
    vault.keep_mark(str(mark))
    with office.running() as desk:
        at_start = desk.numbers.left(UNIT, desk.clock.now().date()) > 0
        app.sync_once(desk)
    return [str(at_start), office.anew()]


def _copied(office: Office) -> list[str | None]:
    """A copy in another folder works with the same keyring, and is ended: the original, which was
    closed meanwhile, goes on with the numbers it has."""
    office.sync()
    before = office.epoch()
    copy = office.put_aside("copy")
    there = office.receive(1, copy)
    here = [office.receive(1), office.epoch() - before]
    for _ in range(3):  # they drive each other on, until the centre stops both
        for folder in (copy, office.folder):
            office.sync(folder)
    shutil.rmtree(copy)
    commands.desk_keep(str(office.place().desk_id), office.centre.database)
    office.sync()
    kept = office.epoch()
    return [str(there), *map(str, here), str(office.receive(1)), str(office.epoch() - kept)]


def _recovered(office: Office) -> list[str | None]:
    """Another machine: the keyring knows nothing, IT has the passphrase."""
    vault_of(open_profile(office.folder)).forget()
    with app.running(office.folder, passphrase=PASSPHRASE) as desk:
        left = desk.numbers.left(UNIT, desk.clock.now().date())
    return [str(left), office.anew()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
