"""Correcting a dossier: one commit, the receipt untouched, and never over unseen work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from desk_app.errors import Refusal
from desk_app.models.tables import Amendment, Dossier, JournalLine, OutboxEntry, Receipt
from desk_app.services.search import Search
from desk_app.sync.protocol import PAYLOADS
from tests.builders.disagreement import amended_elsewhere, hear
from tests.builders.several_desks import DeskOfUnit, several_desks
from tests.builders.stores import NOW


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfUnit]:
    with several_desks(tmp_path, 1) as (_, desks):
        yield desks[0]


@pytest.fixture
def code(desk: DeskOfUnit) -> str:
    return desk.receive(1)


def rows(desk: DeskOfUnit) -> dict[str, int]:
    """How many rows there are of all that a correction writes."""
    with desk.store.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Amendment, JournalLine, OutboxEntry)
        }


def found(desk: DeskOfUnit, words: str) -> int:
    return Search(desk.store, desk.clock).search(words).total


def test_all_is_one_commit_and_the_receipt_stays(desk: DeskOfUnit, code: str) -> None:
    with desk.store.write() as session:
        session.execute(text("UPDATE receipt SET content = '{\"printed\": 1}'"))
    before = desk.view(code)
    done = desk.amend(code, applicant__full_name="Nguyễn Thị Phương Yến", note="gọi trước")
    assert (done.amended, done.decided) == (("applicant.full_name", "note"), ())
    view = desk.view(code)
    assert (view.applicant.full_name, view.note) == ("Nguyễn Thị Phương Yến", "gọi trước")
    name = next(one for one in view.fields if one.name == "applicant.full_name")
    assert (name.printed, name.is_amended) == (before.applicant.full_name, True)
    assert view.timeline[-1].at is None  # still to be sent
    assert view.sync == "waiting"
    with desk.store.read() as session:
        dossier = session.scalars(select(Dossier)).one()
        entry = session.scalars(select(OutboxEntry).order_by(OutboxEntry.seq.desc())).first()
        receipt = session.scalars(select(Receipt)).one()
    assert (dossier.applicant_name, dossier.version) == ("Nguyễn Thị Phương Yến", 2)
    assert receipt.content == {"printed": 1}
    assert entry is not None
    assert (entry.kind, entry.position, entry.state) == ("dossier.amended", 2, "waiting")
    said = PAYLOADS[entry.kind, entry.version].model_validate(json.loads(entry.payload))
    assert said.model_dump()["fields"]["note"] == {"before": None, "after": "gọi trước", "over": []}


def test_it_is_found_by_the_new_name_and_the_printed_one(desk: DeskOfUnit, code: str) -> None:
    desk.amend(code, applicant__full_name="Trần Thị Bạch Yến", applicant__phone="0987654321")
    for words in ("bach yen", "phuong uyen", "0987654321", "0912345678"):
        assert found(desk, words) == 1, words
    desk.amend(code, applicant__phone="0903112233")
    assert (found(desk, "0903112233"), found(desk, "0987654321")) == (1, 0)


@pytest.mark.parametrize(
    ("values", "reason", "key"),
    [
        ({"note": "gọi"}, "  ", "amend.no_reason"),
        ({"note": "gọi"}, "x" * 501, "amend.wrong"),
        ({"applicant.phone": "gọi sau"}, "sai", "amend.wrong"),
        ({"submitter.phone": "0912345678"}, "sai", "amend.wrong"),
        ({"applicant.phone": "0912345678"}, "sai", "amend.nothing"),
        ({}, "sai", "amend.nothing"),
    ],
)
def test_a_refusal_writes_nothing(
    desk: DeskOfUnit, code: str, values: dict[str, str], reason: str, key: str
) -> None:
    before = rows(desk)
    with pytest.raises(Refusal) as caught:
        desk.amendments.amend(code, values, reason, desk.officer)
    assert caught.value.key == key
    assert rows(desk) == before


def test_values_and_reason_are_told_together(desk: DeskOfUnit, code: str) -> None:
    """First one place was wrong, and once that was put right, three more."""
    values = {"applicant.phone": "gọi sau", "applicant.email": "@@"}
    with pytest.raises(Refusal) as caught:
        desk.amendments.amend(code, values, " ", desk.officer)
    assert caught.value.key == "amend.wrong"
    assert list(caught.value.fields) == ["applicant.phone", "applicant.email", "reason"]
    assert caught.value.values["count"] == 3
    with pytest.raises(Refusal) as caught:
        desk.amendments.amend(code, {}, "", desk.officer)
    assert caught.value.key == "amend.no_reason"


def test_an_unknown_dossier_is_refused(desk: DeskOfUnit) -> None:
    with pytest.raises(Refusal) as caught:
        desk.amend("H15.50.05.13-261120-0099", note="x")
    assert caught.value.key == "dossier.unknown"


def test_a_second_correction_replaces_the_first(desk: DeskOfUnit, code: str) -> None:
    desk.amend(code, note="một")
    desk.amend(code, note="hai")
    desk.amend(code, note=None)
    view = desk.view(code)
    assert (view.note, view.conflicts, view.fields[-1].is_amended) == (None, (), False)
    assert rows(desk)["amendment"] == 3


def test_a_conflict_is_not_decided_by_saying_nothing(desk: DeskOfUnit, code: str) -> None:
    done = desk.amend(code, note="ở đây")
    hear(desk.store, amended_elsewhere(1, done.id, NOW, note="ở kia"), NOW)
    before = rows(desk)
    for nothing in (None, "", "  "):
        with pytest.raises(Refusal) as caught:
            desk.amend(code, note=nothing)
        assert "Ghi chú" in caught.value.fields["note"].in_words("vi")
    assert rows(desk) == before
    assert {one.value for one in desk.view(code).conflicts[0].options} == {"ở đây", "ở kia"}


def test_empty_can_be_chosen_where_a_counter_wrote_it(desk: DeskOfUnit, code: str) -> None:
    done = desk.amend(code, note="ở đây")
    hear(desk.store, amended_elsewhere(1, done.id, NOW, note=None), NOW)
    assert desk.amend(code, note=None).decided == ("note",)
    assert (desk.view(code).note, desk.view(code).conflicts) == (None, ())


def test_a_conflict_is_listed_decided_and_gone(desk: DeskOfUnit, code: str) -> None:
    done = desk.amend(code, note="ở đây")
    hear(desk.store, amended_elsewhere(1, done.id, NOW, note="ở kia", result_at="post"), NOW)
    assert desk.amendments.in_conflict() == [code]
    view = desk.view(code)
    assert view.note == "ở đây"  # not sent yet: never put behind
    assert [(one.value, one.sent) for one in view.conflicts[0].options] == [
        ("ở đây", False),
        ("ở kia", True),
    ]
    with pytest.raises(Refusal):
        desk.amend(code, result_at="post")  # stands there already, and nobody disagrees
    both = desk.amend(code, note="ở kia", applicant__email="an@vd.vn")
    assert (both.amended, both.decided) == (("applicant.email",), ("note",))
    assert desk.amendments.in_conflict() == []
    assert desk.view(code).note == "ở kia"
    with desk.store.read() as session:
        kinds = session.scalars(select(OutboxEntry.kind).order_by(OutboxEntry.seq)).all()
    assert kinds[-2:] == ["dossier.amended", "dossier.decided"]


def test_an_older_centre_refuses_it_and_takes_it_after_its_update(
    desk: DeskOfUnit, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sync()
    with monkeypatch.context() as older:
        older.delitem(PAYLOADS, ("dossier.amended", 1))
        desk.amend(code, note="gọi trước")
        assert desk.sync().refused == 1
    view = desk.view(code)
    assert (view.note, view.sync) == ("gọi trước", "refused")
    with desk.store.write() as session:
        entry = session.scalars(select(OutboxEntry).where(OutboxEntry.state == "refused")).one()
        assert entry.last_error == "unknown-kind"
        entry.state = "waiting"
    assert desk.sync().accepted == 1
    assert desk.view(code).sync == "accepted"


def test_a_correction_at_a_counter_that_did_not_receive_the_dossier_waits_too(
    tmp_path: Path,
) -> None:
    with several_desks(tmp_path, 2) as (_, (receiving, other)):
        code = receiving.receive(1)
        receiving.sync()
        other.sync()
        assert other.view(code).sync == "accepted"
        other.amend(code, note="gọi trước")
        assert other.view(code).sync == "waiting"
        assert Search(other.store, other.clock).search(code).dossiers[0].sync == "waiting"
        other.sync()
        assert other.view(code).sync == "accepted"
