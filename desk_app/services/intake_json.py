"""The JSON of ``desk-app receive``: one checked door, every fault named by its field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
)

from desk_app.clock import VIETNAM
from desk_app.errors import Refusal
from desk_app.services.card_qr import read_card
from desk_app.services.intake_form import MOST_FEE_VND, IntakeForm, PaperForm, PersonForm
from desk_app.wording import Message, message

MAX_BYTES = 64 * 1024 * 1024
Text = Annotated[StrictStr, Field(max_length=2000)]
Kind = TypeVar("Kind", bound=BaseModel)
Count = Annotated[StrictInt, Field(ge=0, le=999)]


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _moment(said: object) -> datetime:
    """A moment as documented, in Vietnam time; numbers and other forms are not guessed at."""
    if not isinstance(said, str) or not _MOMENT.fullmatch(said):
        raise ValueError("not a moment")
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=VIETNAM)
    try:
        return moment.astimezone(VIETNAM)
    except OverflowError as fault:  # the first and the last day of all years
        raise ValueError("not a moment") from fault


def _day(said: object) -> date:
    if not isinstance(said, str) or not _DAY.fullmatch(said):
        raise ValueError("not a day")
    return date.fromisoformat(said)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Person(_Part):
    kind: Literal["citizen", "enterprise", "organisation", "state_body"]
    id_number: StrictStr | None = Field(None, max_length=20)
    full_name: StrictStr = Field(max_length=500)
    birth_date: Annotated[date, BeforeValidator(_day)] | None = None
    sex: Literal["male", "female"] | None = None
    address: StrictStr | None = Field(None, max_length=1000)
    phone: StrictStr | None = Field(None, max_length=50)
    email: StrictStr | None = Field(None, max_length=320)
    authorisation: StrictStr | None = Field(None, max_length=1000)


class _Card(_Part):
    qr: StrictStr = Field(max_length=2000)
    phone: StrictStr | None = Field(None, max_length=50)
    email: StrictStr | None = Field(None, max_length=320)
    authorisation: StrictStr | None = Field(None, max_length=1000)


class _Paper(_Part):
    number: StrictInt
    state: Literal["submitted", "presented", "from_database", "later", "not_applicable"]
    originals: Count = 0
    certified: Count = 0
    copies: Count = 0
    note: StrictStr | None = Field(None, max_length=1000)


class _Dossier(_Part):
    procedure: StrictStr = Field(min_length=1, max_length=50)
    case: Text | None = None
    channel: Literal["direct", "post", "online"]
    applicant: dict[str, Any]
    submitter: dict[str, Any] | None = None
    papers: list[_Paper] = Field(max_length=500)
    sets: Annotated[StrictInt, Field(ge=1, le=999)] = 1
    pages: Annotated[StrictInt, Field(ge=1, le=9999)] | None = None
    copies: Annotated[StrictInt, Field(ge=1, le=9999)] | None = None
    exemption: StrictStr | None = Field(None, max_length=500)
    fee_vnd: Annotated[StrictInt, Field(ge=0, le=MOST_FEE_VND)] | None = None
    result_at: Literal["counter", "post", "electronic"] = "counter"
    note: Text | None = None
    received_at: Annotated[datetime, BeforeValidator(_moment)] | None = None


def split(source: bytes) -> list[Any]:
    """The dossiers in ``source``: one JSON object, or a list of them.

    Raises:
        Refusal: too large, not UTF-8, not JSON, neither object nor list.
    """
    if len(source) > MAX_BYTES:
        raise Refusal("intake.file_too_large", most=MAX_BYTES // 2**20)
    try:
        said = json.loads(source.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as fault:
        raise Refusal("intake.not_utf8", byte=fault.start) from fault
    except json.JSONDecodeError as fault:
        raise Refusal("intake.not_json", line=fault.lineno, column=fault.colno) from fault
    except RecursionError as fault:
        raise Refusal("intake.not_json", line=1, column=1) from fault
    except ValueError as fault:  # NaN, Infinity, numbers of thousands of digits
        raise Refusal("intake.not_json", line=1, column=1) from fault
    if isinstance(said, list):
        return said
    if isinstance(said, dict):
        return [said]
    raise Refusal("intake.not_an_object")


def read_form(said: Any) -> IntakeForm:
    """The form that one JSON object says.

    Raises:
        Refusal: something is missing, of the wrong type or out of range; ``fields`` names each.
    """
    if not isinstance(said, dict):
        raise Refusal("intake.not_an_object")
    faults: dict[str, Message] = {}
    dossier = _checked(_Dossier, said, "", faults)
    applicant = _read_person(said.get("applicant"), "applicant", faults)
    submitter = None
    if said.get("submitter") is not None:
        submitter = _read_person(said["submitter"], "submitter", faults)
    if faults or dossier is None or applicant is None:
        raise Refusal("intake.not_received", fields=faults, count=len(faults))
    return IntakeForm(
        procedure=dossier.procedure,
        case=dossier.case,
        channel=dossier.channel,
        applicant=applicant,
        submitter=submitter,
        papers=tuple(_read_paper(paper) for paper in dossier.papers),
        sets=dossier.sets,
        pages=dossier.pages,
        copies=dossier.copies,
        exemption=dossier.exemption or "",
        fee_vnd=dossier.fee_vnd,
        result_at=dossier.result_at,
        note=dossier.note or "",
        received_at=dossier.received_at,
    )


def _read_person(said: Any, where: str, faults: dict[str, Message]) -> PersonForm | None:
    if not isinstance(said, dict):
        return None  # already named as missing or of the wrong type
    if "qr" in said:
        return _read_card_person(said, where, faults)
    person = _checked(_Person, said, f"{where}.", faults)
    if person is None:
        return None
    return PersonForm(
        kind=person.kind,
        id_number=person.id_number or "",
        full_name=person.full_name,
        birth_date=person.birth_date,
        sex=person.sex,
        address=person.address or "",
        phone=person.phone or "",
        email=person.email or "",
        authorisation=person.authorisation or "",
    )


def _read_card_person(
    said: dict[str, Any], where: str, faults: dict[str, Message]
) -> PersonForm | None:
    person = _checked(_Card, said, f"{where}.", faults)
    if person is None:
        return None
    try:
        card = read_card(person.qr)
    except Refusal as refusal:
        faults[f"{where}.qr"] = message(f"{refusal.key}.title", **refusal.values)
        return None
    return PersonForm(
        kind="citizen",
        id_number=card.id_number,
        full_name=card.full_name,
        birth_date=card.birth_date,
        sex=card.sex,
        address=card.address,
        phone=person.phone or "",
        email=person.email or "",
        old_id_number=card.old_id_number or "",
        id_issued_on=card.issued_on,
        identity_method="card_qr",
        qr_rest=card.rest or "",
        authorisation=person.authorisation or "",
    )


def _read_paper(paper: _Paper) -> PaperForm:
    return PaperForm(
        paper.number,
        paper.state,
        paper.originals,
        paper.certified,
        paper.copies,
        paper.note or "",
    )


def _checked(
    kind: type[Kind], said: dict[str, Any], prefix: str, faults: dict[str, Message]
) -> Kind | None:
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        faults.update(_sentences(error, prefix))
        return None


def _sentences(error: ValidationError, prefix: str) -> Iterator[tuple[str, Message]]:
    for fault in error.errors(include_url=False):
        path = prefix + ".".join(str(part) for part in fault["loc"])
        yield path, _sentence(path, dict(fault))


def _sentence(path: str, fault: dict[str, Any]) -> Message:
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return message("intake.fault.missing", field=path)
        case "extra_forbidden":
            return message("intake.fault.unknown", field=path)
        case "string_too_long":
            found = len(fault["input"])
            return message(
                "intake.fault.too_long", field=path, most=limits["max_length"], found=found
            )
        case "string_too_short":
            return message("intake.fault.empty", field=path)
        case "too_long":
            return message(
                "intake.fault.too_many",
                field=path,
                most=limits["max_length"],
                found=limits["actual_length"],
            )
        case "greater_than_equal":
            return message("intake.fault.at_least", field=path, least=limits["ge"])
        case "less_than_equal":
            return message("intake.fault.at_most", field=path, most=limits["le"])
        case "literal_error":
            allowed = limits["expected"].replace(" or ", ", ").replace("'", "")
            return message("intake.fault.choice", field=path, allowed=allowed)
        case "value_error" if path.endswith("_at"):
            return message("intake.fault.moment", field=path)
        case "value_error":
            return message("intake.fault.date", field=path)
        case _:
            wanted = message(f"intake.type.{_wanted(fault['type'])}")
            return message("intake.fault.type", field=path, wanted=wanted)


def _wanted(kind: str) -> str:
    return {
        "string_type": "text",
        "int_type": "whole",
        "list_type": "list",
        "dict_type": "object",
        "model_type": "object",
        "model_attributes_type": "object",
    }.get(kind, "other")


def _no_constant(name: str) -> float:
    raise ValueError(name)
