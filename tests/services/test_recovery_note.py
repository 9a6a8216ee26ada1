"""A passphrase that was shown and perhaps not seen is not lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from desk_app.models.tables import JournalLine
from desk_app.services.enrolment import ask_as, end_asking
from desk_app.services.recovery_note import (
    new_passphrase,
    passphrase_noted,
    passphrase_replaced,
    passphrase_to_note,
)
from desk_app.services.this_desk import write_this_desk
from tests.builders.desks import a_training_desk


def test_it_is_kept_until_people_have_it(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        assert passphrase_to_note(desk.store) is None
        end_asking(desk.store, "a1b2-c3d4")
    with a_training_desk(tmp_path) as desk:  # the program was killed while it showed it
        assert passphrase_to_note(desk.store) == "a1b2-c3d4"
        passphrase_noted(desk.store)
        assert passphrase_to_note(desk.store) is None


def test_killed_before_joining_ended_it_is_told_as_well(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        asking = ask_as(desk.store, desk.clock, "https://centre.example", "A", recovers=True)
        assert passphrase_to_note(desk.store) is None  # the desk has no place: joining goes on
        with desk.store.write() as session:
            here = replace(desk.this_desk(), centre_url="https://centre.example")
            write_this_desk(session, here)
        assert passphrase_to_note(desk.store) == asking.passphrase
        passphrase_noted(desk.store)
        assert passphrase_to_note(desk.store) is None


def test_another_takes_its_place_and_the_journal_says_so(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        other = new_passphrase()
        passphrase_replaced(desk.store, desk.clock, other)
        assert passphrase_to_note(desk.store) == other
        with desk.store.read() as session:
            assert "desk.new_passphrase" in session.scalars(select(JournalLine.action)).all()
