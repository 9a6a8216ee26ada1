"""Scanned pages as services hand them to screens and commands: frozen, without the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from desk_app.errors import Refusal
from desk_app.services.procedure_names import procedure_name
from desk_app.services.scan_recipes import Recipe
from desk_app.wording import Message, has_words, message

ONLY_A_SHEET = "only_a_sheet"
"""Why nothing came of a stack: there is no page behind its cover sheet."""

HOT = "hot_folder"
"""The way of pages out of a hot folder, see :class:`PageSource`."""

Progress = Callable[[int, int | None, Message], None]
"""Told how far a piece of work is: how many are done, of how many (None: not known), and what is
being done. May raise to give up."""

Lacking = Literal["missing", "cut_short", "pages_differ"]

Stopped = Callable[[], bool]
"""Whether the person wants the work to end."""


def no_progress(done: int, total: int | None, what: Message) -> None:
    """For those who do not watch."""


def never_stopped() -> bool:
    """For work that nobody can stop."""
    return False


@dataclass(frozen=True)
class PaperTarget:
    """A paper of a dossier: where pages go."""

    dossier_id: str
    number: int


@dataclass(frozen=True)
class PageSource:
    """Where pages come from. ``way``: sane | escl | wia | hot_folder | camera | file.

    ``name``: of the file. ``cover``: what the cover sheet said that brought the page here.
    ``batch``: a fingerprint of what is read; an interrupted run with the same one goes on where
    it ended.
    """

    way: str
    device: str | None = None
    name: str | None = None
    cover: str | None = None
    batch: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept with a page."""
        said = {
            "way": self.way,
            "device": self.device,
            "name": self.name,
            "cover": self.cover,
            "batch": self.batch,
        }
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True)
class Finding:
    """What the quality check saw on a page. ``kind``: skewed | blurred | cut_edge | too_dark |
    too_light | blank | upside_down | sideways."""

    kind: str
    value: float | None = None

    @property
    def words(self) -> Message:
        """What is wrong, and what helps."""
        key = f"scanning.finding.{self.kind}"
        return message(key) if has_words(key) else message("scanning.finding.other")


@dataclass(frozen=True)
class PageCard:
    """One page. ``position`` counts from 1 over all pages of the paper or stack, hidden and
    removed ones too. ``state``: kept | hidden | removed. ``sha256`` and ``size`` are of the image
    that counts. ``checked``: whether the quality check has looked at it. ``sheet``: whether it is
    the cover sheet that leads a stack."""

    id: str
    position: int
    state: str
    turn: int
    skew: float
    width: int
    height: int
    dpi: int
    colour: str
    findings: tuple[Finding, ...]
    checked: bool
    note_of: str | None
    made_from: tuple[str, ...]
    sha256: str
    size: int
    source: PageSource
    dossier_id: str | None = None
    paper_number: int | None = None
    stack_id: str | None = None
    sheet: bool = False


@dataclass(frozen=True)
class CutShort:
    """A list of files, a file of a hot folder, or a pile whose reading ended early. ``name``: of
    its first file; ``pages``: so many of it were read; ``way``: as in :class:`PageSource`, or pile
    or pile_folder."""

    name: str
    pages: int
    way: str = "file"

    @property
    def words(self) -> Message:
        """Where it stopped, and what to do."""
        key = f"scanning.cut_short_{self.way}"
        key = key if has_words(key) else "scanning.cut_short"
        return message(key, name=self.name, pages=self.pages)


@dataclass(frozen=True)
class ListNote:
    """What is noted of a list of files that is read into a paper (see ``services/list_notes.py``).
    ``last``: the place of its last page there; 0: nothing is noted. ``after``: its pages came after
    this one of the desk; ``whole``: all of it is there."""

    key: str
    batch: str
    name: str
    way: str
    after: int
    last: int
    whole: bool


