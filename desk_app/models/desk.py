"""What the desk keeps about itself: numbers, outbox, journal, cursor, settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.base import Base, Json
from desk_app.moments import Moment

# The setting in which sync keeps how far this machine's clock is from the centre's.
CENTRE_TIME = "centre_time"
# The setting that holds this desk's key pair: {"public", "private"}.
DESK_KEY = "desk_key"
# The setting with what is known of the other desks of the unit, by their id.
NEIGHBOURS = "neighbours"
# The setting with the last day on which this desk worked; its own clock never takes it back.
BUSINESS_DATE = "business_date"
# The setting that tells when and why this desk last gave up its numbers.
BEGAN_ANEW = "began_anew"
# The setting that stands there while the centre says that this desk is revoked.
SHUT_OUT = "shut_out"
# And lists of files that are read into papers, see services/list_notes.py.
READINGS = "readings"
# And files of hot folders that a pile took pages of, see services/half_read_files.py.
HALF_READ_FILES = "half_read_files"
# And corrections that were typed and not saved, see services/begun_amendments.py.
BEGUN_AMENDMENTS = "begun_amendments"


class NumberBlock(Base):
    """Numbers leased to this desk for one day: ``first`` … ``last``; ``next`` is the one to be
    taken. A number is taken inside the intake transaction and never again.

    ``kind``: usual | top_up | emergency | taken_over. An emergency block gives no number before
    ``opened_at``. ``closed_at``: the day is over, the rest was told to the centre as void.
    """

    __tablename__ = "number_block"
    __table_args__ = (
        CheckConstraint("first >= 1 AND first <= last", name="range"),
        CheckConstraint("next >= first AND next <= last + 1", name="next"),
        UniqueConstraint("unit", "day", "first"),
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    unit: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    first: Mapped[int]
    last: Mapped[int]
    next: Mapped[int]
    epoch: Mapped[int] = mapped_column(default=1)
    leased_at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(Text, default="usual", server_default="usual")
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_by: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class NumberHandOver(Base):
    """Numbers of one day that went to a neighbouring desk (``out``) or came from one (``in``).

    ``id`` is the document's, so that no document is taken twice. ``document`` is the signed text,
    exactly; it can be shown and saved again. ``block_id``: the block they were cut off or became.
    """

    __tablename__ = "number_handover"
    __table_args__ = (
        CheckConstraint("direction IN ('out', 'in')", name="direction"),
        CheckConstraint("first >= 1 AND first <= last", name="range"),
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    direction: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    first: Mapped[int]
    last: Mapped[int]
    from_desk: Mapped[str] = mapped_column(Text)
    to_desk: Mapped[str] = mapped_column(Text)
    block_id: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str] = mapped_column(Text)


class OutboxEntry(Base):
    """One message for the centre, committed with the action it tells of.

    ``seq`` is the order of commits; ``position`` the order within the dossier. ``state``:
    waiting | accepted | refused | held. An entry leaves "waiting" only when the centre names it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dossier_id", "position"),
        Index("ix_outbox_state", "state", "seq"),
        # How many the centre accepted today; an entry that waits costs nothing here.
        Index("ix_outbox_answered", "answered_at", sqlite_where=text("answered_at IS NOT NULL")),
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    dossier_id: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    payload: Mapped[str] = mapped_column(Text)  # canonical JSON, exactly as hashed
    payload_sha256: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    last_try_at: Mapped[datetime | None] = mapped_column(Moment)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(Text)  # key of words, or the centre's code
    reason_text: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class JournalLine(Base):
    """Who did what when. Append-only: triggers refuse UPDATE and DELETE."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_dossier", "dossier_id", "id"), Index("ix_journal_at", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str | None] = mapped_column(Text)
    counter: Mapped[str | None] = mapped_column(Text)
    dossier_id: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Cursor(Base):
    """How far the desk has read something of the centre's."""

    __tablename__ = "cursor"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int]


class Setting(Base):
    """What this desk is set to (printer, language, enrolment, …): one JSON value per name."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
