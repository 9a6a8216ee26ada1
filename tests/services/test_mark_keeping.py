"""A desk that finds itself put back gives up its numbers, once, and says so."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from desk_app.config.marks import Mark, Marks
from desk_app.config.profile import create_profile
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import JournalLine, NumberBlock, OutboxEntry, Setting
from desk_app.services.mark_keeping import TOLD_FOR, MarkKeeper, began_anew
from desk_app.services.numbers import take_number
from desk_app.services.this_desk import place_in, read_this_desk, write_this_desk
from tests.builders.stores import KEY, NOW, UNIT, a_clock, a_dossier, a_store


class Disk(Marks):
    """Marks whose disk or keyring may say no; counts what was written."""

    written: int = 0
    fault: Exception | None = None

    def keep_in_file(self, mark: Mark) -> None:
        if self.fault is not None:
            raise self.fault
        self.written += 1
        super().keep_in_file(mark)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A desk with a centre, one dossier, and 99 numbers left."""
    opened = a_store(tmp_path)
    with opened.write() as session:
        here = place_in(session)
        assert here is not None
        write_this_desk(session, replace(here, centre_url="https://centre.invalid", desk_id="d"))
        a_dossier(session)
        session.execute(insert(NumberBlock), [_block()])
    yield opened
    opened.close()


def _block() -> dict[str, Any]:
    return {
        "id": "b",
        "unit": UNIT,
        "day": NOW.date(),
        "first": 1,
        "last": 100,
        "next": 2,
        "leased_at": NOW,
    }


@pytest.fixture
def marks(tmp_path: Path) -> Disk:
    return Disk(create_profile(tmp_path / "profile", training=True), KEY)


def left(store: Store) -> int:
    with store.read() as session:
        return sum(b.last - b.next + 1 for b in session.scalars(select(NumberBlock)))


def keeper(store: Store, marks: Marks | None) -> MarkKeeper:
    return MarkKeeper(store, a_clock(), marks)


def test_the_mark_is_written_once_per_commit(store: Store, marks: Disk) -> None:
    kept = keeper(store, marks)
    assert kept.check() is None
    kept.note()
    kept.note()
    assert (marks.written, marks.in_file().mark) == (1, Mark(1, 1))
    with store.write() as session:
        a_dossier(session)
    kept.note()
    assert (marks.written, marks.in_file().mark) == (2, Mark(1, 2))
    assert left(store) == 99
    assert keeper(store, marks).check() is None


def test_a_mark_ahead_gives_up_the_numbers_in_one_commit_and_tells(
    store: Store, marks: Disk
) -> None:
    marks.keep_in_file(Mark(3, 9))
    assert keeper(store, marks).check() == "behind"
    here = read_this_desk(store)
    assert here is not None
    assert (here.epoch, left(store)) == (4, 0)
    told = began_anew(store, NOW)
    assert told is not None
    assert (told.why, told.epoch, told.numbers) == ("behind", 4, 99)
    assert "99" in told.words.in_words("vi")
    assert "99" in told.as_json("en")["text"]
    with store.read() as session:
        actions = list(session.scalars(select(JournalLine.action)))
        waiting = list(session.scalars(select(OutboxEntry.state)))
    assert actions.count("desk.began_anew.behind") == 1
    assert waiting == ["waiting"]  # what was not sent still goes up
    assert keeper(store, marks).check() is None  # once


def test_who_gave_up_its_numbers_says_so_until_new_ones_come(store: Store, marks: Disk) -> None:
    epoch = MarkKeeper(store, a_clock(), marks).begin_anew("behind", 1)
    day = NOW.date()
    with store.write() as session, pytest.raises(Refusal) as caught:
        take_number(session, UNIT, day)
    assert caught.value.key == "numbers.given_up"
    new = {"id": "n", "first": 201, "last": 201, "next": 201, "epoch": epoch}
    with store.write() as session:
        session.execute(insert(NumberBlock), [{**_block(), **new}])
        assert take_number(session, UNIT, day) == 201
        with pytest.raises(Refusal) as caught:
            take_number(session, UNIT, day)
    assert caught.value.key == "numbers.used_up"


def test_officers_are_told_for_a_week(store: Store, marks: Disk) -> None:
    assert began_anew(store, NOW) is None
    keeper(store, marks).begin_anew("copied", 1)
    assert began_anew(store, NOW + TOLD_FOR) is not None
    assert began_anew(store, NOW + TOLD_FOR + timedelta(seconds=1)) is None


def test_the_recovery_passphrase_gives_up_the_numbers(store: Store, marks: Disk) -> None:
    kept = keeper(store, marks)
    kept.note()
    assert keeper(store, marks).check(recovered=True) == "recovered"
    assert left(store) == 0


def test_a_mark_that_is_gone_is_missed_once_it_was_there(
    store: Store, marks: Disk, tmp_path: Path
) -> None:
    keeper(store, marks).note()
    (tmp_path / "profile" / "mark.json").unlink()
    assert keeper(store, marks).check() == "missing"
    assert left(store) == 0


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "full"), EnvironmentFault("vault.locked")], ids=["disk", "ring"]
)
def test_a_disk_that_says_no_stops_nobody_and_is_asked_again(
    store: Store, marks: Disk, fault: Exception
) -> None:
    kept = keeper(store, marks)
    marks.fault = fault
    kept.note(everywhere=True)
    marks.fault = None
    kept.note()
    assert marks.in_file().mark == Mark(1, 1)


def test_a_desk_that_stands_alone_has_no_mark(store: Store, marks: Disk) -> None:
    with store.write() as session:
        here = place_in(session)
        assert here is not None
        write_this_desk(session, replace(here, centre_url=None))
    marks.keep_in_file(Mark(3, 9))
    kept = keeper(store, marks)
    assert kept.check() is None
    kept.note()
    assert left(store) == 99


def test_before_enrolment_there_is_nothing_to_give_up(store: Store, marks: Disk) -> None:
    with store.write() as session:
        session.execute(delete(Setting))
    assert keeper(store, marks).begin_anew("centre", 3) == 3
