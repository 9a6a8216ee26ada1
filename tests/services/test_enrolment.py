"""Taking a place at a centre: kept whole, never mixing two places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.services.desk import Desk
from desk_app.services.enrolment import Asking, ask_as, end_asking, take_place
from desk_app.services.intake_json import read_form
from desk_app.services.journal import Journal
from desk_app.services.this_desk import write_this_desk
from desk_app.sync.protocol import EnrolAnswer, UnitV1
from tests.builders.desks import NOW, a_dossier_said, a_training_desk

ANSWER = EnrolAnswer(
    desk_id="01a1f6ae-9900-7000-8000-000000000009",
    epoch=3,
    unit=UnitV1(code="H99.22.01", name="Trung tâm xã Đồng Lúa", level="commune_centre"),
    counter="Quầy 07",
    centre_name="Tỉnh Mẫu",
    public_url="https://tra-cuu.example",
    training=True,
)
CENTRE = "https://centre.example"
ASKING = Asking(CENTRE, "", ANSWER.desk_id, "s3cret", None)


def test_the_place_is_kept_and_old_numbers_are_used_up(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        before = desk.this_desk().unit
        assert desk.numbers.left(before, NOW.date()) > 0
        take_place(desk.store, desk.clock, ANSWER, ASKING)
        desk.forget_place()
        here = desk.this_desk()
        assert (here.unit, here.counter, here.epoch) == ("H99.22.01", "Quầy 07", 3)
        assert (here.credential, here.centre_url) == ("s3cret", "https://centre.example")
        assert desk.unit().name == "Trung tâm xã Đồng Lúa"
        assert desk.numbers.left(before, NOW.date()) == 0
        assert all(block.closed for block in desk.numbers.blocks())
        lines = Journal(desk.store).of_day(NOW.date(), ["desk.enrolled"])
        assert [line.details for line in lines] == [{"unit": "H99.22.01"}]
        assert "s3cret" not in str(lines)


def ask(desk: Desk, code: str = "PMCV-0A86-94YT", url: str = CENTRE) -> Asking:
    return ask_as(desk.store, desk.clock, url, code, recovers=True)


def test_who_asks_again_with_the_same_code_is_the_same_desk(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        first = ask(desk)
    with a_training_desk(tmp_path) as desk:
        assert ask(desk, " pmcv0a86-94yt ") == first
        assert first.passphrase is not None
        assert first.passphrase not in repr(first)
        assert first.credential not in repr(first)
        other = ask(desk, "AAAA-0A86-94YT")
        assert other.credential != first.credential
        assert ask(desk) not in (first, other)  # the other one has taken its place


def test_a_desk_that_has_its_place_may_ask_again_until_people_know(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        asking = ask(desk)
        take_place(desk.store, desk.clock, ANSWER, asking)
        assert ask(desk) == asking
        end_asking(desk.store)
        with pytest.raises(Refusal) as caught:
            ask(desk)
        assert caught.value.key == "desk.already_enrolled"


def test_a_desk_with_a_centre_or_dossiers_stays_where_it_is(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        here = desk.this_desk()
        with desk.store.write() as session:
            write_this_desk(session, replace(here, centre_url="https://centre.example"))
        with pytest.raises(Refusal):
            ask(desk)
        with desk.store.write() as session:
            write_this_desk(session, here)
        desk.intake.receive(read_form(a_dossier_said()), desk.officer())
        with pytest.raises(Refusal) as caught:
            ask(desk)
        assert caught.value.key == "desk.has_dossiers"
