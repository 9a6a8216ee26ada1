"""What the scan screen shows, frozen, and how rows and marks come from what the services say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from desk_app.paper.scanners.port import SOURCES, Device, ScanOptions
from desk_app.services.page_views import AddReport, CutShort, PageCard, PaperScan, ScanChecklist
from desk_app.services.scan_recipes import Recipe
from desk_app.ui.language import Text
from desk_app.ui.screens.digitise.paper_list import PaperRow
from desk_app.ui.widgets.page_strip import StripPage
from desk_app.wording import Message, message

FILES = "files"
CAMERA = "camera"
TITLE_LETTERS = 60
CRAMPED_WIDTH = 1400  # of a screen, in pixels: large text leaves no room for everything


@dataclass(frozen=True)
class ScanOf:
    """Argument of the screen: a dossier by code or id, and perhaps a paper and a page of it (its
    id) to begin with."""

    dossier: str
    number: int | None = None
    page: str = ""


@dataclass(frozen=True)
class Source:
    """A way in that can be chosen. ``value``: :data:`FILES`, :data:`CAMERA`, or
    ``<device id>|<source>``."""

    value: str
    text: Text


@dataclass(frozen=True)
class DigitiseState:
    """Everything on the screen. ``current``: number of the paper whose pages are shown; ``lent``:
    those of the earlier copy that stands for it."""

    checklist: ScanChecklist
    current: int | None
    pages: tuple[PageCard, ...] = ()
    lent: tuple[PageCard, ...] = ()

    @property
    def paper(self) -> PaperScan | None:
        """The paper whose pages are shown."""
        return None if self.current is None else self.checklist.paper(self.current)


def sources_of(devices: Sequence[Device], *, camera: bool = True) -> list[Source]:
    """The ways in: devices, those with a feeder first, then the camera and files."""
    found = [
        Source(
            f"{device.id}|{source}",
            message(f"digitise.source_name.{_kind(device, source)}", name=device.name),
        )
        for source in reversed(SOURCES)
        for device in devices
        if source in device.sources
    ]
    if camera:
        found.append(Source(CAMERA, message("digitise.source_name.camera")))
    return [*found, Source(FILES, message("digitise.source_name.files"))]


def looked_for(value: str, name: str) -> Source:
    """The way in that stands in the list while nobody has answered yet; empty: no known one."""
    device, _, source = value.rpartition("|")
    if not name:
        return Source(value, message("digitise.source_name.looking"))
    kind = "folder" if device.startswith("folder:") else source
    said = message(f"digitise.source_name.{kind}", name=name)
    return Source(value, message("digitise.source_name.looked_for", source=said))


def _kind(device: Device, source: str) -> str:
    return "folder" if device.way == "folder" else source


def options_of(source: str, recipe: Recipe) -> ScanOptions:
    """How a paper is scanned from ``source`` of a device."""
    kind = "feeder" if source == "feeder_both_sides" and not recipe.both_sides else source
    return ScanOptions(cast(Any, kind), recipe.colour, recipe.dpi, recipe.size)


def paper_row(paper: PaperScan) -> PaperRow:
    """How a required paper stands in the list."""
    sign, tone = paper_sign(paper)
    if paper.why_not is not None:
        reason = message(f"digitise.closed.{paper.why_not.key.rpartition('.')[2]}")
        return PaperRow(paper.number, paper.name, sign, tone, "", reason, open=False)
    count: Text = ""
    if paper.pages:
        count = message("digitise.pages", count=paper.pages)
    elif paper.missing:
        count = message("digitise.missing")
    detail: Text = _short_warning(paper) or recipe_words(paper.recipe)
    if paper.digitised == "reused":
        detail = reused_words(paper)
    return PaperRow(paper.number, paper.name, sign, tone, count, detail)


def reused_words(paper: PaperScan) -> Message:
    """From where the copy is that stands for a paper, or what is doubtful about it."""
    return paper.warning or message("digitise.reused", code=paper.reused_from or "–")


def cut_short_words(stopped: CutShort) -> Message:
    """Where a reading stopped, in one line."""
    return message("digitise.cut_short", pages=stopped.pages)


def _short_warning(paper: PaperScan) -> Message | None:
    """What is wrong with a paper in one line of the list; what to do is said beside its pages."""
    return cut_short_words(paper.cut_short) if paper.cut_short is not None else paper.warning


def lacking_words(papers: Sequence[PaperScan]) -> list[Message]:
    """Why a dossier is not whole: one sentence for each paper that something is wrong with."""
    return [
        message(
            f"digitise.lacking.{paper.lacking}",
            number=paper.number,
            name=short(paper.name),
            pages=paper.cut_short.pages if paper.cut_short else paper.pages,
            declared=paper.declared_pages or 0,
        )
        for paper in papers
        if paper.lacking is not None
    ]


def paper_sign(paper: PaperScan) -> tuple[str, str]:
    """Icon and tone of a paper at a glance."""
    if paper.why_not is not None:
        return "minus", "ink_soft"
    if paper.warning is not None:
        return "triangle-alert", "care"
    if paper.file_state == "uploaded":
        return "package-check", "good"
    if paper.pages or paper.digitised == "reused":
        return "circle-check", "good"
    return ("circle-dashed", "care") if paper.missing else ("circle", "ink_soft")


def recipe_words(recipe: Recipe) -> Message:
    """How a paper is scanned: ``Màu · 300 dpi · 2 mặt``."""
    sides = "one_page" if recipe.one_page else "both" if recipe.both_sides else "one"
    return message(
        "digitise.recipe",
        colour=message(f"digitise.colour.{recipe.colour}"),
        dpi=recipe.dpi,
        size=message(f"digitise.size.{recipe.size}"),
        sides=message(f"digitise.sides.{sides}"),
    )


def strip_pages(pages: tuple[PageCard, ...]) -> tuple[StripPage, ...]:
    """The pages that are shown, numbered as they will stand in the archive copy; blank ones
    between them carry the number of the page before."""
    shown: list[StripPage] = []
    marks = _note_marks(pages)
    number = 0
    for page in pages:
        if page.state == "removed":
            continue
        hidden = page.state == "hidden"
        # Shown again in a paper it is a page that only looked like a sheet.
        sheet = page.sheet and (hidden or page.dossier_id is None)
        number += 0 if hidden or sheet else 1
        worst = worst_finding(page)
        why = message(f"digitise.{'hidden_sheet' if sheet else 'hidden_blank'}")
        about: Text = worst or (why if hidden else "")
        sign = "triangle-alert" if worst is not None and not hidden else ""
        shown.append(
            StripPage(
                page.id,
                page.sha256,
                number,
                hidden,
                sign,
                "care",
                about,
                sheet,
                "" if hidden else marks.get(page.id, ""),
            )
        )
    return tuple(shown)


def _note_marks(pages: Sequence[PageCard]) -> dict[str, Message]:
    """Which pages show a page with its sticky note and which one without, as far as both are
    kept."""
    kept = {page.id for page in pages if page.state == "kept"}
    marks: dict[str, Message] = {}
    for page in pages:
        if page.note_of is not None and {page.id, page.note_of} <= kept:
            marks[page.note_of] = message("digitise.strip.without_note")
            marks[page.id] = message("digitise.strip.with_note")
    return marks


def pages_words(pages: Sequence[PageCard], ids: Sequence[str]) -> Message:
    """One page by its number, several by how many they are."""
    seen = {page.id: page for page in strip_pages(tuple(pages))}
    one = seen.get(ids[0]) if len(ids) == 1 else None
    if one is None or one.hidden or one.sheet:
        return message("digitise.pages", count=len(ids))
    return message("digitise.did.page", number=one.number)


def _pages_that_came(report: AddReport) -> Message:
    """How many pages came in, and how many of their sides will be hidden."""
    if not report.blank:
        return message("digitise.pages", count=len(report.pages))
    left = len(report.pages) - report.blank
    return message("digitise.pages_and_blank", count=left, blank=report.blank)


def scan_words(paper: PaperScan, report: AddReport, again: Message | None) -> Message:
    """What was scanned: into which paper, or ``again`` for which page, and how many came of it."""
    if again is not None and len(report.pages) - report.blank <= 1:
        return message("digitise.did.scanned_again", page=again)
    if again is not None:
        came = _pages_that_came(report)
        return message("digitise.did.scanned_again_as", page=again, pages=came)
    said = {"pages": _pages_that_came(report), "name": short(paper.name)}
    if paper.digitised == "reused":
        return message("digitise.did.scanned_over", code=paper.reused_from, **said)
    return message("digitise.did.scanned", **said)


def short(name: str, letters: int = 40) -> str:
    """``name`` with no more than so many letters."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"


def worst_finding(page: PageCard) -> Message | None:
    """What the officer should look at on a page; a blank side that is hidden is nothing to see."""
    for found in page.findings:
        if found.kind != "blank":
            return found.words
        if page.state == "kept":
            return message("digitise.blank_kept")
    return None
