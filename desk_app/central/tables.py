"""What the centre keeps. Its own tables: the desk's are none of its business."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desk_app.moments import Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of all tables of the centre."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(kind: type[Base]) -> Table:
    """The plain table of a class, for statements that need no objects."""
    return cast(Table, kind.__table__)


class About(Base):
    """The centre about itself: one row.

    ``put_backs`` counts how often its database was put back to an older backup, as far as that was
    noted; ``place`` is where the database lay when numbers were last leased (PostgreSQL only).
    """

    __tablename__ = "about"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(500))
    public_url: Mapped[str] = mapped_column(String(500))
    training: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(Moment)
    put_backs: Mapped[int] = mapped_column(default=0, server_default="0")
    place: Mapped[str | None] = mapped_column(String(100))


class Unit(Base):
    """An office with a unit code, of either era."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(String(35), primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    level: Mapped[str] = mapped_column(String(30))
    parent: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    place: Mapped[str | None] = mapped_column(String(500))
    address: Mapped[str | None] = mapped_column(String(1000))
    phone: Mapped[str | None] = mapped_column(String(50))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    merged_into: Mapped[str | None] = mapped_column(String(35))


class Officer(Base):
    """Who may sign in at the desks of a unit. The hash is Argon2id."""

    __tablename__ = "officer"
    __table_args__ = (CheckConstraint("role IN ('officer', 'supervisor', 'it')", name="role"),)
    login: Mapped[str] = mapped_column(String(100), primary_key=True)
    full_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class Counter(Base):
    """A place where an officer meets people. ``block_size`` counts where IT has set it
    (``size_set``); otherwise it comes from the counter's past, as looked up ``sized_on``."""

    __tablename__ = "counter"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    block_size: Mapped[int] = mapped_column(default=100)
    size_set: Mapped[bool] = mapped_column(default=False, server_default=false())
    sized_on: Mapped[date | None]


class Desk(Base):
    """One enrolled program. Of its credential the centre knows only the hash.

    ``public_key`` (Ed25519, base64url) checks what the desk signs. ``mark`` is the highest one the
    desk has told; ``epoch_raises`` counts how often it began anew since ``epoch_raised_at``;
    ``last_entry`` is the last one it sent in this epoch. ``next_credential_sha256`` is good, too;
    once it is used, the one before is not. ``told``: it named all its blocks after so many of the
    times that the centre was put back.
    """

    __tablename__ = "desk"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    counter: Mapped[str] = mapped_column(String(200))
    credential_sha256: Mapped[str] = mapped_column(String(64))
    epoch: Mapped[int] = mapped_column(default=1)
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    app_version: Mapped[str] = mapped_column(String(50))
    waiting: Mapped[int] = mapped_column(default=0)
    public_key: Mapped[str | None] = mapped_column(String(64))
    mark: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    epoch_raised_at: Mapped[datetime | None] = mapped_column(Moment)
    epoch_raises: Mapped[int] = mapped_column(default=0, server_default="0")
    credential_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    next_credential_sha256: Mapped[str | None] = mapped_column(String(64))
    last_entry: Mapped[str | None] = mapped_column(String(36))
    told: Mapped[int] = mapped_column(default=0, server_default="0")


class EnrolCode(Base):
    """A one-time code for one desk; only its hash is kept."""

    __tablename__ = "enrol_code"
    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    counter: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_by: Mapped[str | None] = mapped_column(ForeignKey("desk.id"))


class NumberDay(Base):
    """The running ends of a unit's numbers of one day; its row is the lock of all leasing.

    ``last``: of the numbers up to 8,999; ``emergency_last``: of those from 9,000 to 9,999;
    ``wide_last``: of those with five digits.
    """

    __tablename__ = "number_day"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
    emergency_last: Mapped[int] = mapped_column(default=8999, server_default="8999")
    wide_last: Mapped[int] = mapped_column(default=9999, server_default="9999")


class NumberBlock(Base):
    """Numbers leased to one desk for one day, for ever its own. Triggers keep blocks of one
    unit's day from overlapping.

    ``kind``: usual | top_up | emergency | taken_over | handed_over (given away; the document of
    the taker is still to come). From ``closed_at`` on only numbers up to
    ``used_to`` are the desk's; ``void`` lists the ranges it gave no dossier: ``[[first, last]]``.
    """

    __tablename__ = "number_block"
    __table_args__ = (
        UniqueConstraint("unit", "day", "first"),
        UniqueConstraint("unit", "day", "last"),
        CheckConstraint("first >= 1 AND first <= last", name="range"),
        Index(None, "desk", "day"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    day: Mapped[date]
    first: Mapped[int]
    last: Mapped[int]
    desk: Mapped[str] = mapped_column(ForeignKey("desk.id"))
    epoch: Mapped[int]
    leased_at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(20), default="usual", server_default="usual")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    used_to: Mapped[int | None]
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    void: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))


