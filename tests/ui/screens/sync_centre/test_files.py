"""What the sync centre says of archive copies."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk_app.clock import VIETNAM
from desk_app.services.files_sent import FilesSent
from desk_app.services.outbox_desk import Queue, QueueEntry
from desk_app.ui.language import in_words
from desk_app.ui.screens.sync_centre.files import files_rows, files_waiting_words, megabytes
from desk_app.wording import message

QUEUE = Queue(0, 0, 0, 0, 0, None, 3, "clear", ())


def test_nothing_is_said_when_nothing_waits() -> None:
    assert files_waiting_words(QUEUE) is None


@pytest.mark.parametrize(("count", "size"), [(0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2)])
def test_what_is_there_is_never_nothing(count: int, size: int) -> None:
    assert megabytes(count) == size


def entry(files: FilesSent | None) -> QueueEntry:
    words = message("outbox.state.accepted")
    at = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
    return QueueEntry(
        "e", "d", "c", "a", "dossier.received", words, 1, "accepted", words, at, 0, 1, None, None,
        None, words, (), files,
    )  # fmt: skip


def test_the_details_say_how_far_the_files_are_and_what_keeps_them() -> None:
    assert files_rows(entry(None)) == []
    rows = files_rows(entry(FilesSent(5, 3, 1000, 620)))
    assert [in_words(row[1]) for row in rows] == ["3/5 tệp đã gửi (62 %)"]
    rows = files_rows(entry(FilesSent(5, 3, 1000, 620, "uploads.unreadable")))
    assert in_words(rows[1][1]) == "Không đọc được tệp trên máy này"
