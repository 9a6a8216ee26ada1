"""Data folders put back, copied, moved and changed by chance, and the centre put back to a backup,
between the dossiers of a desk."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

from desk_app.central import commands
from desk_app.sync.centre import NotWelcome
from tests.builders.centres import back_up
from tests.faults.put_back import Office, a_centre, an_office, change_mark
from tests.faults.trials import Outcome, Trial, each

STEPS = 8
ACTS = ("aside", "aside", "database", "folder", "copy", "mark", "gone", "nothing")
ACTS_OF_IT = ("backup", "centre", "centre")


def one(seed: int) -> Iterable[str]:
    """One desk and what is done to its folder."""
    chance = random.Random(seed)
    with a_centre() as centre, an_office(centre) as office:
        asides: list[Path] = []
        backup = Backup(office)
        for step in range(STEPS):
            office.receive(chance.randint(0, 3))
            if chance.random() < 0.5:
                office.sync()
            if chance.random() < 0.3:
                backup.act(chance.choice(ACTS_OF_IT))
            else:
                _something(chance, office, asides, step)
        _sent(office)
        yield from office.wrong()


def _sent(office: Office) -> None:
    """All is sent. After many new epochs in a day IT has to say that this desk goes on."""
    report = office.sync()
    if isinstance(report.fault, NotWelcome) and report.fault.code == "desk-copied":
        commands.desk_keep(str(office.place().desk_id), office.centre.database)
        office.sync()


class Backup:
    """The latest backup of the centre, and how often it was put back."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._made()

    def act(self, what: str) -> None:
        """What IT does."""
        if what == "backup":
            self._made()
            return
        self._times += 1
        self._put_back()
        commands.note_put_back(self._office.centre.database, times=self._times)
        self._office.send_again()
        _sent(self._office)
        self._office.forget_what_nobody_has()

    def _made(self) -> None:
        self._put_back, self._times = back_up(self._office.centre.store), 0


def _something(chance: random.Random, office: Office, asides: list[Path], step: int) -> None:
    what = chance.choice(ACTS)
    if what == "aside":
        asides.append(office.put_aside(str(step)))
    elif what == "database" and asides:
        office.put_back_database(chance.choice(asides))
    elif what == "folder" and asides:
        # What nobody outside of the folder has heard of, nobody can know when it is put back; a
        # real profile has its keyring for that, this one only the centre.
        _sent(office)
        office.put_back(chance.choice(asides))
        _sent(office)
    elif what == "copy":
        copy = Path(shutil.copytree(office.folder, office.asides / f"copy-{step}"))
        office.receive(2, copy)
        office.receive(chance.randint(0, 2))
    elif what == "mark":
        office.receive(1)
        change_mark(office.folder)
    elif what == "gone":
        (office.folder / "mark.json").unlink(missing_ok=True)


def run(seed: int, count: int) -> Outcome:
    """So many desks."""
    return each(seed, count, one)


TRIALS = (
    Trial(
        "put-back",
        "a desk's folder is put back, copied, moved or changed between its dossiers, or its centre"
        " is put back to a backup",
        ("I1", "I4"),
        count_ci=3,
        count_full=300,
        run=run,
    ),
)
