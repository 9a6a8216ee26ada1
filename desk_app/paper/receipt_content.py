"""What stands on a receipt (form 01, Thông tư 03/2025/TT-VPCP), free of any table or screen.

A receipt is made from this once, after the dossier is committed, and its bytes are stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PaperState = Literal["submitted", "presented", "from_database", "later", "not_applicable"]
FeeLeftOpen = Literal["set_elsewhere", "unknown"]

# From this many digits on a number tells who someone is (old ID cards have 9, phones 10).
_TELLING_DIGITS = 9


@dataclass(frozen=True)
class PersonOnPaper:
    """The applicant, or the submitter who acts for the applicant. Empty texts become dots to
    write on."""

    name: str
    id_number: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class AuthorisedSubmitter:
    """Heading 7: who brings the papers for someone else, and the paper that allows it."""

    person: PersonOnPaper
    authorisation: str | None = None


@dataclass(frozen=True)
class PaperLine:
    """One line of heading 9. Papers that are ``not_applicable`` are not printed.

    ``note`` says more about the state: which database, until when, which page is missing.
    """

    name: str
    state: PaperState = "submitted"
    originals: int = 0
    certified: int = 0
    copies: int = 0
    note: str | None = None


@dataclass(frozen=True)
class FeeLine:
    """One line of how the fee came about, or the exemption; ``vnd`` in đồng."""

    text: str
    vnd: int | None = None


@dataclass(frozen=True)
class RequestOnPaper:
    """Heading 8: the procedure, its code and the case (None where there is one case only)."""

    procedure_name: str
    procedure_code: str | None = None
    case_name: str | None = None


@dataclass(frozen=True)
class UnitOnPaper:
    """The head of the form.

    Args:
        name: the receiving unit, e.g. "Trung tâm Phục vụ hành chính công phường Bến Nghé".
        parent_name: the unit above it, e.g. "Ủy ban nhân dân phường Bến Nghé".
        place: what stands before the date, e.g. "Phường Bến Nghé".
    """

    name: str
    parent_name: str
    place: str


@dataclass(frozen=True)
class ReceiptContent:
    """Everything a receipt says.

    Args:
        unit: the receiving unit.
        form_number: the running number before ``/GTN-…``; None leaves dots.
        code: the dossier code; also in the barcode. Empty as long as there is none: dots, and no
            barcode.
        applicant: headings 3 to 6.
        authorised: heading 7; None when the applicant comes in person.
        request: heading 8.
        papers: heading 9.
        sets: heading 10.
        time_limit: heading 11 in words ("5 ngày làm việc"); None: no time limit by rule.
        time_unknown: whether there is a time limit is not known: headings 11 and 13 leave room to
            write, where they have nothing to say.
        received_at: heading 12, aware.
        promised_at: heading 13, aware; None: the receipt says that there is no promise.
        result_place: heading 14 in words.
        register_book, register_sequence: heading 15; dots where None.
        fee_vnd: fee in đồng; 0 means nothing is due; None leaves the fee out.
        fee_left_open: no amount can be stated (``fee_vnd`` says nothing then): the paper names
            who sets it and leaves room to write it.
        fee_lines: how it came about.
        look_up_url: opaque link of the centre for the QR code; None: no QR code.
        officer_name: who receives, printed under the place of signature.
        note: a sentence for the person, e.g. what "after 15:00" means.
        training: draws the mark that this paper is worth nothing.
        english: adds an English line under each heading.

    Raises:
        ValueError: a personal number stands in the look-up link, or a moment has no time zone.
    """

    unit: UnitOnPaper
    code: str
    applicant: PersonOnPaper
    request: RequestOnPaper
    papers: tuple[PaperLine, ...]
    received_at: datetime
    promised_at: datetime | None
    officer_name: str
    form_number: str | None = None
    authorised: AuthorisedSubmitter | None = None
    sets: int = 1
    time_limit: str | None = None
    result_place: str | None = None
    register_book: str | None = None
    register_sequence: str | None = None
    fee_vnd: int | None = None
    fee_lines: tuple[FeeLine, ...] = ()
    look_up_url: str | None = None
    note: str | None = None
    training: bool = False
    english: bool = False
    fee_left_open: FeeLeftOpen | None = None
    time_unknown: bool = False

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("received_at needs its time zone")
        if self.promised_at is not None and self.promised_at.tzinfo is None:
            raise ValueError("promised_at needs its time zone")
        if any(number in (self.look_up_url or "") for number in self._personal_numbers()):
            raise ValueError("the look-up link must be opaque: it holds a personal number")

    @property
    def printed_papers(self) -> tuple[PaperLine, ...]:
        """The papers that stand on the receipt."""
        return tuple(line for line in self.papers if line.state != "not_applicable")

    def _personal_numbers(self) -> list[str]:
        people = [self.applicant] + ([self.authorised.person] if self.authorised else [])
        numbers = [text for person in people for text in (person.id_number, person.phone) if text]
        return [number for number in numbers if sum(map(str.isdigit, number)) >= _TELLING_DIGITS]