@dataclass(frozen=True)
class PaperScan:
    """A line of the checklist as the scan screen shows it.

    ``state``: what was said of it at intake; None: nothing. ``why_not``: why it must not be
    scanned. ``required``: it should have pages before the dossier is finished. ``pages`` are the
    kept ones. ``digitised``: none | scanned | reused. ``file_state``: of the newest archive copy,
    which is ``copy_id``. ``cut_short``: where the reading into it stopped; None: it is all there.
    """

    number: int
    name: str
    state: str | None
    requirement: str
    recipe: Recipe
    why_not: Message | None
    required: bool
    declared_pages: int | None
    pages: int
    hidden: int
    digitised: str
    file_state: str | None
    warning: Message | None
    reused_from: str | None = None
    cut_short: CutShort | None = None
    copy_id: str | None = None

    @property
    def empty(self) -> bool:
        """Whether it has no pages, not even those of an earlier dossier."""
        return self.digitised == "none" and not self.pages

    @property
    def missing(self) -> bool:
        """Whether it should have pages and has none."""
        return self.required and self.why_not is None and self.empty

    @property
    def pages_differ(self) -> bool:
        """Whether it has pages, and not as many as the officer counted."""
        return self.declared_pages is not None and self.pages not in (0, self.declared_pages)

    @property
    def lacking(self) -> Lacking | None:
        """Why the dossier is not whole with it; None: nothing is wrong."""
        if self.missing:
            return "missing"
        if self.cut_short is not None:
            return "cut_short"
        return "pages_differ" if self.pages_differ else None


@dataclass(frozen=True)
class ScanChecklist:
    """The papers of a dossier to scan. ``current``: the first one into which a list of files was
    read only in part, or that is still missing."""

    dossier_id: str
    code: str
    procedure_name: str
    applicant_name: str
    papers: tuple[PaperScan, ...]
    current: int | None
    procedure_name_en: str | None = None

    @property
    def procedure(self) -> str | Message:
        """The name of the procedure for people."""
        return procedure_name(self.procedure_name, self.procedure_name_en)

    def paper(self, number: int) -> PaperScan | None:
        """The line with this number."""
        return next((paper for paper in self.papers if paper.number == number), None)


@dataclass(frozen=True)
class PageChange:
    """What is to become of a page; None leaves a part as it is.

    ``state``: kept | hidden | removed. ``turn``: 0, 90, 180, 270, clockwise, from the original.
    ``skew``: degrees, clockwise, taken out. ``target`` or ``stack`` moves it there. ``position``:
    its place among all pages of its home, from 1. ``note_of``: the page it shows with its sticky
    note; empty: no longer.
    """

    page_id: str
    state: str | None = None
    turn: int | None = None
    skew: float | None = None
    target: PaperTarget | None = None
    stack: str | None = None
    position: int | None = None
    note_of: str | None = None


UNCOUNTED = -1


@dataclass(frozen=True)
class PaperChange:
    """What is to become of what is noted of a paper; None leaves a part as it is.

    ``declared``: how many sides the officer counted; :data:`UNCOUNTED`: nobody has. ``reuse``: id
    of the earlier archive copy that stands for the paper; empty: none any longer. ``lists``: what
    is noted of some of the lists read into it.
    """

    target: PaperTarget
    declared: int | None = None
    reuse: str | None = None
    lists: tuple[ListNote, ...] | None = None


Changes = tuple[PageChange | PaperChange, ...]


@dataclass(frozen=True)
class RefusedFile:
    """A file that nobody can read. ``aside``: it was moved out of its hot folder's way."""

    name: str
    why: Refusal
    aside: bool = False


