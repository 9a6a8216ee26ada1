"""What is printed on the pages of a pile, read beside their coming in: while a page's codes are
looked for, the next one is made, encrypted and synced."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk_app.paper.barcode_reading import PageCodes


class CodesBeside:
    """Reads codes in a thread of its own, until it is closed; no more than one page waits."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pile-codes")
        self._found: dict[str, Future[PageCodes]] = {}
        self._last: Future[PageCodes] | None = None

    def close(self) -> None:
        """Ends the thread; what was read stays."""
        self._thread.shutdown(wait=True)

    def read(self, page_id: str, jpeg: bytes) -> None:
        """Asks for the codes of a page, when those of the page before are read."""
        if self._last is not None:
            self._last.result()
        self._last = self._found[page_id] = self._thread.submit(read_codes, jpeg)

    def found(self) -> dict[str, PageCodes]:
        """What was read, by page; waits for the last one."""
        return {page_id: codes.result() for page_id, codes in self._found.items()}


def read_codes(jpeg: bytes) -> PageCodes:
    """The codes on a page; none where it cannot be read as a picture."""
    from desk_app.paper.barcode_reading import PageCodes, codes_on

    try:
        return codes_on(jpeg)
    except ValueError:
        return PageCodes()
