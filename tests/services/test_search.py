"""Searching as one types, on a real encrypted store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.services import search, search_query
from desk_app.services.search import Search, SearchResult
from tests.builders.stores import NOW, UNIT, a_dossier

Find = Callable[..., SearchResult]


@pytest.fixture
def find(store: Store, clock: TickingClock) -> Find:
    return Search(store, clock).search


def fill(store: Store, *dossiers: dict[str, object]) -> list[str]:
    """Receives dossiers; returns their codes."""
    with store.write() as session:
        return [a_dossier(session, **dossier).code for dossier in dossiers]


def codes(result: SearchResult) -> list[str]:
    return [line.code for line in result.dossiers]


THREE: tuple[dict[str, object], ...] = (
    {"applicant_name": "Nguyễn Thị Phương Uyên", "id_number": "079187001234"},
    {"applicant_name": "Đặng Văn Đức", "id_number": "001090000002", "phone": "+84 987 654 321"},
    {"applicant_name": "Nguyễn Thành Nam", "id_number": "048080000003", "phone": "0903 111 222"},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nguyen", [2, 0]),
        ("ng th", [2, 0]),
        ("NGUYỄN thị", [0]),
        ("uyen phuong nguyen", [0]),
        ("đặng", [1]),
        ("dang", [1]),
        ("duc dang", [1]),
        ("079187", [0]),
        ("001 090 000 002", [1]),
        ("0987 654 321", [1]),
        ("0987654", [1]),
        ("+84 987 654 321", [1]),
        ("0903.111.222", [2]),
        ("0002", [1]),
        ("261120-0003", [2]),
        ("261120 0003", [2]),
        ("h15.50.05.13-261120-0001", [0]),
        ("H15.50.05.13-2611", [2, 1, 0]),
        ("H15", [2, 1, 0]),
        ("1.001193", [2, 1, 0]),
        ("H15.50.05.13-261120-0009", []),
        ("khong co ai", []),
        ("?!", []),
        ("", [2, 1, 0]),
    ],
)
def test_dossiers_are_found_as_people_type(
    find: Find, store: Store, text: str, expected: list[int]
) -> None:
    made = fill(store, *THREE)
    found = find(text)
    assert codes(found) == [made[index] for index in expected]
    assert (found.total, found.more) == (len(expected), False)


def test_a_submitter_is_found_too(find: Find, store: Store) -> None:
    made = fill(store, {"submitter": "Hồ Quang Hiếu"})
    assert codes(find("ho quang hieu")) == made


def test_a_receipts_link_and_a_card_find_their_dossier(find: Find, store: Store) -> None:
    made = fill(store, *THREE)
    link = "https://tra-cuu.tinh-mau.invalid/t/token-of-dossier-00000002"
    card = "048080000003||Nguyễn Thành Nam|01011980|Nam|Phường Mẫu|01012022"
    assert codes(find(link)) == [made[1]]
    assert codes(find(card)) == [made[2]]


def test_a_broken_card_is_refused_not_searched(find: Find) -> None:
    with pytest.raises(Refusal):
        find("048080000003||Nguy\ufffdn|01011980|Nam|Phường Mẫu|01012022")


def test_what_fts_would_take_as_its_own_words_is_only_text(find: Find, store: Store) -> None:
    fill(store, *THREE)
    for text in ('"', "nguyen OR dang", "NEAR(nguyen)", "words:nguyen", "nguyen*", "- ( ) ^"):
        find(text)
    assert codes(find("nguyen or")) == []


@pytest.mark.parametrize("words", ["", "nguyen"])
def test_filters_narrow_with_and_without_words(find: Find, store: Store, words: str) -> None:
    old = NOW - timedelta(days=40)
    made = fill(
        store,
        {"received_at": old, "number": 1},
        {"received_at": NOW - timedelta(days=2), "state": "processing"},
        {"counter": "Quầy 02", "sync_state": "accepted"},
        {"procedure": "2.000815"},
    )
    assert codes(find(words, days=1)) == [made[3], made[2]]
    assert codes(find(words, days=3)) == [made[3], made[2], made[1]]
    assert codes(find(words, state="processing")) == [made[1]]
    assert codes(find(words, procedure="2.000815")) == [made[3]]
    assert codes(find(words, counter="Quầy 02")) == [made[2]]
    assert codes(find(words, overdue=True)) == [made[0]]
    assert codes(find(words, overdue=True, days=3)) == []


def test_a_line_tells_what_a_list_shows(find: Find, store: Store) -> None:
    fill(store, {"promised_at": NOW - timedelta(hours=1)})
    line = find("uyen").dossiers[0]
    assert line.overdue
    assert line.as_json()["sync"] == "waiting"
    assert line.as_json()["received_at"] == "2026-11-20T09:00:00+07:00"


def test_an_ended_dossier_is_not_overdue(find: Find, store: Store) -> None:
    fill(store, {"promised_at": NOW - timedelta(hours=1), "state": "returned"})
    assert not find("").dossiers[0].overdue
    assert find("", overdue=True).total == 0


def test_the_limit_bounds_the_list_not_the_total(find: Find, store: Store) -> None:
    fill(store, *THREE)
    found = find("ng", limit=1)
    assert (found.total, len(found.dossiers)) == (2, 1)


def test_totals_beyond_a_thousand_are_not_counted(
    find: Find, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert search_query.COUNTED == 1000
    for module in (search, search_query):
        monkeypatch.setattr(module, "COUNTED", 2)
    fill(store, *THREE)
    found = find("")
    assert (found.total, found.more) == (2, True)
    assert (find("ng").total, find("ng").more) == (2, False)


def test_the_unit_of_another_era_does_not_hide_a_dossier(find: Find, store: Store) -> None:
    made = fill(store, {"code": "000.00.19.H26-240304-0012"}, {})
    assert codes(find("000.00.19.h26-240304-0012")) == [made[0]]
    assert codes(find("240304")) == [made[0]]
    assert codes(find(UNIT)) == [made[1]]


def test_the_one_that_is_meant_is_named_as_in_a_search(store: Store, clock: TickingClock) -> None:
    first, second, third = fill(store, *THREE)
    found = Search(store, clock)
    for text in (first, f" {first.lower()} ", first.partition("-")[2], "phuong uyen"):
        assert found.the_one(text).code == first
    for text, said in (("nguyen", "dossier.several_fit"), ("079187009999", "dossier.none_fits")):
        with pytest.raises(Refusal) as caught:
            found.the_one(text)
        assert caught.value.key == said
        assert text not in caught.value.title("vi") + caught.value.meaning("vi")


def test_a_whole_code_means_no_longer_one(store: Store, clock: TickingClock) -> None:
    short = "H99.21.01-261120-1000"
    fill(store, {"code": short}, {"code": f"{short}1"})
    found = Search(store, clock)
    assert found.the_one(short).code == short
    assert found.the_one("261120-1000").code == short
