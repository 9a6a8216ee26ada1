"""Pages looked at beside their coming in: while the codes and the quality of a page are judged,
the next one is made, encrypted and synced. Each is decoded once for all of that.

What was seen of the quality waits in :class:`EarlyLooks` until the check writes it down. It is
only a short cut: what a crash takes of it is looked at again.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk_app.paper.barcode_reading import PageCodes
    from desk_app.paper.page_image import TakenPage
    from desk_app.paper.page_quality import Findings

BESIDE = 2  # decoding and looking leave the interpreter free most of the time
MOST_UNSEEN = 4  # pages in memory that nobody has looked at
MOST_KEPT = 2000


class EarlyLooks:
    """What was seen of images, by the names of their files; for every thread."""

    def __init__(self) -> None:
        self._seen: dict[str, Future[Findings | None]] = {}
        self._lock = Lock()

    def put(self, image: str, seen: Future[Findings | None]) -> None:
        """Keeps what is seen of an image, or will be in a moment. Of too many the oldest go."""
        with self._lock:
            self._seen[image] = seen
            while len(self._seen) > MOST_KEPT:
                del self._seen[next(iter(self._seen))]

    def take(self, image: str) -> Findings | None:
        """What was seen of an image, told once; None: nobody looked, or it cannot be read."""
        with self._lock:
            seen = self._seen.pop(image, None)
        return None if seen is None else seen.result()


class LooksBeside:
    """Looks at pages in threads of its own, until it is closed."""

    def __init__(self, early: EarlyLooks, *, codes: bool = False) -> None:
        """
        Args:
            early: where the findings go.
            codes: whether codes are read, too. Then cover sheets get no look at their quality.
        """
        self._threads = ThreadPoolExecutor(BESIDE, thread_name_prefix="looks")
        self._early = early
        self._with_codes = codes
        self._codes: dict[str, Future[PageCodes]] = {}
        self._seen: dict[str, Future[Findings | None]] = {}
        self._unseen: deque[Future[Findings | None]] = deque()

    def close(self) -> None:
        """No more pages come; those that did are looked at in peace, and nobody waits for it."""
        self._threads.shutdown(wait=False)

    def look(self, image: str, page: TakenPage) -> None:
        """Has a page looked at; waits while too many are before it.

        Args:
            image: name of the page's file.
            page: what is in it.
        """
        if len(self._unseen) >= MOST_UNSEEN:
            wait([self._unseen.popleft()])
        codes: Future[PageCodes] | None = None
        if self._with_codes:
            codes = self._codes[image] = self._threads.submit(read_codes, page)
        seen = self._seen[image] = self._threads.submit(_look, page, codes)
        self._unseen.append(seen)
        self._early.put(image, seen)

    def codes(self) -> dict[str, PageCodes]:
        """The codes that were read, by image; waits for the last one."""
        return {image: codes.result() for image, codes in self._codes.items()}

    def blank(self) -> set[str]:
        """The images with nothing on them; waits for the last look."""
        looked = {image: seen for image, seen in self._seen.items() if seen.exception() is None}
        return {image for image, seen in looked.items() if (f := seen.result()) and f.blank}


def read_codes(page: TakenPage) -> PageCodes:
    """The codes on a page."""
    from desk_app.paper.barcode_reading import codes_on

    return codes_on(page.jpeg, page.reduced)


def _look(page: TakenPage, codes: Future[PageCodes] | None) -> Findings | None:
    from desk_app.paper.page_quality import look_at

    if codes is not None and codes.result().cover is not None:  # asked for first, so begun first
        return None
    return look_at(page.reduced, page.dpi)
