"""The words under which a dossier is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.services.search import Search
from desk_app.services.search_index import plain_number, search_words, tidy_index
from tests.builders.stores import a_dossier


def test_words_are_folded_and_stand_once() -> None:
    found = search_words(
        code="H15.50.05.13-261008-0975",
        procedure="1.001193",
        counter="Quầy 01",
        names=["Đặng Thị Phương Uyên", "Đặng Văn Đức", None],
        id_numbers=["079187001234", None],
        phones=["+84 912 345 678"],
    ).split()
    assert len(found) == len(set(found))
    assert {"261008", "0975", "975", "dang", "uyen", "duc", "079187001234"} <= set(found)
    assert {"0912345678", "1", "001193", "§1001193", "¶quay01"} <= set(found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(024) 3825-1234", None),
        ("079 187 001 234", "079187001234"),
        ("123456789", "123456789"),
        ("261008-0975", None),
        ("240304 0012", None),
        ("0912", None),
        ("nguyen", None),
        ("٠٩١٢٣٤٥٦٧٨", None),
    ],
)
def test_numbers_are_told_from_parts_of_codes(text: str, number: str | None) -> None:
    assert plain_number(text) == number


def parts(store: Store) -> int:
    """How many parts the index consists of."""
    with store.read() as session:
        counted = text("SELECT count(DISTINCT segid) FROM dossier_search_idx")
        return int(session.execute(counted).scalar_one())


def test_saves_leave_the_parts_alone_and_an_idle_desk_merges_them(
    store: Store, clock: TickingClock
) -> None:
    for _ in range(10):
        with store.write() as session:
            a_dossier(session)
    assert parts(store) == 10
    assert tidy_index(store)
    steps = 0
    while tidy_index(store):
        steps += 1
        assert steps < 100
    assert parts(store) < 4
    assert Search(store, clock).search("phuong uyen").total == 10
