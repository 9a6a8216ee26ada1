"""The archive copies of the centre in memory. What it promises a desk is in tests/contracts."""

from __future__ import annotations

import pytest

from desk_app.sync.centre import FileNotTaken, OtherOffset
from desk_app.sync.files_in_memory import FilesInMemory
from desk_app.sync.protocol import PaperDigitisedV1
from tests.builders.archive_copies import a_copy, digitised, file_id_of
from tests.builders.messages import NOW

COPY = a_copy(2000)
FILE = file_id_of(1)
KEY = "0" * 64


@pytest.fixture
def files() -> FilesInMemory:
    """One file is expected from desk-1."""
    found = FilesInMemory()
    assert found.expect("dossier", "desk-1", PaperDigitisedV1.model_validate(digitised(COPY)))
    return found


def test_a_file_is_kept_as_it_came(files: FilesInMemory) -> None:
    state = files.take("desk-1", KEY, FILE, 0, COPY.pdf, NOW)
    assert state.proof is not None
    assert bytes(files.kept[FILE].data) == COPY.pdf
    assert files.kept[FILE].received_at == NOW


def test_an_id_stands_for_one_file_of_one_dossier(files: FilesInMemory) -> None:
    same = PaperDigitisedV1.model_validate(digitised(COPY))
    other = PaperDigitisedV1.model_validate(digitised(a_copy(2000, seed=4)))
    assert files.expect("dossier", "desk-1", same)
    assert not files.expect("dossier", "desk-1", other)
    assert not files.expect("another dossier", "desk-1", same)


def test_it_is_the_announcing_desk_that_sends(files: FilesInMemory) -> None:
    with pytest.raises(FileNotTaken):
        files.state("desk-2", KEY, FILE)


def test_bytes_come_in_order(files: FilesInMemory) -> None:
    with pytest.raises(OtherOffset):
        files.take("desk-1", KEY, FILE, 1, b"x", NOW)