class NumberHandOver(Base):
    """Numbers that one desk gave to another. ``id`` is the document's; ``entry_id`` the entry of
    giver or taker, whichever came first."""

    __tablename__ = "number_handover"
    __table_args__ = (CheckConstraint("first >= 1 AND first <= last", name="range"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    from_desk: Mapped[str] = mapped_column(ForeignKey("desk.id"))
    to_desk: Mapped[str] = mapped_column(ForeignKey("desk.id"))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    day: Mapped[date]
    first: Mapped[int]
    last: Mapped[int]
    entry_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(Moment)


class Entry(Base):
    """Every entry ever looked at, with the hash of its payload and what became of it."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("outcome IN ('accepted', 'refused')", name="outcome"),
        Index(None, "dossier_id", "position"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    desk: Mapped[str] = mapped_column(ForeignKey("desk.id"))
    dossier_id: Mapped[str] = mapped_column(String(36))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(50))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    applied_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(50))


class Dossier(Base):
    """A dossier as the desk told it. The look-up token of the receipt is kept as a hash.

    ``amended``: the values in force of fields amended after the receipt, all other columns stay as
    told; ``conflicts``: in how many fields desks disagree.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("look_up_sha256"),
        Index(None, "received_at"),
        Index(None, "unit", "counter", "received_at"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(50))
    look_up_sha256: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    desk: Mapped[str] = mapped_column(ForeignKey("desk.id"))
    counter: Mapped[str] = mapped_column(String(200))
    officer: Mapped[str] = mapped_column(String(100))
    procedure: Mapped[str] = mapped_column(String(50))
    procedure_version: Mapped[int]
    procedure_name: Mapped[str] = mapped_column(String(2000))
    case_name: Mapped[str | None] = mapped_column(String(2000))
    channel: Mapped[str] = mapped_column(String(20))
    applicant: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitter: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    papers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sets: Mapped[int]
    fee_vnd: Mapped[int]
    fee_reason: Mapped[str | None] = mapped_column(String(500))
    received_at: Mapped[datetime] = mapped_column(Moment)
    promised_at: Mapped[datetime | None] = mapped_column(Moment)
    calendar_version: Mapped[str | None] = mapped_column(Text)
    result_at: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(2000))
    state: Mapped[str] = mapped_column(String(50))
    state_at: Mapped[datetime] = mapped_column(Moment)
    amended: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    conflicts: Mapped[int] = mapped_column(default=0, server_default="0")


class Amendment(Base):
    """One field of a dossier written anew by one entry; never changed, never removed. ``over``
    lists the entries whose values it replaces."""

    __tablename__ = "amendment"
    entry_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[str] = mapped_column(String(50), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    before: Mapped[str | None] = mapped_column(String(2000))
    after: Mapped[str | None] = mapped_column(String(2000))
    over: Mapped[list[str]] = mapped_column(JSON)
    decided: Mapped[bool]
    officer: Mapped[str] = mapped_column(String(100))
    officer_name: Mapped[str] = mapped_column(String(200))
    counter: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(500))


class UsedNumber(Base):
    """A number that stands in a code; the key makes a second use impossible."""

    __tablename__ = "used_number"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"))


class ReceiptPrint(Base):
    """A print or a counted reprint of a receipt."""

    __tablename__ = "receipt_print"
    entry_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    printed_at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str] = mapped_column(String(100))
    reprint: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(200))


class ArchiveFile(Base):
    """An archive copy a desk announced, and how much of it is here.

    ``id`` is the desk's name for the file, ``seq`` the order in which files were announced: of
    two copies of a paper the one with the higher ``version`` counts, then the later announced.
    ``pages`` lists the images in it, in order: ``[{"sha256", "size"}]``. ``durable`` bytes are on
    the disk. ``claim`` names the process of the centre that may write now: the one with the newest
    request takes it away from another. ``received_at``: when the whole was there and found
    to be what was announced; None until then. ``damaged`` counts how often it was not.
    ``withdrawn_at``, ``withdrawn_by``, ``withdrawn_counter``: when, by which officer and where the
    desk said that it holds no longer; what is here stays.
    """

    __tablename__ = "archive_file"
    __table_args__ = (
        UniqueConstraint("id"),
        CheckConstraint("durable >= 0 AND durable <= size", name="durable"),
        Index(None, "dossier_id", "paper_number", "version"),
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    entry_id: Mapped[str] = mapped_column(String(36))
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"))
    paper_number: Mapped[int]
    version: Mapped[int]
    desk: Mapped[str] = mapped_column(ForeignKey("desk.id"))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    has_text: Mapped[bool]
    declared_pages: Mapped[int | None]
    reused_from: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    digitised_at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str] = mapped_column(String(100))
    counter: Mapped[str] = mapped_column(String(200))
    announced_at: Mapped[datetime] = mapped_column(Moment)
    durable: Mapped[int] = mapped_column(BigInteger, default=0)
    claim: Mapped[str | None] = mapped_column(String(32))
    damaged: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(100))
    withdrawn_counter: Mapped[str | None] = mapped_column(String(200))


class Progress(Base):
    """A step of a dossier's life at the centre."""

    __tablename__ = "progress"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    state: Mapped[str] = mapped_column(String(50))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(2000))


class Published(Base):
    """A version of a procedure or calendar as it was published; never changed afterwards."""

    __tablename__ = "published"
    __table_args__ = (CheckConstraint("kind IN ('procedure', 'calendar')", name="kind"),)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[str] = mapped_column(String(50), primary_key=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)


class ChangeHead(Base):
    """The last number given to a change; its row is the lock that keeps the feed without gaps."""

    __tablename__ = "change_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_seq: Mapped[int]


class Change(Base):
    """One line of the feed. ``unit`` None: for every desk."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "unit", "seq"),)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(50))
    unit: Mapped[str | None] = mapped_column(String(35), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    size: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
