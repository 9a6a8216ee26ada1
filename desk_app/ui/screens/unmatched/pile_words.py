"""What a pile came to, in words: where its stacks went, and what an officer should look after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk_app.services.page_views import PileReport, StackOutcome
from desk_app.ui.language import Text, in_words, tr
from desk_app.ui.screens.digitise.refused_words import refused_words
from desk_app.wording import message

MOST_NAMED = 3
UNREAD = ("damaged_cover", "too_many_covers")


@dataclass(frozen=True)
class PileWords:
    """For the bar over the tray. ``tone``: care where something should be looked after."""

    title: Text
    meaning: str
    next_step: str
    tone: str


def pile_words(report: PileReport) -> PileWords:
    """Says it in the language in force."""
    filed = [stack for stack in report.stacks if stack.filed and stack.blank < stack.pages]
    left = sum(stack.stack_id is not None for stack in report.stacks)
    title = message("unmatched.pile_done", filed=len(filed), left=left, pages=report.pages)
    if not report.pages and report.trouble is None:
        title = message("unmatched.nothing_came")
    cares, notes = list(_cares(report)), [in_words(note) for note in report.notes]
    if report.refused:
        said = refused_words(report.refused, report.pages)
        cares += [in_words(one) for one in (said.title, said.meaning, said.next_step)]
    tone = "care" if left or cares or notes or not report.pages else "good"
    # What needs a look comes first: with it there is no room for what went well.
    went = "" if cares else "; ".join(_went(filed))
    return PileWords(title, went, "\n".join((*cares, *notes)), tone)


def _went(filed: list[StackOutcome]) -> Iterator[str]:
    for stack in filed[:MOST_NAMED]:
        paper = _paper(stack.code or "", str(stack.number))
        yield tr("unmatched.went", paper=paper, count=stack.pages)
    if len(filed) > MOST_NAMED:
        yield tr("unmatched.more", count=len(filed) - MOST_NAMED)


def _cares(report: PileReport) -> Iterator[str]:
    blank = [stack for stack in report.stacks if stack.pages and stack.blank == stack.pages]
    if blank:
        yield tr("unmatched.only_blank", papers=_papers(blank) or tr("unmatched.in_tray"))
    alone = [stack for stack in report.stacks if stack.code is not None and not stack.filed]
    if alone:
        yield tr("unmatched.only_sheets", papers=_papers(alone))
    lacking = 0 if report.expected is None else report.expected - report.found
    if lacking > 0:
        unread = any(stack.reason in UNREAD for stack in report.stacks)
        parts = [
            tr("unmatched.too_few", expected=report.expected, found=report.found),
            tr("unmatched.absent", papers=_absent(report)) if report.absent else "",
            tr("unmatched.perhaps_unread" if unread else "unmatched.look_for_sheets"),
        ]
        yield " ".join(part for part in parts if part)


def _papers(stacks: list[StackOutcome]) -> str:
    return _listed([_paper(s.code, str(s.number)) for s in stacks if s.code is not None])


def _absent(report: PileReport) -> str:
    return _listed([_paper(code, ", ".join(map(str, numbers))) for code, numbers in report.absent])


def _paper(code: str, numbers: str) -> str:
    """A paper of a dossier, by the end of its code: that of the unit is the same for all."""
    return tr("unmatched.paper_of", code=code.partition("-")[2] or code, numbers=numbers)


def _listed(named: list[str]) -> str:
    shown = "; ".join(named[:MOST_NAMED])
    return f"{shown}; …" if len(named) > MOST_NAMED else shown
