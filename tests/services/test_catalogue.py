"""The catalogue at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Procedure
from desk_app.services.catalogue import Catalogue
from desk_app.services.catalogue_import import import_catalogue
from tests.builders.desks import a_training_desk
from tests.builders.procedures import a_procedure
from tests.builders.stores import PROCEDURE

OFFICER = "an"


@pytest.fixture
def catalogue(store: Store, clock: TickingClock) -> Catalogue:
    import_catalogue(
        store,
        clock,
        [a_procedure(), a_procedure(code="9.000002", name_vi="Cấp giấy phép bắn pháo hoa")],
    )
    return Catalogue(store, clock)


def test_a_procedure_is_found_with_or_without_the_suffix_of_a_province(
    catalogue: Catalogue,
) -> None:
    for code in ("9.000001", " 9.000001 ", "9.000001.H05", "9.000001.000.00.00.H61"):
        card = catalogue.find(code)
        assert card is not None
        assert card.name_vi == "Cấp giấy phép thả diều"
    assert catalogue.find("7.777777") is None
    assert catalogue.find("") is None


def test_an_unknown_code_is_refused_by_name(catalogue: Catalogue) -> None:
    with pytest.raises(Refusal) as refused:
        catalogue.get("7.777777")
    assert list(refused.value.fields) == ["procedure"]
    assert "7.777777" in refused.value.meaning("vi")


def test_a_card_is_read_once(catalogue: Catalogue) -> None:
    assert catalogue.get("9.000001") is catalogue.get("9.000001")
    assert catalogue.version(10**6) is None


def test_search_sees_new_procedures_after_forgetting(
    catalogue: Catalogue, store: Store, clock: TickingClock
) -> None:
    assert [hit.code for hit in catalogue.search("phao hoa")] == ["9.000002"]
    import_catalogue(store, clock, [a_procedure(code="9.000003", name_vi="Đốt pháo hoa")])
    assert len(catalogue.search("phao hoa")) == 1
    catalogue.forget()
    assert len(catalogue.search("phao hoa")) == 2
    assert catalogue.count() == 4


def test_favourites_are_kept_in_order_and_taken_out(catalogue: Catalogue) -> None:
    for code in ("9.000002", PROCEDURE, "9.000001"):
        catalogue.set_favourite(OFFICER, code)
    catalogue.set_favourite(OFFICER, PROCEDURE, keep=False)
    catalogue.set_favourite(OFFICER, "9.000002")
    assert [hit.code for hit in catalogue.favourites(OFFICER)] == ["9.000001", "9.000002"]
    assert catalogue.favourites("binh") == []
    assert catalogue.search("", 1, OFFICER)[0].favourite


def test_an_unknown_favourite_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(Refusal):
        catalogue.set_favourite(OFFICER, "7.777777")


def test_what_is_used_often_comes_first(catalogue: Catalogue, store: Store) -> None:
    with store.write() as session:
        used = update(Procedure).where(Procedure.code == "9.000002").values(used=500)
        session.execute(used)
    catalogue.forget()
    assert catalogue.search("cap giay phep")[0].code == "9.000002"


def test_a_procedure_is_shown_with_its_version(catalogue: Catalogue) -> None:
    shown = catalogue.show("9.000001")
    assert (shown["code"], shown["version"], len(shown["papers"])) == ("9.000001", 1, 3)


GUIDE = Path(__file__).parents[2] / "docs" / "officer.md"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("chung thuc", "2.000815"),
        ("khai sinh", "1.001193"),
        ("dkks", "1.001193"),
        ("1.001193", "1.001193"),
    ],
)
def test_what_the_guide_types_finds_what_it_speaks_of(
    typed: str, code: str, tmp_path: Path
) -> None:
    assert f"`{typed}`" in GUIDE.read_text(encoding="utf-8")
    with a_training_desk(tmp_path) as desk:
        assert desk.catalogue.search(typed)[0].code == code


@pytest.mark.parametrize("typed", ["ban sao", "sao chung thuc", "chung", ""])
def test_certified_copies_come_first_at_a_new_desk(typed: str, tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        assert desk.catalogue.search(typed)[0].code == "2.000815"
