"""Dossiers of colleagues come here; nothing of ours is touched, whatever the centre says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import DossierChanged
from desk_app.models.tables import Dossier, NumberBlock
from desk_app.services.cover_sheets import CoverSheets
from desk_app.services.day_review import DayReview
from desk_app.services.receipts import Receipts
from desk_app.services.registers import Registers
from desk_app.services.scan_checklist import find_dossier, read_checklist
from desk_app.services.search import Search
from desk_app.services.shared_dossiers import apply_shared
from desk_app.sync import fetcher
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.protocol import Change, SharedDossierV1
from tests.builders.disagreement import amended_elsewhere, hear
from tests.builders.messages import identity_text, received
from tests.builders.several_desks import APPLIERS, DeskOfUnit, several_desks
from tests.builders.stores import NOW, UNIT


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[tuple[InMemoryCentre, DeskOfUnit, DeskOfUnit]]:
    with several_desks(tmp_path, 2) as (centre, (one, two)):
        yield centre, one, two


@pytest.fixture
def desks(
    unit: tuple[InMemoryCentre, DeskOfUnit, DeskOfUnit],
) -> tuple[DeskOfUnit, DeskOfUnit, str]:
    """Two desks; the first received a dossier that came to the second."""
    _, one, two = unit
    code = one.receive(1)
    one.sync()
    two.sync()
    return one, two, code


def shared(number: int = 5, **other: Any) -> dict[str, Any]:
    said = received(number, unit=UNIT, counter="Quầy 07") | other
    return SharedDossierV1.model_validate(
        {
            "dossier_id": identity_text(500_000 + number),
            "desk_id": identity_text(1),
            "received": said | {"look_up_token": ""},
        }
    ).model_dump(mode="json")


def test_it_can_be_found_seen_and_worked_on(desks: tuple[DeskOfUnit, DeskOfUnit, str]) -> None:
    one, two, code = desks
    here, there = one.view(code), two.view(code)
    assert (there.here, there.print_state, there.sync) == (False, "elsewhere", "accepted")
    for name in ("code", "counter", "applicant", "state"):
        assert getattr(there, name) == getattr(here, name), name
    lines = Search(two.store, two.clock).search("phuong uyen").dossiers
    assert [(line.code, line.here) for line in lines] == [(code, False)]
    token = "token-of-dossier-00000001"
    link = f"https://tra-cuu.tinh-mau.invalid/t/{token}"
    for desk in (one, two):  # the receipt, scanned
        assert [d.code for d in Search(desk.store, desk.clock).search(link).dossiers] == [code]
    sheets, _ = CoverSheets(two.store, two.clock).pdf(code, two.officer)
    assert sheets.startswith(b"%PDF")
    with two.store.read() as session:
        papers = read_checklist(session, find_dossier(session, code)).papers
    assert [paper.number for paper in papers] == [1]


def test_its_receipt_is_asked_for_at_the_counter_that_has_it(
    desks: tuple[DeskOfUnit, DeskOfUnit, str],
) -> None:
    _, two, code = desks
    receipts = Receipts(two.store, two.clock, EventBus())
    with pytest.raises(Refusal) as caught:
        receipts.stored(code)
    assert caught.value.key == "amend.not_here"
    assert "Quầy 01" in caught.value.next_step("vi")
    assert receipts.not_printed() == []


def test_it_does_not_count_twice_in_the_day(desks: tuple[DeskOfUnit, DeskOfUnit, str]) -> None:
    one, two, _ = desks
    days = [DayReview(desk.store, desk.clock) for desk in (one, two)]
    assert [day.day().received for day in days] == [1, 0]
    assert [day.glance().received for day in days] == [1, 0]
    rows = [Registers(desk.store, desk.clock).register().rows for desk in (one, two)]
    assert [len(found) for found in rows] == [1, 0]


def test_the_desk_that_sent_it_and_one_that_has_it_hear_nothing_new(
    unit: tuple[InMemoryCentre, DeskOfUnit, DeskOfUnit],
) -> None:
    _, one, two = unit
    one.receive(1)
    assert (one.sync().fetched, two.sync().fetched, one.sync().fetched) == (0, 1, 0)
    with two.store.write() as session:
        assert apply_shared(session, shared(5), NOW) is None
        assert apply_shared(session, shared(5), NOW) == ""


def test_an_amendment_comes_and_is_told(desks: tuple[DeskOfUnit, DeskOfUnit, str]) -> None:
    one, two, code = desks
    done = two.amend(code, applicant__phone="0987654321")
    two.sync()
    one.told.clear()
    assert one.sync().fetched == 1
    assert one.view(code).applicant.phone == "0987654321"
    assert DossierChanged(done.id) in one.told
    whats = [step.what for step in one.view(code).timeline]
    assert "dossier.amended_elsewhere" in whats


def test_a_dossier_of_an_unknown_procedure_waits_for_its_procedure(
    desks: tuple[DeskOfUnit, DeskOfUnit, str],
) -> None:
    _, two, _ = desks
    with two.store.write() as session, pytest.raises(LookupError):
        apply_shared(session, shared(5, procedure="9.999999"), NOW)
    with two.store.write() as session:
        newer = shared(6, procedure_version=7)
        assert apply_shared(session, newer, NOW) is None


# A broken or malicious centre.


def test_nothing_from_the_centre_overwrites_a_dossier_of_this_desk(
    unit: tuple[InMemoryCentre, DeskOfUnit, DeskOfUnit],
) -> None:
    _, one, _ = unit
    code = one.receive(1)
    before = one.view(code)
    forged = shared(1, applicant={"full_name": "Kẻ Khác"}) | {"dossier_id": before.id}
    twin = shared(1, code=code)  # another dossier under the same code
    feed = [
        Change(seq=901, kind="dossier.shared", payload=forged),
        Change(seq=902, kind="dossier.shared", payload=twin),
        Change(seq=903, kind="dossier.amended", payload=forged),
    ]
    applied = fetcher.apply_changes(one.store, APPLIERS, feed, 0, 903, NOW)
    assert (applied.count, applied.skipped) == (0, 2)
    assert one.view(code) == before
    with one.store.read() as session:
        assert len(session.scalars(select(Dossier)).all()) == 1
    assert one.sync().accepted == 1


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"entry_id": 7},
        {"said": None},
        amended_elsewhere(1, identity_text(1), NOW, result_at="post").model_dump(mode="json")
        | {"dossier_id": "short"},
    ],
)
def test_what_cannot_be_read_changes_nothing(
    desks: tuple[DeskOfUnit, DeskOfUnit, str], broken: dict[str, Any]
) -> None:
    one, _, code = desks
    dossier = one.view(code).id
    usual = amended_elsewhere(1, dossier, NOW, note="x")
    payload = broken if "said" in broken or not broken else usual.model_dump(mode="json") | broken
    with one.store.write() as session, pytest.raises(ValidationError):
        apply_shared(session, payload, NOW)
    assert one.view(code).note is None


def test_unsent_work_stays_and_is_shown_whatever_the_centre_claims(
    desks: tuple[DeskOfUnit, DeskOfUnit, str],
) -> None:
    one, _, code = desks
    done = one.amend(code, note="của tôi")
    mine = next(field for field in one.view(code).fields if field.name == "note").over
    early = NOW - timedelta(days=3)
    for number in (1, 2, 3):
        claim = amended_elsewhere(
            number, done.id, early, over=mine, decided=True, note=f"giả {number}"
        )
        hear(one.store, claim, NOW)
    view = one.view(code)
    assert view.note == "của tôi"
    assert view.conflicts[0].options[0].value == "của tôi"
    # The same id with other words: not ours, not taken.
    copy = amended_elsewhere(1, done.id, early, note="giả").model_copy(update={"entry_id": mine[0]})
    assert hear(one.store, copy, NOW) == ""
    assert one.view(code).note == "của tôi"
    assert one.sync().accepted == 1


def test_what_is_about_no_dossier_here_is_passed_over(
    desks: tuple[DeskOfUnit, DeskOfUnit, str],
) -> None:
    one, _, _ = desks
    said = amended_elsewhere(1, identity_text(77), NOW, note="x")
    assert hear(one.store, said, NOW) == ""


def test_a_code_this_desk_may_still_give_out_is_nobody_elses(
    desks: tuple[DeskOfUnit, DeskOfUnit, str],
) -> None:
    """Else a centre could keep a desk from receiving: its next code would be taken."""
    _, two, _ = desks
    with two.store.write() as session:
        session.add(
            NumberBlock(
                id="b", unit=UNIT, day=NOW.date(), first=11, last=20, next=13, leased_at=NOW
            )
        )
        for number in (12, 21):
            apply_shared(session, shared(number), NOW)
        with pytest.raises(ValueError, match="still give out"):
            apply_shared(session, shared(13), NOW)
