"""From a checked intake to the rows that are committed together. Pure: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from desk_app.folding import tidy
from desk_app.paper.receipt_content import (
    AuthorisedSubmitter,
    FeeLine,
    PaperLine,
    PersonOnPaper,
    ReceiptContent,
    RequestOnPaper,
    UnitOnPaper,
)
from desk_app.services.catalogue_cards import ProcedureCard, RequiredPaperCard
from desk_app.services.fees import Fee, without_open_lines
from desk_app.services.intake_form import IntakeForm, PersonForm
from desk_app.services.promised_time import Promise
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk, UnitCard
from desk_app.sync.protocol import DossierReceivedV1
from desk_app.wording import say

_CONTENT: TypeAdapter[ReceiptContent] = TypeAdapter(ReceiptContent)
PAPER_LANGUAGE = "vi"  # the law's language; screens may speak another


@dataclass(frozen=True)
class Intake:
    """A checked intake: everything that is known before a number is taken."""

    id: str
    form: IntakeForm
    card: ProcedureCard
    papers: tuple[RequiredPaperCard, ...]
    promise: Promise
    fee: Fee
    received_at: datetime
    officer: OfficerAtDesk
    desk: ThisDesk
    unit: UnitCard
    look_up_token: str
    time_limit: str | None

    @cached_property
    def applicant(self) -> dict[str, Any]:
        """The applicant's row of ``dossier_person``."""
        return _person_row(self.id, "applicant", self.form.applicant)

    @cached_property
    def submitter(self) -> dict[str, Any] | None:
        """The submitter's row, if there is another person than the applicant."""
        other = self.form.submitter
        return None if other is None else _person_row(self.id, "submitter", other)

    @cached_property
    def handed_in(self) -> list[dict[str, Any]]:
        """The rows of ``submitted_paper``, in the order of the checklist."""
        names = {paper.number: paper.name for paper in self.papers}
        return [
            {
                "dossier_id": self.id,
                "number": paper.number,
                "name": names[paper.number],
                "state": paper.state,
                "originals": paper.originals,
                "certified": paper.certified,
                "copies": paper.copies,
                "note": tidy(paper.note) or None,
            }
            for paper in sorted(self.form.papers, key=lambda paper: paper.number)
        ]


def dossier_row(intake: Intake, code: str) -> dict[str, Any]:
    """The row of ``dossier``."""
    form, fee = intake.form, intake.fee
    return {
        "id": intake.id,
        "code": code,
        "unit": intake.officer.unit,
        "counter": intake.officer.counter,
        "officer": intake.officer.login,
        "procedure": intake.card.code,
        "procedure_version": intake.card.version_id,
        "procedure_name": intake.card.name_vi,
        "case_name": form.case,
        "channel": form.channel,
        "id_number": form.applicant.id_number or None,
        "applicant_name": tidy(form.applicant.full_name),
        "received_at": intake.received_at,
        "promised_at": intake.promise.at,
        "promise_explained": [line.to_json() for line in intake.promise.explained],
        "calendar_version": intake.promise.calendar_version,
        "fee_vnd": fee.vnd,
        "fee_explained": [line.to_json() for line in fee.explained],
        "fee_reason": tidy(form.exemption) or None,
        "pages": form.pages,
        "fee_copies": form.copies,
        "sets": form.sets,
        "result_at": form.result_at,
        "note": form.note.strip() or None,
        "look_up_token": intake.look_up_token,
        "state": "received",
        "fee_state": "due" if fee.vnd else "none",
        "delivery_state": "waiting",
        "sync_state": "waiting",
        "version": 1,
    }


def person_rows(intake: Intake) -> list[dict[str, Any]]:
    """The rows of ``dossier_person``: the applicant, and the submitter if there is another."""
    return [intake.applicant] if intake.submitter is None else [intake.applicant, intake.submitter]


