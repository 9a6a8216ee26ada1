"""What is wrong, and what is only odd, about an intake. Pure: reads like the list of rules."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk_app.folding import first_unprintable
from desk_app.services.catalogue_cards import ProcedureCard, RequiredPaperCard
from desk_app.services.fees import Fee, grouped
from desk_app.services.intake_form import MOST_FEE_VND, IntakeForm, PaperForm
from desk_app.services.people_checks import person_problems
from desk_app.wording import Message, message

MOST_OF_A_PAPER = 999
LONGEST_NOTE = 2000
_CONDITIONAL = re.compile(
    r"[\W_]*(?:trường hợp|nếu|đối với)\b|[\W_]*văn bản (?:ủy|uỷ) quyền\b.*\btrường hợp\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Problem:
    """A sentence about one field. ``blocks``: the dossier cannot be received like this; else it
    is a warning that the officer may overrule."""

    field: str
    text: Message
    blocks: bool = True


def find_case(card: ProcedureCard, case: str | None) -> str | None:
    """The case of ``card`` that ``case`` names (white space and case of letters ignored)."""
    wanted = " ".join((case or "").split()).casefold()
    for name in card.cases:
        if " ".join(name.split()).casefold() == wanted:
            return name
    return None


def is_conditional(paper: RequiredPaperCard) -> bool:
    """Whether ``paper`` is asked for in some cases only ("Trường hợp … thì phải có …"): the
    catalogue calls it required all the same."""
    return _CONDITIONAL.match(unicodedata.normalize("NFC", paper.name)) is not None


def papers_not_noted(
    checklist: Iterable[RequiredPaperCard], noted: Container[int | None]
) -> tuple[int, ...]:
    """The papers of ``checklist`` that must be submitted and that nothing was noted for: neither
    shown papers nor those asked for in some cases only; what comes later is noted.

    Args:
        noted: the numbers of the papers something was noted for.
    """
    return tuple(
        paper.number
        for paper in checklist
        if paper.required
        and paper.requirement == "submit"
        and paper.number not in noted
        and not is_conditional(paper)
    )


def form_problems(
    form: IntakeForm,
    card: ProcedureCard,
    checklist: Sequence[RequiredPaperCard],
    now: datetime,
) -> list[Problem]:
    """Everything wrong or odd, in the order of the screen: people, procedure, papers, rest.

    Args:
        checklist: the required papers of the chosen case.
        now: to judge birth dates and ``received_at``.
    """
    found = [*people_problems(form, now), *_case(form, card), *_channel(form, card)]
    return [*found, *_papers(form, checklist), *rest_problems(form)]


def rest_problems(form: IntakeForm) -> Iterator[Problem]:
    """Everything wrong about numbers and texts, whatever the procedure."""
    yield from _counts(form)
    yield from _texts(form)


def people_problems(form: IntakeForm, now: datetime) -> Iterator[Problem]:
    """Everything wrong or odd about applicant and submitter."""
    for where, person in (("applicant", form.applicant), ("submitter", form.submitter)):
        if person is None:
            continue
        for field, text, blocks in person_problems(person, now.date()):
            yield Problem(f"{where}.{field}", text, blocks)
    if form.submitter is not None and not form.submitter.authorisation.strip():
        yield Problem("submitter.authorisation", message("intake.no_authorisation"), blocks=False)


def _case(form: IntakeForm, card: ProcedureCard) -> Iterator[Problem]:
    if form.case is not None and find_case(card, form.case) is None:
        known = " · ".join(card.cases) if card.cases else message("intake.no_cases")
        yield Problem("case", message("intake.unknown_case", known=known))
    elif form.case is None and len(card.cases) > 1:
        yield Problem(
            "case", message("intake.case_not_chosen", count=len(card.cases)), blocks=False
        )


def _channel(form: IntakeForm, card: ProcedureCard) -> Iterator[Problem]:
    offered = {channel.channel for channel in card.channels}
    if offered and form.channel not in offered:
        words = [message(f"intake.channel.{name}") for name in sorted(offered)]
        wanted = message(f"intake.channel.{form.channel}")
        yield Problem(
            "channel",
            message("intake.channel_not_offered", wanted=wanted, offered=words),
            blocks=False,
        )


def _papers(form: IntakeForm, checklist: Sequence[RequiredPaperCard]) -> Iterator[Problem]:
    by_number = {paper.number: paper for paper in checklist}
    times = Counter(paper.number for paper in form.papers)
    for index, paper in enumerate(form.papers):
        where = f"papers.{index}"
        required = by_number.get(paper.number)
        if required is None:
            last = max(by_number, default=0)
            yield Problem(
                f"{where}.number",
                message("intake.unknown_paper", number=paper.number, last=last),
            )
        elif times[paper.number] > 1:
            yield Problem(f"{where}.number", message("intake.paper_twice", number=paper.number))
        else:
            yield from _paper(where, paper, required)
    missing = papers_not_noted(checklist, times)
    if missing:
        yield Problem(
            "papers",
            message("intake.papers_missing", count=len(missing), numbers=list(missing)),
            blocks=False,
        )


def _paper(where: str, paper: PaperForm, required: RequiredPaperCard) -> Iterator[Problem]:
    for kind in ("originals", "certified", "copies"):
        count = getattr(paper, kind)
        if not 0 <= count <= MOST_OF_A_PAPER:
            yield Problem(
                f"{where}.{kind}",
                message("intake.count_out_of_range", most=MOST_OF_A_PAPER, found=count),
            )
    handed_in = paper.originals + paper.certified + paper.copies
    if paper.state == "submitted" and handed_in == 0:
        yield Problem(
            f"{where}.originals",
            message("intake.nothing_handed_in", number=paper.number),
            blocks=False,
        )
    if paper.state == "submitted" and 0 < paper.originals < required.originals:
        yield Problem(
            f"{where}.originals",
            message(
                "intake.fewer_originals",
                number=paper.number,
                wanted=required.originals,
                found=paper.originals,
            ),
            blocks=False,
        )


def _counts(form: IntakeForm) -> Iterator[Problem]:
    for field, value in (("sets", form.sets), ("pages", form.pages), ("copies", form.copies)):
        most = 999 if field == "sets" else 9999
        if value is not None and not 1 <= value <= most:
            yield Problem(field, message("intake.number_out_of_range", most=most, found=value))

    if form.fee_vnd is not None and not 0 <= form.fee_vnd <= MOST_FEE_VND:
        yield Problem("fee_vnd", message("intake.fee_out_of_range"))


def fee_problems(form: IntakeForm, due: Fee) -> Iterator[Problem]:
    """Where pages and copies make more than any centre can keep."""
    if form.fee_vnd is None and due.vnd > MOST_FEE_VND:
        yield Problem("copies", message("intake.fee_too_large", fee=grouped(due.vnd)))


def _texts(form: IntakeForm) -> Iterator[Problem]:
    if len(form.note) > LONGEST_NOTE:
        yield Problem(
            "note",
            message("intake.fault.too_long", field="note", most=LONGEST_NOTE, found=len(form.note)),
        )
    texts = [("note", form.note), ("exemption", form.exemption)]
    texts += [(f"papers.{i}.note", paper.note) for i, paper in enumerate(form.papers)]
    if form.submitter is not None:
        texts.append(("submitter.authorisation", form.submitter.authorisation))
    for field, text in texts:
        odd = first_unprintable(text)
        if odd is not None:
            yield Problem(field, message("intake.unprintable", field=field, sign=odd))
