"""The dossier, its people and papers, its receipt, drafts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.base import Base, Json
from desk_app.moments import Moment

# A query must say it with these very words for SQLite to use the index of open dossiers.
STILL_OPEN = "state NOT IN ('done', 'returned')"
# The same for the few receipts that never came out of a printer.
NOT_PRINTED = "print_state = 'not_printed'"
# And for the few dossiers about which two counters disagree.
IN_CONFLICT = "conflicts > 0"


class Dossier(Base):
    """One request under one code.

    ``seq`` is the local row (and the row of the search index); ``id`` is its identity for ever.
    Four states, kept apart: ``state`` (business), ``fee_state``, ``delivery_state``,
    ``sync_state``. ``version`` counts changes, so that two writers cannot overwrite silently.

    ``origin_desk``: the desk of the same unit that received it; None: this one. ``amended``: the
    values in force of fields amended after the receipt; all other columns but ``applicant_name``
    stay as printed. ``conflicts``: in how many fields counters disagree.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        Index("ix_dossier_received", "received_at"),
        # Only what is still open: promised today, overdue.
        Index("ix_dossier_promised", "promised_at", sqlite_where=text(STILL_OPEN)),
        Index("ix_dossier_look_up", "look_up_token"),
        Index("ix_dossier_open", "id_number", "procedure", "state"),
        Index("ix_dossier_state", "state", "received_at"),
        Index("ix_dossier_conflicts", "conflicts", sqlite_where=text(IN_CONFLICT)),
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    unit: Mapped[str] = mapped_column(Text)
    counter: Mapped[str] = mapped_column(Text)
    officer: Mapped[str] = mapped_column(Text)
    procedure: Mapped[str] = mapped_column(Text)
    procedure_version: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    procedure_name: Mapped[str] = mapped_column(Text)
    case_name: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    # The applicant's number and name stand here too: for the open-dossier warning and for lists.
    id_number: Mapped[str | None] = mapped_column(Text)
    applicant_name: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Moment)
    promised_at: Mapped[datetime | None] = mapped_column(Moment)
    promise_explained: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    calendar_version: Mapped[str | None] = mapped_column(Text)
    fee_vnd: Mapped[int]
    fee_explained: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    fee_reason: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int | None]
    fee_copies: Mapped[int | None]
    sets: Mapped[int]
    result_at: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    look_up_token: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)  # received | processing | supplement | done | returned
    fee_state: Mapped[str] = mapped_column(Text)  # none | due | paid
    delivery_state: Mapped[str] = mapped_column(Text)  # none | waiting | returned
    sync_state: Mapped[str] = mapped_column(Text)  # waiting | accepted | refused | held
    version: Mapped[int] = mapped_column(default=1)
    origin_desk: Mapped[str | None] = mapped_column(Text)
    amended: Mapped[dict[str, Any] | None] = mapped_column(Json)
    conflicts: Mapped[int] = mapped_column(default=0, server_default="0")


class Amendment(Base):
    """One field written anew by one entry; never changed, never removed.

    ``over`` lists the entries whose values it replaces. ``mine``: written at this desk;
    ``heard``: the centre has passed it on.
    """

    __tablename__ = "amendment"
    __table_args__ = (Index("ix_amendment_dossier", "dossier_id"),)
    entry_id: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    over: Mapped[list[str]] = mapped_column(Json)
    decided: Mapped[bool]
    officer: Mapped[str] = mapped_column(Text)
    officer_name: Mapped[str] = mapped_column(Text)
    counter: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    mine: Mapped[bool]
    heard: Mapped[bool]


class DossierPerson(Base):
    """Applicant or submitter as taken at intake; never changed afterwards.

    ``qr_rest`` keeps what a card's QR code said beyond the seven known fields, raw.
    """

    __tablename__ = "dossier_person"
    __table_args__ = (UniqueConstraint("dossier_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"))
    role: Mapped[str] = mapped_column(Text)  # applicant | submitter
    kind: Mapped[str] = mapped_column(Text)
    id_number: Mapped[str | None] = mapped_column(Text, index=True)
    old_id_number: Mapped[str | None] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    id_issued_on: Mapped[date | None]
    identity_method: Mapped[str] = mapped_column(Text)
    qr_rest: Mapped[str | None] = mapped_column(Text)
    authorisation: Mapped[str | None] = mapped_column(Text)


class SubmittedPaper(Base):
    """What was handed in for one required paper.

    ``digitised``: none | scanned | reused. ``reused_from`` says where the pages of a reused paper
    were first digitised: ``{"dossier": code, "paper": number, "sha256": …}``. ``declared_pages``:
    how many sides the officer counted, to be held against those that were scanned.
    """

    __tablename__ = "submitted_paper"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    originals: Mapped[int]
    certified: Mapped[int]
    copies: Mapped[int]
    note: Mapped[str | None] = mapped_column(Text)
    declared_pages: Mapped[int | None]
    digitised: Mapped[str] = mapped_column(Text, default="none", server_default="none")
    reused_from: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Receipt(Base):
    """Form 01 as it was issued: the content once, the PDF of each paper size once.

    ``content`` is what the PDF was made from. ``print_state``: not_printed | printed |
    unconfirmed.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        Index("ix_receipt_not_printed", "dossier_id", sqlite_where=text(NOT_PRINTED)),
    )
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    print_state: Mapped[str] = mapped_column(Text, default="not_printed")
    reprints: Mapped[int] = mapped_column(default=0)


class ReceiptPdf(Base):
    """The stored bytes of one paper size; written once, printed ever after."""

    __tablename__ = "receipt_pdf"
    dossier_id: Mapped[str] = mapped_column(ForeignKey("receipt.dossier_id"), primary_key=True)
    paper: Mapped[str] = mapped_column(Text, primary_key=True)  # A5 | A4 | 80mm
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)


class ReceiptPrint(Base):
    """One trip of a receipt to a printer. ``reprint`` 0 is the first print."""

    __tablename__ = "receipt_print"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("receipt.dossier_id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str] = mapped_column(Text)
    paper: Mapped[str] = mapped_column(Text)
    reprint: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)
    printer: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)  # printed | queued | failed | unconfirmed


class Draft(Base):
    """Intake not yet committed: the form as typed. Has no code. Belongs to an officer."""

    __tablename__ = "draft"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    officer: Mapped[str] = mapped_column(Text, index=True)
    form: Mapped[dict[str, Any]] = mapped_column(Json)
    title: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(Moment)