def receipt_content(intake: Intake, code: str) -> ReceiptContent:
    """What form 01 will say, frozen with the dossier."""
    form = intake.form
    return ReceiptContent(
        unit=UnitOnPaper(
            intake.unit.name, intake.unit.parent_name or intake.unit.name, intake.unit.place
        ),
        code=code,
        applicant=_on_paper(intake.applicant),
        authorised=_authorised(intake.submitter),
        request=RequestOnPaper(intake.card.name_vi, intake.card.code, form.case),
        papers=tuple(
            PaperLine(
                row["name"],
                row["state"],
                row["originals"],
                row["certified"],
                row["copies"],
                row["note"],
            )
            for row in intake.handed_in
        ),
        sets=form.sets,
        time_limit=intake.time_limit,
        received_at=intake.received_at,
        promised_at=intake.promise.at,
        result_place=say(f"intake.result_at.{form.result_at}", PAPER_LANGUAGE),
        fee_vnd=intake.fee.vnd,
        fee_lines=tuple(
            FeeLine(line.in_words(PAPER_LANGUAGE))
            for line in without_open_lines(intake.fee.explained)
        ),
        fee_left_open=intake.fee.left_open,
        time_unknown=intake.promise.limit_unknown,
        look_up_url=f"{intake.desk.public_url.rstrip('/')}/t/{intake.look_up_token}",
        officer_name=intake.officer.full_name,
        training=intake.desk.training,
    )


def pack_content(content: ReceiptContent) -> dict[str, Any]:
    """The content as it is stored with the dossier."""
    packed: dict[str, Any] = _CONTENT.dump_python(content, mode="json")
    return packed


def unpack_content(packed: dict[str, Any]) -> ReceiptContent:
    """The content that :func:`pack_content` packed."""
    return _CONTENT.validate_python(packed)


def entry_payload(intake: Intake, code: str) -> dict[str, Any]:
    """The payload of ``dossier.received``."""
    form = intake.form
    payload = DossierReceivedV1.model_validate(
        {
            "code": code,
            "look_up_token": intake.look_up_token,
            "unit": intake.officer.unit,
            "counter": intake.officer.counter,
            "officer": intake.officer.login,
            "officer_name": intake.officer.full_name,
            "procedure": intake.card.code,
            "procedure_version": intake.card.version,
            "procedure_name": intake.card.name_vi,
            "case": form.case,
            "channel": form.channel,
            "applicant": _person_said(intake.applicant),
            "submitter": _person_said(intake.submitter) if intake.submitter else None,
            "papers": [
                {name: row[name] for name in row if name != "dossier_id"}
                for row in intake.handed_in
            ],
            "sets": form.sets,
            "fee_vnd": intake.fee.vnd,
            "fee_reason": tidy(form.exemption) or None,
            "received_at": intake.received_at,
            "promised_at": intake.promise.at,
            "calendar_version": intake.promise.calendar_version,
            "result_at": form.result_at,
            "note": form.note.strip() or None,
        }
    )
    return payload.model_dump(mode="json")


def _person_row(dossier_id: str, role: str, person: PersonForm) -> dict[str, Any]:
    return {
        "dossier_id": dossier_id,
        "role": role,
        "kind": person.kind,
        "id_number": person.id_number or None,
        "old_id_number": person.old_id_number or None,
        "full_name": tidy(person.full_name),
        "birth_date": person.birth_date,
        "sex": person.sex,
        "address": tidy(person.address) or None,
        "phone": tidy(person.phone) or None,
        "email": person.email.strip() or None,
        "id_issued_on": person.id_issued_on,
        "identity_method": person.identity_method,
        "qr_rest": person.qr_rest or None,
        "authorisation": tidy(person.authorisation) or None,
    }


def _person_said(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: row[name]
        for name in (
            "kind",
            "id_number",
            "full_name",
            "birth_date",
            "sex",
            "address",
            "phone",
            "email",
            "identity_method",
            "authorisation",
        )
    }


def _on_paper(row: dict[str, Any]) -> PersonOnPaper:
    return PersonOnPaper(
        row["full_name"], row["id_number"], row["address"], row["phone"], row["email"]
    )


def _authorised(submitter: dict[str, Any] | None) -> AuthorisedSubmitter | None:
    if submitter is None:
        return None
    return AuthorisedSubmitter(_on_paper(submitter), submitter["authorisation"])
