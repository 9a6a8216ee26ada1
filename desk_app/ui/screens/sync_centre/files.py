"""What the sync centre says of archive copies, in words."""

from __future__ import annotations

from desk_app.services.outbox_desk import Queue, QueueEntry
from desk_app.services.outbox_words import last_error
from desk_app.ui.language import Text
from desk_app.wording import Message, message

MEGABYTE = 1_000_000
Row = tuple[Text, Text] | tuple[Text, Text, str]


def files_waiting_words(queue: Queue) -> Message | None:
    """How much of the scanned pages is still to go up; None: nothing."""
    if not queue.files_waiting:
        return None
    return message(
        "sync_screen.files_waiting",
        files=queue.files_waiting,
        pages=queue.pages_waiting,
        size=megabytes(queue.bytes_waiting),
    )


def files_rows(entry: QueueEntry) -> list[Row]:
    """The archive copies of an entry's dossier, for its details."""
    files = entry.files
    if files is None:
        return []
    share = round(files.share * 100)
    words = message(
        "sync_screen.files_sent", uploaded=files.uploaded, total=files.total, share=share
    )
    rows: list[Row] = [(message("sync_screen.column.files"), words)]
    trouble = last_error(files.error, None)
    if trouble is not None:
        rows.append((message("sync_screen.files_trouble"), trouble, "wrong"))
    return rows


def megabytes(count: int) -> int:
    """Bytes as people read them, rounded up: what is there is never nothing."""
    return -(-count // MEGABYTE)
