"""Copies that hold no longer: marked, kept, and those of others left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.central.engine import CentreStore
from desk_app.central.file_rows import FileNotTaken
from desk_app.central.page_store import LocalPageStore
from desk_app.central.reports import show
from desk_app.central.round_trip import round_trip
from desk_app.central.uploads import Asker, Standing, Uploads
from desk_app.clock import TickingClock
from tests.builders.archive_copies import (
    Copy,
    a_copy,
    digitised_entry,
    file_id_of,
    withdrawn_entry,
)
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, code_of, entry, identity_text, sync_request

ASKER = Asker(identity_text(800_001), CREDENTIAL)
OTHER = Asker(identity_text(800_002), "d" * 43)
COPY = a_copy(30_000, 20_000)
FILE = file_id_of(1)


@pytest.fixture
def files(tmp_path: Path) -> LocalPageStore:
    """The centre's folder."""
    return LocalPageStore(tmp_path / "pages")


@pytest.fixture
def uploads(store: CentreStore, clock: TickingClock, files: LocalPageStore) -> Uploads:
    """A centre with two desks that expects one file of the first."""
    enrolled(store, clock)
    enrolled(store, clock, 2, counter="Quầy 02", credential=OTHER.credential)
    say(store, clock, ASKER)
    say(store, clock, ASKER, entry(1), digitised_entry(2, COPY))
    return Uploads(store, clock, files)


def say(store: CentreStore, clock: TickingClock, asker: Asker, *entries: object) -> None:
    said = sync_request(*entries)  # type: ignore[arg-type]
    answer, _ = round_trip(store, clock, asker.desk_id, asker.credential, said)
    assert {a.outcome for a in answer.entries} <= {"accepted"}


def bring(uploads: Uploads, asker: Asker, file: str, copy: Copy) -> Standing:
    arrival = uploads.arrive(uploads.claim(asker, file))
    try:
        arrival.write(copy.pdf)
        arrival.count()
    finally:
        arrival.close()
    return uploads.settle(uploads.claim(asker, file))


def test_a_withdrawn_paper_has_no_pages_and_says_who_withdrew_it(
    store: CentreStore, clock: TickingClock, uploads: Uploads, files: LocalPageStore
) -> None:
    bring(uploads, ASKER, FILE, COPY)
    say(store, clock, ASKER, withdrawn_entry(3))
    told = show(store, code_of(1))
    [line] = [paper for paper in told["papers"] if paper["number"] == 1]
    assert line["pages"] == []
    assert {name: line["file"][name] for name in ("id", "version", "state")} == {
        "id": FILE,
        "version": 1,
        "state": "withdrawn",
    }
    said = {"at": "2026-11-20T10:15:00+07:00", "officer": "uyen", "counter": "Quầy 01"}
    assert line["file"]["withdrawn"] == said
    assert [one for one in told["timeline"] if one["what"] == "paper.withdrawn"] == [
        {
            "at": "2026-11-20T10:15:00+07:00",
            "what": "paper.withdrawn",
            "by": "uyen",
            "number": 1,
        }
    ]
    assert files.path(FILE).read_bytes() == COPY.pdf  # what was proved is kept


def test_what_another_desk_scanned_of_the_paper_holds_on(
    store: CentreStore, clock: TickingClock, uploads: Uploads
) -> None:
    other = a_copy(40_000, seed=2)
    say(store, clock, OTHER)
    say(store, clock, OTHER, digitised_entry(7, other, position=2, file=7, version=1))
    say(store, clock, ASKER, digitised_entry(3, COPY, position=3, file=3, version=2))
    say(store, clock, ASKER, withdrawn_entry(4, position=4, file=3, version=2))
    [line] = [paper for paper in show(store, code_of(1))["papers"] if paper["number"] == 1]
    assert (line["file"]["id"], line["file"]["state"]) == (file_id_of(7), "waiting")
    assert bring(uploads, OTHER, file_id_of(7), other).received_at is not None


def test_whoever_sends_a_copy_while_it_is_withdrawn_is_ended(
    store: CentreStore, clock: TickingClock, uploads: Uploads
) -> None:
    arrival = uploads.arrive(uploads.claim(ASKER, FILE))
    arrival.write(COPY.pdf)
    say(store, clock, ASKER, withdrawn_entry(3))
    with pytest.raises(FileNotTaken, match="upload_ended"):
        arrival.count()
    arrival.close()
    with pytest.raises(FileNotTaken, match="file_withdrawn"):
        uploads.claim(ASKER, FILE)
