"""The catalogue the program ships: all of it can be read, and the traps of its source are kept."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from typing import Any

import pytest

from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.services.catalogue import Catalogue, doubts
from desk_app.services.catalogue_format import FORMAT, FORMAT_VERSION, ProcedureRecord
from desk_app.services.catalogue_import import import_catalogue
from desk_app.services.fees import fee
from desk_app.wording import RESOURCES, has_words

FOLDER = RESOURCES / "procedures"


@cache
def shipped() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        assert (document["format"], document["format_version"]) == (FORMAT, FORMAT_VERSION)
        for procedure in document["procedures"]:
            assert procedure["code"] not in found
            found[procedure["code"]] = procedure
    return found


def record(code: str) -> ProcedureRecord:
    return ProcedureRecord.model_validate(shipped()[code])


ALL = sorted(shipped())


def test_nothing_got_lost() -> None:
    procedures = shipped().values()
    assert len(procedures) == 67
    assert sum(len(procedure["papers"]) for procedure in procedures) == 447
    assert max(len(procedure["papers"]) for procedure in procedures) == 55
    assert sum(procedure["field"] == "Hộ tịch" for procedure in procedures) == 16
    # The numbers of the source: 419 to hand in, 28 to show; 366 once, 6 twice as original.
    papers = [paper for procedure in procedures for paper in procedure["papers"]]
    assert sum(paper["requirement"] == "present" for paper in papers) == 28
    assert [sum(paper["originals"] == n for paper in papers) for n in (0, 1, 2)] == [75, 366, 6]
    assert [sum(paper["copies"] == n for paper in papers) for n in (0, 1, 2)] == [227, 219, 1]


@pytest.mark.parametrize("code", ALL)
def test_every_procedure_passes_the_door_unchanged(code: str) -> None:
    source, read = shipped()[code], record(code)
    assert read.name_vi == source["name_vi"]
    assert [paper.name for paper in read.papers] == [paper["name"] for paper in source["papers"]]
    assert read.version == 1
    assert read.channels
    text = json.dumps(source, ensure_ascii=False)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("code", ALL)
def test_every_doubt_has_words(code: str) -> None:
    read = record(code)
    marks = list(read.uncertain.items())
    for channel in read.channels:
        marks += channel.uncertain.items()
    marks += [("papers", paper.uncertain) for paper in read.papers if paper.uncertain]
    for part, why in marks:
        assert has_words(f"catalogue.part.{part}"), part
        assert has_words(f"catalogue.uncertain.{why}"), why


@pytest.mark.parametrize("code", ALL)
def test_no_time_limit_is_a_bare_number(code: str) -> None:
    for channel in record(code).channels:
        assert channel.time is not None
        assert channel.time.unit != "same_day" or channel.time.value is None


@pytest.mark.parametrize(
    ("code", "channel", "value", "unit"),
    [
        ("1.001193", "direct", None, "same_day"),
        ("1.000656", "direct", None, "same_day"),
        ("2.000635", "direct", None, "same_day"),
        ("2.000815", "direct", None, "same_day"),
        ("1.000894", "direct", 1, "working_days"),
        ("2.001023", "direct", 15, "working_days"),
        ("2.000986", "direct", 20, "working_days"),
        ("1.011606", "direct", 1, "review_round"),
        ("1.012817", "direct", 30, "working_days"),
        ("1.012817", "online", 20, "working_days"),
        ("1.013225", "direct", 15, "days"),
        ("1.013225", "post", 20, "days"),
        ("1.013967", "direct", 60, "days"),
        ("2.002409", "direct", 30, "days"),
    ],
)
def test_time_limits(code: str, channel: str, value: float | None, unit: str) -> None:
    found = next(one for one in record(code).channels if one.channel == channel)
    assert found.time is not None
    assert (found.time.value, found.time.unit) == (value, unit)


@pytest.mark.parametrize(
    ("code", "channel", "vnd", "elsewhere"),
    [
        ("1.004222", "direct", 20_000, False),
        ("1.004222", "online", 10_000, False),
        ("1.001612", "direct", 50_000, True),
        ("1.001612", "online", 150_000, True),
        ("1.000656", "direct", 0, True),
        ("1.001193", "direct", 0, False),
        ("1.010028", "direct", None, False),
        ("2.001263", "direct", 400_000, False),
    ],
)
def test_fees(code: str, channel: str, vnd: int | None, elsewhere: bool) -> None:
    found = next(one for one in record(code).channels if one.channel == channel)
    assert (found.fee_vnd, found.fee_set_elsewhere) == (vnd, elsewhere)


def test_25_procedures_have_a_fee_set_elsewhere() -> None:
    found = [p for p in shipped().values() if any(c["fee_set_elsewhere"] for c in p["channels"])]
    assert len(found) == 25


def test_missions_abroad_are_left_out() -> None:
    for code in ("2.000815", "2.000884"):
        assert [channel.channel for channel in record(code).channels] == ["direct"]
        assert "USD" not in json.dumps(shipped()[code])


def test_what_the_source_had_no_direct_row_for_has_none_here() -> None:
    without = [
        code for code in ALL if all(found.channel != "direct" for found in record(code).channels)
    ]
    assert without == ["1.003677", "1.010039"]
    labels = [channel.label for channel in record("1.003677").channels]
    assert labels == ["Trường hợp thông thường", "Trường hợp phức tạp"]


def test_mended_and_cut_texts_are_marked() -> None:
    marks = {
        code: [paper.uncertain for paper in record(code).papers if paper.uncertain]
        for code in ("1.013226", "1.012817", "1.012796", "1.001193")
    }
    assert marks == {
        "1.013226": ["repaired", "repaired"],
        "1.012817": ["repaired"],
        "1.012796": ["repaired"],
        "1.001193": [],
    }
    cut = [p for code in ALL for p in record(code).papers if len(p.name) >= 900]
    assert len(cut) == 20
    assert {paper.uncertain for paper in cut} == {"text_cut"}


def test_nine_procedures_are_from_memory_in_part() -> None:
    assert [code for code in ALL if record(code).uncertain.get("papers") == "recalled"] == [
        "1.001622",
        "1.001653",
        "1.001699",
        "1.010803",
        "1.010824",
        "1.014027",
        "2.000286",
        "2.002307",
        "2.002409",
    ]


def test_they_are_imported_found_and_counted(store: Store, clock: TickingClock) -> None:
    report = import_catalogue(store, clock, FOLDER)
    # Another 1.001193 stands in the store already.
    assert (report.taken, [one.code for one in report.skipped]) == (66, ["version_taken"])
    catalogue = Catalogue(store, clock)
    card = catalogue.get("2.000815")
    assert card.form_kind == "certified_copy"
    assert fee(card.channels[0], pages=5, copies=2).vnd == 14_000
    assert [hit.code for hit in catalogue.search("ban sao tu ban chinh", 1)] == ["2.000815"]
    assert doubts(catalogue.get("1.001699"))


def test_certificates_plans_and_photographs_are_scanned_in_colour() -> None:
    papers = [paper for code in ALL for paper in record(code).papers]
    scanned = [(paper.name, paper.scan) for paper in papers if paper.scan is not None]
    assert len(scanned) == 104
    assert all(scan.colour == "color" and scan.dpi == 300 for _, scan in scanned)
    plans = [name for name, scan in scanned if scan.size == "A3"]
    assert plans
    assert all("bản vẽ" in name.lower() or "bản đồ" in name for name in plans)
    assert all(paper.requirement == "submit" for paper in papers if paper.scan is not None)