@dataclass(frozen=True)
class AddReport:
    """What came of scanning into one paper. ``trouble``: why it ended early; the pages read until
    then are kept. ``notes``: what is odd about files that were read all the same. ``refused``:
    files that nobody can read; the others came in. ``back``: the changes that undo it. ``blank``:
    so many of the pages have nothing on them and will be hidden."""

    pages: tuple[PageCard, ...]
    trouble: Exception | None = None
    notes: tuple[Message, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    back: Changes = ()
    blank: int = 0


@dataclass(frozen=True)
class FinishReport:
    """``wanted``: papers whose archive copy is asked for; ``missing``: papers that are not whole;
    ``cut_short``: those of them that get no copy, because their reading stopped half-way."""

    wanted: tuple[int, ...]
    missing: tuple[int, ...]
    cut_short: tuple[int, ...] = ()


@dataclass(frozen=True)
class ReusableFile:
    """An archive copy of an earlier dossier of the same person."""

    dossier_id: str
    code: str
    procedure_name: str
    number: int
    paper_name: str
    pages: int
    digitised_at: datetime
    sha256: str
    archive_id: str
    fits: bool


@dataclass(frozen=True)
class StackOutcome:
    """Where a stack of a pile went. ``code`` and ``number`` None: to the unmatched tray, under
    ``stack_id``, for ``reason``. ``reason`` with a ``code``: :data:`ONLY_A_SHEET`, so nothing went
    there. ``pages`` without the sheet; ``blank`` ones of them have nothing on them."""

    code: str | None
    number: int | None
    pages: int
    stack_id: str | None
    reason: str | None
    blank: int = 0

    @property
    def filed(self) -> bool:
        """Whether pages went to a dossier."""
        return self.code is not None and self.reason is None

    @property
    def reason_words(self) -> Message | None:
        """Why nobody could tell where it belongs."""
        return None if self.reason is None else stack_reason(self.reason)

    def as_json(self, language: str) -> dict[str, Any]:
        """The stack as ``desk-app scan`` prints it."""
        words = self.reason_words
        return {
            "dossier": self.code,
            "paper": self.number,
            "pages": self.pages,
            "stack": self.stack_id,
            "reason": self.reason,
            "reason_text": words.in_words(language) if words else None,
        }


@dataclass(frozen=True)
class PileReport:
    """What came of a pile. ``expected``: cover sheets that should lie in it (those that do, and
    those of papers of the same dossiers that wait for pages); None: no sheet said how many there
    are. ``found``: those that do. Sheets that are damaged, foreign, there for a second time or of
    a dossier nobody here knows are in neither number. ``absent``: the papers whose sheets did not
    come, by dossier, where it is known which. ``trouble``: why reading ended early. ``notes``:
    what is odd about files that were read all the same. ``refused``: files that nobody can
    read."""

    stacks: tuple[StackOutcome, ...]
    pages: int
    expected: int | None
    found: int
    absent: tuple[tuple[str, tuple[int, ...]], ...] = ()
    trouble: Exception | None = None
    notes: tuple[Message, ...] = ()
    refused: tuple[RefusedFile, ...] = ()


@dataclass(frozen=True)
class StackCard:
    """A stack in the unmatched tray. ``cover``: what its sheet said, as far as it could be read.
    ``pages`` are those it would file, without the ``sheet`` that leads it, if one does; ``blank``
    ones of them are hidden. ``candidates``: dossiers it may belong to, the likeliest first."""

    id: str
    arrived_at: datetime
    officer: str | None
    source: PageSource
    reason: str
    cover: str | None
    pages: int
    thumbnail: bytes | None
    candidates: tuple[Candidate, ...] = ()
    sheet: bool = False
    blank: int = 0

    @property
    def reason_words(self) -> Message:
        """Why nobody could tell where it belongs."""
        return stack_reason(self.reason)


@dataclass(frozen=True)
class SettledCard:
    """A stack that left the tray and can come back. ``code``: of the dossier it was filed in; None:
    it was discarded."""

    id: str
    at: datetime
    pages: int
    code: str | None


@dataclass(frozen=True)
class Candidate:
    """A dossier a stack may belong to; ``number``: the paper that its sheet names, if pages may
    come to it."""

    dossier_id: str
    code: str
    applicant_name: str
    number: int | None = None


@dataclass(frozen=True)
class ArchiveReport:
    """``made`` archive copies, of them ``with_text``; ``failed`` ones stay wanted; ``waiting``
    are still to be made."""

    made: int = 0
    with_text: int = 0
    failed: int = 0
    waiting: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class PageHit:
    """A page whose text holds what was looked for: the how many-th of its paper's kept pages it
    is (``position``), and the text around it (``snippet``)."""

    dossier_id: str
    code: str
    applicant: str
    paper_number: int
    paper_name: str
    page_id: str
    position: int
    snippet: str


def stack_reason(reason: str) -> Message:
    """Why a stack is unmatched, in words."""
    key = f"scanning.reason.{reason}"
    return message(key) if has_words(key) else message("scanning.reason.other")
