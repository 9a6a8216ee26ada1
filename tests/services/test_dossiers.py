"""One dossier as it is shown."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier
from desk_app.services.dossiers import Dossiers, masked, state_words
from desk_app.wording import LANGUAGES, message
from tests.builders.stores import AN, NOW, a_dossier


@pytest.fixture
def dossiers(store: Store, clock: TickingClock) -> Dossiers:
    return Dossiers(store, clock)


def received(store: Store, **overrides: object) -> Dossier:
    with store.write() as session:
        return a_dossier(session, **overrides)


def test_a_dossier_is_found_by_code_by_id_and_as_a_reader_types_it(
    dossiers: Dossiers, store: Store
) -> None:
    made = received(store)
    received(store)
    for wanted in (made.code, made.id, f" {made.code.lower()}\r"):
        found = dossiers.find(wanted)
        assert found is not None
        assert found.id == made.id


def test_an_unknown_dossier_is_refused(dossiers: Dossiers) -> None:
    assert dossiers.find("H15.50.05.13-261120-0001") is None
    with pytest.raises(Refusal) as caught:
        dossiers.get("H15.50.05.13-261120-0001")
    assert caught.value.key == "dossier.unknown"
    assert "0001" in caught.value.title("vi")


def test_everything_known_is_shown(dossiers: Dossiers, store: Store) -> None:
    made = received(
        store,
        fee_vnd=8000,
        fee_explained=[message("dossier.state.done").to_json()],
        promise_explained=[message("dossier.state.received").to_json()],
        submitter="Hồ Quang Hiếu",
        papers=[{"state": "submitted", "originals": 1}, {"state": "later", "note": "thiếu"}],
    )
    view = dossiers.get(made.code)
    assert view.officer_name == AN.full_name
    assert view.applicant.full_name == "Nguyễn Thị Phương Uyên"
    assert view.applicant.masked_id_number == "079***1234"
    assert view.submitter is not None
    assert view.submitter.full_name == "Hồ Quang Hiếu"
    assert [(paper.number, paper.state) for paper in view.papers] == [
        (1, "submitted"),
        (2, "later"),
    ]
    assert view.fee_explained == (message("dossier.state.done"),)
    assert (view.print_state, view.sync, view.state) == ("not_printed", "waiting", "received")
    assert not view.overdue


def test_the_answer_of_show_holds_what_the_contract_says(dossiers: Dossiers, store: Store) -> None:
    made = received(store)
    said = json.loads(json.dumps(dossiers.get(made.code).as_json("vi")))
    wanted = {
        "code",
        "procedure",
        "state",
        "applicant",
        "promised_at",
        "papers",
        "timeline",
        "sync",
    }
    assert wanted <= set(said)
    assert said["papers"][0] == {
        "number": 1,
        "name": "Giấy tờ 1",
        "state": "submitted",
        "originals": 1,
        "certified": 0,
        "copies": 0,
        "note": None,
        "digitised": "none",
        "declared_pages": None,
        "reused_from": None,
        "pages": [],
        "file": None,
    }
    assert said["timeline"][0]["text"] == "Tiếp nhận hồ sơ"


def test_a_dossier_past_its_promise_is_overdue(
    dossiers: Dossiers, store: Store, clock: TickingClock
) -> None:
    made = received(store, promised_at=NOW + timedelta(hours=1))
    assert not dossiers.get(made.code).overdue
    clock.advance(timedelta(hours=1, seconds=1))
    assert dossiers.get(made.code).overdue


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("079187001234", "079***1234"),
        ("123456789", "123***6789"),
        ("1234", "***"),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_are_masked(number: str | None, shown: str) -> None:
    assert masked(number) == shown


def test_states_have_words_those_of_a_newer_centre_too() -> None:
    for language in LANGUAGES:
        for state in ("received", "processing", "supplement", "done", "returned"):
            assert state_words(state).in_words(language) != state
        assert state_words("archived").in_words(language) == "archived"
