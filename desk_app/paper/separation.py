"""A pile of pages taken apart into stacks by the cover sheets that lie in it.

Only the pile is looked at: nothing of a stack is known before all stacks are apart, so nothing of
one can reach the next. Every page lies in exactly one stack, in the order it was scanned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from desk_app.paper.barcode_reading import PageCodes
from desk_app.paper.cover_code import CoverCode

Reason = Literal["no_cover", "damaged_cover", "foreign", "duplicate_cover", "too_many_covers"]
ReceiptOf = Callable[[PageCodes], str | None]
MissingOf = Callable[[str], Collection[int] | None]


@dataclass(frozen=True)
class SplitStack:
    """Pages that belong together.

    Args:
        cover: what its cover sheet says; None if there is none that can be trusted.
        receipt: dossier code of the receipt that leads it (late supplements).
        reason: why it goes to the unmatched tray; None if cover or receipt tells where it goes.
        cover_page: place in the pile of the sheet that leads it; no page of the paper.
        pages: places in the pile of its pages, in order.
        twice: what a sheet says that was there before: not followed, a person may.
    """

    cover: CoverCode | None = None
    receipt: str | None = None
    reason: Reason | None = None
    cover_page: int | None = None
    pages: tuple[int, ...] = ()
    twice: CoverCode | None = None

    @property
    def all_pages(self) -> tuple[int, ...]:
        """Places of all its pages, the leading sheet first."""
        return self.pages if self.cover_page is None else (self.cover_page, *self.pages)

    @property
    def expected(self) -> int | None:
        """How many sheets were printed together with its own."""
        return self.cover.of if self.cover else None


def split(
    pages: Sequence[PageCodes], receipt_of: ReceiptOf = lambda _page: None
) -> tuple[SplitStack, ...]:
    """The stacks of a pile, in order.

    Pages before the first cover sheet go to the unmatched tray, and so does what lies behind a
    sheet that is damaged, foreign, there for a second time, or that says two things. A pile that
    begins with a receipt of ours is taken apart at receipts as well; elsewhere a receipt is a page
    like any other.

    Args:
        pages: what was read on each page.
        receipt_of: the dossier code if the page is a receipt of ours.
    """
    by_receipts = bool(pages) and not _leads(pages[0]) and receipt_of(pages[0]) is not None
    stacks: list[SplitStack] = []
    seen: set[tuple[str, int]] = set()
    for at, page in enumerate(pages):
        begun = _begun(page, at, seen)
        if begun is None and by_receipts:
            code = receipt_of(page)
            begun = None if code is None else SplitStack(receipt=code, cover_page=at)
        if begun is not None:
            stacks.append(begun)
        elif stacks:
            stacks[-1] = replace(stacks[-1], pages=(*stacks[-1].pages, at))
        else:
            stacks.append(SplitStack(reason="no_cover", pages=(at,)))
    return tuple(stacks)


@dataclass(frozen=True)
class SheetCount:
    """The sheets of a pile: ``expected`` (None: no sheet says how many there are), ``found``, and
    ``absent``: the papers whose sheets did not come, by dossier, where it is known which."""

    expected: int | None
    found: int
    absent: tuple[tuple[str, tuple[int, ...]], ...] = ()


def count_sheets(
    stacks: Sequence[SplitStack], missing: MissingOf = lambda _dossier: ()
) -> SheetCount:
    """How many cover sheets (and receipts) should lie in a pile, and how many do: "3 expected, 2
    found". Sheets that are damaged, foreign, there for a second time, or of a dossier nobody here
    knows are in neither number: their stacks wait in the tray.

    Sheets are printed for every paper that may be scanned. Expected of them are those that are
    there, and those of papers that should have pages and have none. Where only the bars of a
    dossier's sheets were read, nobody says how many were printed: then those there are expected.

    Args:
        stacks: of the pile.
        missing: the papers of a dossier that should have pages and have none; None: nobody here
            knows the dossier.
    """
    printed: dict[str, int] = {}
    found: dict[str, list[int]] = {}
    for stack in stacks:
        if stack.cover is None:
            continue
        dossier = stack.cover.dossier
        found.setdefault(dossier, []).append(stack.cover.paper)
        printed[dossier] = max(printed.get(dossier, 0), stack.cover.of or 0)
    receipts = sum(stack.receipt is not None for stack in stacks)
    expected, came, absent, said = receipts, receipts, [], receipts > 0
    for dossier, papers in found.items():
        awaited = missing(dossier)
        if awaited is None:
            continue
        lacking = sorted({*awaited} - {*papers})
        also = len(papers) + len(lacking)
        expected += max(len(papers), min(also, printed[dossier]))
        came += len(papers)
        said = said or printed[dossier] > 0
        if lacking and also <= printed[dossier]:
            absent.append((dossier, tuple(lacking)))
    return SheetCount(expected if said else None, came, tuple(absent))


def _leads(page: PageCodes) -> bool:
    return page.cover is not None or page.damaged_cover or page.foreign or page.too_many_covers


def _begun(page: PageCodes, at: int, seen: set[tuple[str, int]]) -> SplitStack | None:
    """The stack that begins with this page; None if it leads none."""
    if not _leads(page):
        return None
    reason: Reason | None = None
    if page.too_many_covers:
        reason = "too_many_covers"
    elif page.cover is None:
        reason = "foreign" if page.foreign else "damaged_cover"
    if reason is not None or page.cover is None:
        return SplitStack(reason=reason, cover_page=at)
    key = (page.cover.dossier, page.cover.paper)
    if key in seen:
        return SplitStack(reason="duplicate_cover", cover_page=at, twice=page.cover)
    seen.add(key)
    return SplitStack(cover=page.cover, cover_page=at)
