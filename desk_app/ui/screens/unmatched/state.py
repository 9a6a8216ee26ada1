"""What the unmatched tray shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.services.page_views import (
    PageCard,
    PaperScan,
    ScanChecklist,
    SettledCard,
    StackCard,
)
from desk_app.ui.language import Text, hour
from desk_app.wording import Message, message


@dataclass(frozen=True)
class TrayState:
    """Everything on the screen. ``chosen``: the stack whose pages are shown. ``last``: the stack
    that can be put back."""

    stacks: tuple[StackCard, ...] = ()
    chosen: str | None = None
    pages: tuple[PageCard, ...] = ()
    last: SettledCard | None = None

    @property
    def stack(self) -> StackCard | None:
        """The stack whose pages are shown."""
        return next((stack for stack in self.stacks if stack.id == self.chosen), None)


@dataclass(frozen=True)
class FilingState:
    """Where the chosen stack may go: the dossier that was named, and its papers. ``number``: the
    paper; None: the officer has to say which."""

    checklist: ScanChecklist | None = None
    number: int | None = None

    @property
    def open_papers(self) -> tuple[PaperScan, ...]:
        """The papers that pages may come to."""
        papers = self.checklist.papers if self.checklist is not None else ()
        return tuple(paper for paper in papers if paper.why_not is None)

    @property
    def hint(self) -> Message | None:
        """Why no paper is chosen for the officer; None: one is, or there is none."""
        if not self.open_papers or self.number is not None:
            return None
        all_there = not any(paper.empty for paper in self.open_papers)
        return message(f"unmatched.{'all_there' if all_there else 'none_awaited'}")


def filing_in(checklist: ScanChecklist, number: int | None) -> FilingState:
    """The dossier that was named, with ``number`` chosen if pages may come to that paper, else the
    first one that is missing or was to come later. One that nobody asked for or promised is not
    guessed at: only the officer can say that it has come."""
    found = FilingState(checklist)
    numbers = [paper.number for paper in found.open_papers]
    if number not in numbers:
        number = checklist.current if checklist.current in numbers else None
    if number is None:
        awaited = (one for one in found.open_papers if one.state == "later" and one.empty)
        number = next((paper.number for paper in awaited), None)
    return FilingState(checklist, number)


def paper_option(paper: PaperScan) -> Text:
    """A paper in the list to choose from: what is there of it already."""
    values = {"number": paper.number, "name": paper.name, "count": paper.pages}
    if paper.pages:
        return message("unmatched.paper_with_pages", **values)
    return message(f"unmatched.paper_{'missing' if paper.missing else 'plain'}", **values)


def stack_contents(stack: StackCard) -> Message:
    """How many pages a stack has, and whether there is anything on them."""
    if not stack.pages:
        return message("unmatched.contents.sheet")
    kind = "blank" if stack.blank == stack.pages else "with_sheet" if stack.sheet else "pages"
    return message(f"unmatched.contents.{kind}", count=stack.pages)


def last_words(last: SettledCard) -> Message:
    """What was done last."""
    values = {"hour": hour(last.at), "count": last.pages}
    if last.code is None:
        return message("unmatched.last_discarded", **values)
    return message("unmatched.last_filed", code=last.code, **values)
