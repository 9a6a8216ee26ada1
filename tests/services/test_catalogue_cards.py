"""Procedures as services and screens see them."""

from __future__ import annotations

import pytest

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.services.catalogue import Catalogue, ProcedureCard, checklist, doubts
from desk_app.services.catalogue_cards import ChannelCard, RequiredPaperCard, as_document
from desk_app.services.catalogue_import import import_catalogue
from desk_app.services.promised_time import TimeLimit
from tests.builders.procedures import a_procedure


def paper(number: int, case: str | None = None, uncertain: str | None = None) -> RequiredPaperCard:
    name = f"Giấy tờ {number}"
    return RequiredPaperCard(number, case, name, "submit", "original", 1, 0, True, uncertain)


def card(*papers: RequiredPaperCard) -> ProcedureCard:
    return ProcedureCard("9.000001", 1, 1, "Cấp giấy phép thả diều", papers=papers)


@pytest.mark.parametrize(
    ("papers", "case", "numbers"),
    [
        ((paper(1), paper(2, "A"), paper(3, "B")), None, [1]),
        ((paper(1), paper(2, "A"), paper(3, "B")), "B", [1, 3]),
        ((paper(1, "A"), paper(2, "B")), "A", [1]),
        ((paper(1, "A"), paper(2, "B")), None, [1, 2]),
        ((paper(1, "A"),), None, [1]),
        ((), "A", []),
    ],
)
def test_the_checklist_of_a_case(
    papers: tuple[RequiredPaperCard, ...], case: str | None, numbers: list[int]
) -> None:
    assert [found.number for found in checklist(card(*papers), case)] == numbers


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (3, "working_days", "3 ngày làm việc"),
        (0.5, "working_days", "0,5 ngày làm việc"),
        (15, "days", "15 ngày"),
        (4, "hours", "4 giờ làm việc"),
        (None, "same_day", "Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"),
        (None, "review_round", "Theo đợt rà soát"),
        (None, None, None),
    ],
)
def test_time_limits_in_words(value: float | None, unit: str | None, words: str | None) -> None:
    channel = ChannelCard("direct", time_value=value, time_unit=unit)
    assert channel.time_limit == TimeLimit(value, unit)
    assert channel.time_limit_words == words


def test_doubts_are_said_part_by_part() -> None:
    doubtful = ProcedureCard(
        "9.000001",
        1,
        1,
        "Cấp giấy phép thả diều",
        uncertain={"online_level": "unknown", "colour": "nobody asked"},
        papers=(paper(1), paper(2, uncertain="text_cut")),
        channels=(ChannelCard("direct", uncertain={"time": "recalled"}),),
    )
    assert [found.in_words("en") for found in doubts(doubtful)] == [
        "Online level: not known",
        "colour: nobody asked",
        "Time limit: from memory, not checked against a document",
        "Paper 2: the source text is cut off",
    ]


def test_the_english_name_is_used_where_there_is_one() -> None:
    assert card().name("en") == card().name("vi") == "Cấp giấy phép thả diều"


def test_the_document_names_cases_papers_channels(store: Store, clock: TickingClock) -> None:
    import_catalogue(store, clock, [a_procedure()])
    document = as_document(Catalogue(store, clock).get("9.000001"))
    assert document["cases"] == [
        {"number": 1, "name": "Diều lớn"},
        {"number": 2, "name": "Diều nhỏ"},
    ]
    assert [(p["number"], p["case"]) for p in document["papers"]] == [
        (1, None),
        (2, "Diều lớn"),
        (3, "Diều nhỏ"),
    ]
    (channel,) = document["channels"]
    assert channel["time"] == {"value": 3, "unit": "working_days"}
    assert (channel["time_words"], channel["fee_vnd"]) == ("3 ngày làm việc", 5000)


def test_no_time_limit_and_one_that_is_not_known_are_kept_apart() -> None:
    none = ChannelCard("direct")
    unread = ChannelCard("direct", uncertain={"time": "unreadable"})
    read = ChannelCard("direct", time_value=3, time_unit="days", uncertain={"time": "missing"})
    assert [c.time_unknown for c in (none, unread, read)] == [False, True, False]
    assert [c.time_limit.unknown for c in (none, unread, read)] == [False, True, False]
    assert [c.time_limit_words for c in (none, unread, read)] == [None, None, "3 ngày"]
    card = ProcedureCard("1.000001", 1, 1, "Thả diều", channels=(none, unread, read))
    said = [channel["time_words"] for channel in as_document(card)["channels"]]
    assert said == ["Không quy định thời hạn", "Chưa rõ thời hạn", "3 ngày"]
