"""What an officer fills in for a dossier, as plain values; no rule is applied here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

Channel = Literal["direct", "post", "online"]
PersonKind = Literal["citizen", "enterprise", "organisation", "state_body"]
PaperState = Literal["submitted", "presented", "from_database", "later", "not_applicable"]
ResultAt = Literal["counter", "post", "electronic"]

MOST_FEE_VND = 2_000_000_000  # what every centre can keep
CHANNELS: tuple[Channel, ...] = ("direct", "post", "online")
PERSON_KINDS: tuple[PersonKind, ...] = ("citizen", "enterprise", "organisation", "state_body")
PAPER_STATES: tuple[PaperState, ...] = (
    "submitted",
    "presented",
    "from_database",
    "later",
    "not_applicable",
)


@dataclass(frozen=True)
class PersonForm:
    """Applicant or submitter as typed or read from a card.

    ``birth_text``: what was typed as birth date where it is no day of the calendar, so that a draft
    keeps it; empty otherwise. ``authorisation`` (submitter only): the paper that lets the submitter
    act, in words.
    """

    kind: PersonKind = "citizen"
    id_number: str = ""
    full_name: str = ""
    birth_date: date | None = None
    birth_text: str = ""
    sex: Literal["male", "female"] | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    old_id_number: str = ""
    id_issued_on: date | None = None
    identity_method: Literal["typed", "card_qr", "chip", "vneid"] = "typed"
    qr_rest: str = ""
    authorisation: str = ""


@dataclass(frozen=True)
class PaperForm:
    """One ticked line of the checklist."""

    number: int
    state: PaperState = "submitted"
    originals: int = 0
    certified: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True)
class IntakeForm:
    """A dossier about to be received.

    ``pages`` and ``copies`` feed fee formulas; ``sets`` is the number of identical sets of
    papers. ``exemption`` is the reason no fee is taken, in the words of the rule.
    ``fee_vnd`` is the amount the province has set, where the catalogue does not know it.
    ``received_at`` None: now.
    """

    procedure: str = ""
    case: str | None = None
    channel: Channel = "direct"
    applicant: PersonForm = field(default_factory=PersonForm)
    submitter: PersonForm | None = None
    papers: tuple[PaperForm, ...] = ()
    sets: int = 1
    pages: int | None = None
    copies: int | None = None
    exemption: str = ""
    fee_vnd: int | None = None
    result_at: ResultAt = "counter"
    note: str = ""
    received_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """The form as plain JSON, for drafts."""
        packed: dict[str, Any] = _plain(asdict(self))
        return packed

    @staticmethod
    def from_json(packed: dict[str, Any]) -> IntakeForm:
        """The form that :meth:`to_json` packed; unknown parts are left out."""
        known = {name: packed[name] for name in IntakeForm.__dataclass_fields__ if name in packed}
        form = IntakeForm(**{**known, "applicant": PersonForm(), "submitter": None, "papers": ()})
        submitter = packed.get("submitter")
        moment = packed.get("received_at")
        return replace(
            form,
            applicant=_person(packed.get("applicant") or {}),
            submitter=_person(submitter) if submitter else None,
            papers=tuple(PaperForm(**paper) for paper in packed.get("papers", ())),
            received_at=datetime.fromisoformat(moment) if moment else None,
        )


def _person(packed: dict[str, Any]) -> PersonForm:
    known = {name: packed[name] for name in PersonForm.__dataclass_fields__ if name in packed}
    for name in ("birth_date", "id_issued_on"):
        if known.get(name):
            known[name] = date.fromisoformat(known[name])
    return PersonForm(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
