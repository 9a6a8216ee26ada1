"""Rows of archive copies: who may send one, who writes it, what is noted of it."""

from __future__ import annotations

import pytest

from desk_app.central import administration, file_rows
from desk_app.central.engine import CentreStore
from desk_app.central.file_rows import FileNotTaken
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from tests.builders.archive_copies import a_copy, digitised_entry, file_id_of
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, entry, identity_text, sync_request

OURS, NEIGHBOUR = identity_text(800_001), identity_text(800_002)
COPY = a_copy(3000)
FILE = file_id_of(1)
HERE, ELSEWHERE = "a" * 32, "b" * 32


@pytest.fixture
def expected(store: CentreStore, clock: TickingClock) -> CentreStore:
    """A centre with two desks that expects one file of the first."""
    enrolled(store, clock)
    enrolled(store, clock, 2, counter="Quầy 02", credential="d" * 43)
    round_trip(store, clock, OURS, CREDENTIAL, sync_request())  # it gets its numbers
    said = sync_request(entry(1), digitised_entry(2, COPY))
    answer, _ = round_trip(store, clock, OURS, CREDENTIAL, said)
    assert {one.outcome for one in answer.entries} == {"accepted"}
    return store


def found(store: CentreStore, desk_id: str, file_id: str = FILE) -> file_rows.FileRow:
    with store.writing_rows() as work:
        desk = file_rows.sender(work, desk_id)
        assert desk is not None
        return file_rows.find(work, desk, file_id)


def test_a_file_is_found_as_it_was_announced(expected: CentreStore) -> None:
    row = found(expected, OURS)
    assert (row.id, row.sha256, row.size, row.pages) == (
        FILE,
        COPY.sha256,
        len(COPY.pdf),
        COPY.pages,
    )
    assert (row.durable, row.received_at, row.desk) == (0, None, OURS)


def test_only_the_desk_that_announced_it_may_send_it(expected: CentreStore) -> None:
    for desk, file_id in ((NEIGHBOUR, FILE), (OURS, file_id_of(2))):
        with pytest.raises(FileNotTaken) as no:
            found(expected, desk, file_id)
        assert no.value.code == "file-unknown"


def test_what_a_revoked_desk_announced_its_neighbour_may_send(
    expected: CentreStore, clock: TickingClock
) -> None:
    administration.revoke_desk(expected, clock, OURS)
    assert found(expected, NEIGHBOUR).desk == OURS


def test_a_desk_nobody_knows_is_none(expected: CentreStore) -> None:
    with expected.writing_rows() as work:
        assert file_rows.sender(work, identity_text(1)) is None


def test_only_who_has_claimed_a_file_notes_how_far_it_is(expected: CentreStore) -> None:
    with expected.writing_rows() as work:
        file_rows.claim(work, FILE, HERE)
        assert not file_rows.note(work, FILE, ELSEWHERE, 5)
        assert file_rows.note(work, FILE, HERE, 7)
    assert found(expected, OURS).durable == 7


def test_of_a_file_that_is_whole_nothing_is_noted_any_more(
    expected: CentreStore, clock: TickingClock
) -> None:
    size = len(COPY.pdf)
    with expected.writing_rows() as work:
        file_rows.claim(work, FILE, HERE)
        assert file_rows.note(work, FILE, HERE, size, received_at=clock.now())
        assert not file_rows.note(work, FILE, HERE, 0, damaged=True)
    row = found(expected, OURS)
    assert (row.durable, row.received_at) == (size, clock.now())


def test_a_unit_of_work_without_objects_is_undone_as_a_whole(expected: CentreStore) -> None:
    def half() -> None:
        with expected.writing_rows() as work:
            file_rows.claim(work, FILE, HERE)
            file_rows.note(work, FILE, HERE, 7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert found(expected, OURS).durable == 0
