"""Scanned pages: the encrypted files they lie in, stacks nobody has filed yet, archive copies.

A page is one scanned side, one stored image. Its file is on the disk, encrypted, before its row
is; the row is there before anybody sees the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.base import Base, Json
from desk_app.moments import Moment

# Queries must say it with these very words for SQLite to use the small index.
NOT_LOOKED_AT = "checked_at IS NULL"
TEXT_WAITS = "text_state = 'waiting'"
CHANGED = "original != image"
GONE = ("replaced", "withdrawn")  # archive copies that do not count any more
NOT_UPLOADED = "state NOT IN ('uploaded', 'replaced', 'withdrawn')"


class StoredFile(Base):
    """One encrypted file of the scan store.

    ``name`` is the SHA-256 (hex) of the encrypted file's header and tags and its name on the disk;
    ``sha256`` and ``size`` are of the plain bytes; ``key`` is the file's own 32-byte key: without
    this row nobody reads the file.
    """

    __tablename__ = "stored_file"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, index=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(Text)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)


class Stack(Base):
    """Pages that came in together and belong to no dossier yet.

    ``state``: arriving (a pile that is still being read and split) | unmatched | filed |
    discarded. ``reason``: why it is unmatched: no_cover | damaged_cover | unknown_dossier |
    unknown_paper | which_paper (a receipt names none) | foreign | duplicate_cover |
    not_to_be_scanned | too_many_covers. ``cover`` is what the cover sheet said, as far as it
    could be read.
    """

    __tablename__ = "stack"
    __table_args__ = (Index("ix_stack_state", "state", "arrived_at"),)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str | None] = mapped_column(Text)
    counter: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    cover: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None] = mapped_column(Text)


class Page(Base):
    """One scanned side. It lies in a paper of a dossier or in a stack, never in both.

    ``original`` is the image as it came, ``image`` the one that counts (straightened, turned);
    equal as long as nothing was changed. ``turn`` (0, 90, 180, 270, clockwise) and ``skew``
    (degrees, clockwise, taken out) lead from one to the other. ``state``: kept | hidden (blank,
    one key brings it back) | removed (by the officer; can be undone).

    ``findings``: what the quality check saw, ``[{"kind": "blurred", "value": 12.5}]``; empty until
    ``checked_at``. ``text_state``: waiting | done | failed | off. ``words`` holds what the text
    layer needs: ``[[text, left, top, right, bottom, confidence], …]`` in pixels of ``image``.
    ``note_of`` names the page this one shows with (or without) its sticky note; ``made_from`` the
    pages this one was put together from (two sides of a card).
    """

    __tablename__ = "page"
    __table_args__ = (
        CheckConstraint("(dossier_id IS NULL) != (stack_id IS NULL)", name="one_home"),
        CheckConstraint("(dossier_id IS NULL) = (paper_number IS NULL)", name="paper"),
        Index("ix_page_paper", "dossier_id", "paper_number", "position"),
        Index("ix_page_stack", "stack_id", "position"),
        Index("ix_page_not_looked_at", "seq", sqlite_where=text(NOT_LOOKED_AT)),
        Index("ix_page_text_waits", "seq", sqlite_where=text(TEXT_WAITS)),
        # Those whose image as it came may be let go one day.
        Index("ix_page_changed", "seq", sqlite_where=text(CHANGED)),
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    dossier_id: Mapped[str | None] = mapped_column(ForeignKey("dossier.id"))
    paper_number: Mapped[int | None]
    stack_id: Mapped[str | None] = mapped_column(ForeignKey("stack.id"))
    position: Mapped[int]
    original: Mapped[str] = mapped_column(ForeignKey("stored_file.name"))
    image: Mapped[str] = mapped_column(ForeignKey("stored_file.name"))
    thumbnail: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    dpi: Mapped[int]
    colour: Mapped[str] = mapped_column(Text)  # color | grey | black_white
    turn: Mapped[int] = mapped_column(default=0)
    skew: Mapped[float] = mapped_column(default=0.0)
    state: Mapped[str] = mapped_column(Text, default="kept")
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    note_of: Mapped[str | None] = mapped_column(Text)
    made_from: Mapped[list[str]] = mapped_column(Json, default=list)
    source: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    scanned_at: Mapped[datetime] = mapped_column(Moment)
    officer: Mapped[str | None] = mapped_column(Text)
    counter: Mapped[str | None] = mapped_column(Text)
    text_state: Mapped[str] = mapped_column(Text, default="waiting")
    text: Mapped[str | None] = mapped_column(Text)
    words: Mapped[list[list[Any]] | None] = mapped_column(Json)
    confidence: Mapped[float | None]


class ArchiveFile(Base):
    """The archive copy of one paper of a dossier: a PDF/A of its kept pages.

    ``version`` counts from 1: pages that change after the copy was made call for the next one.
    ``state``: wanted | made | announced (its outbox entry is accepted) | uploaded | replaced
    (a newer version came before it was made) | withdrawn (the pages of the paper were taken away
    after the centre was told of the copy; it is told of that, too). ``pages`` lists what is in it,
    in order: ``[{"id", "sha256", "size"}]``. ``sent`` counts the bytes that the centre is known to
    have; ``proof`` is the centre's signed word that it has all of them.
    """

    __tablename__ = "archive_file"
    __table_args__ = (
        UniqueConstraint("dossier_id", "paper_number", "version"),
        Index("ix_archive_file_not_uploaded", "state", sqlite_where=text(NOT_UPLOADED)),
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"))
    paper_number: Mapped[int]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(ForeignKey("stored_file.name"))
    file_name: Mapped[str] = mapped_column(Text, default="")
    has_text: Mapped[bool] = mapped_column(default=False)
    pages: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    officer: Mapped[str | None] = mapped_column(Text)
    counter: Mapped[str | None] = mapped_column(Text)
    wanted_at: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    entry_id: Mapped[str | None] = mapped_column(Text)
    sent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(Text)
    uploaded_at: Mapped[datetime | None] = mapped_column(Moment)
    proof: Mapped[str | None] = mapped_column(Text)
