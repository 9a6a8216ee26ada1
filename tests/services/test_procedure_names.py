"""Names of procedures in both languages, from the catalogue to every list."""

from __future__ import annotations

import pytest

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.models.tables import ProcedureVersion
from desk_app.services.day_review import DayReview
from desk_app.services.dossiers import Dossiers
from desk_app.services.drafts import Drafts
from desk_app.services.procedure_names import current_names, procedure_name
from desk_app.services.search import Search
from desk_app.wording import Message
from tests.builders.stores import AN, PROCEDURE, PROCEDURE_NAME, PROCEDURE_NAME_EN, a_dossier


@pytest.fixture
def two_names(store: Store) -> Store:
    """A store whose one procedure has an English name, and that received one dossier."""
    with store.write() as session:
        version = session.get_one(ProcedureVersion, 1)
        version.name_en = PROCEDURE_NAME_EN
        a_dossier(session)
    return store


def in_both(name: str | Message) -> tuple[str, str]:
    assert isinstance(name, Message)
    return name.in_words("vi"), name.in_words("en")


BOTH = (PROCEDURE_NAME, PROCEDURE_NAME_EN)


def test_the_name_follows_the_language() -> None:
    assert in_both(procedure_name(*BOTH)) == BOTH


@pytest.mark.parametrize("english", [None, ""])
def test_without_an_english_name_the_vietnamese_one_is_data(english: str | None) -> None:
    assert procedure_name(PROCEDURE_NAME, english) == PROCEDURE_NAME


def test_a_code_the_catalogue_does_not_know_has_no_name(two_names: Store) -> None:
    with two_names.read() as session:
        names = current_names(session, [PROCEDURE, "9.999999", ""])
    assert {code: in_both(name) for code, name in names.items()} == {PROCEDURE: BOTH}


def test_search_dossier_and_day_name_a_procedure_in_both_languages(
    two_names: Store, clock: TickingClock
) -> None:
    line = Search(two_names, clock).search("").dossiers[0]
    dossier = Dossiers(two_names, clock).get(line.code)
    day = DayReview(two_names, clock).day()
    assert in_both(line.procedure_words) == BOTH
    assert in_both(dossier.procedure_words) == BOTH
    assert in_both(day.by_procedure[0].label) == BOTH
    assert [day.as_json(name)["by_procedure"][0]["label"] for name in ("vi", "en")] == [*BOTH]


def test_a_draft_is_called_by_the_name_in_force(two_names: Store, clock: TickingClock) -> None:
    drafts = Drafts(two_names, clock)
    drafts.save(None, AN, {"procedure": PROCEDURE}, "as it was saved")
    drafts.save(None, AN, {"procedure": "9.999999"}, "gone from the catalogue")
    gone, known = drafts.list(AN)
    assert in_both(known.title) == BOTH
    assert gone.title == "gone from the catalogue"


def test_a_receipt_never_printed_is_listed_with_both_names(
    two_names: Store, clock: TickingClock
) -> None:
    texts = [
        one.text
        for one in DayReview(two_names, clock).day().exceptions
        if one.kind == "not_printed"
    ]
    assert [PROCEDURE_NAME in text.in_words("vi") for text in texts] == [True]
    assert [PROCEDURE_NAME_EN in text.in_words("en") for text in texts] == [True]
