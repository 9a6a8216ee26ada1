"""Reads the centre's changes: what is asked for, and how pages of the feed are applied.

A piece of the feed and the cursor behind it are committed together, so after a crash the desk
goes on exactly where it stands.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.exc import DataError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from desk_app.errors import Refusal
from desk_app.models.base import table_of
from desk_app.models.desk import DESK_KEY
from desk_app.models.engine import Store
from desk_app.models.tables import Cursor, NumberBlock, Setting
from desk_app.prepared import Prepared, Transaction, inserted
from desk_app.sync.appliers import ChangeAppliers
from desk_app.sync.protocol import (
    HOLDING_DAYS,
    HORIZON_DAYS,
    MAX_HOLDING,
    Block,
    Change,
    HeldBlock,
)

log = logging.getLogger(__name__)
CURSOR = "changes"
SKIPPED = "changes_skipped"
UNREADABLE = (
    Refusal,
    ValidationError,
    LookupError,
    TypeError,
    ValueError,
    OverflowError,
    RecursionError,
    IntegrityError,
    DataError,
)
# What an applier returns that found nothing to do, and kinds whose appliers return the id of the
# dossier they changed.
NOTHING_NEW = ""
OF_A_DOSSIER = ("dossier.progress", "dossier.amended")
# Small pieces: an officer's F9 never waits behind a whole page of procedures.
PIECE = 20
MOST_BLOCKS = 500
_CURSOR = Prepared(select(Cursor.value).where(Cursor.name == CURSOR))
_MOVE = inserted(table_of(Cursor), instead="OR REPLACE")
_SETTING = Prepared(select(Setting.value).where(Setting.name == bindparam("name")))
_HELD = Prepared(
    select(NumberBlock.id, NumberBlock.day, NumberBlock.last - NumberBlock.next + 1)
    .where(NumberBlock.epoch == bindparam("epoch"), NumberBlock.day >= bindparam("since"))
    .order_by(NumberBlock.day.desc(), NumberBlock.first)
    .limit(MOST_BLOCKS)
)
# A training desk that stood alone had all numbers of a day in one; nobody leases so many.
ALL_NUMBERS = 9999
_HOLDING = Prepared(
    select(
        NumberBlock.id,
        NumberBlock.unit,
        NumberBlock.day,
        NumberBlock.first,
        NumberBlock.last,
        NumberBlock.epoch,
        NumberBlock.kind,
    )
    .where(NumberBlock.day >= bindparam("since"))
    .where(or_(NumberBlock.first > 1, NumberBlock.last < ALL_NUMBERS))
    .order_by(NumberBlock.day.desc(), NumberBlock.first)
    .limit(MAX_HOLDING)
)
Held = tuple[str, date, int]
"""A block as it is named to the centre: its id, its day, how many numbers are left."""


@dataclass
class Applied:
    """What a page brought. ``skipped``: could not be read here; the feed goes on all the same,
    and a newer version of the program (``app_version``) reads them again."""

    app_version: str = ""
    count: int = 0
    skipped: int = 0
    kinds: set[str] = field(default_factory=set)
    dossiers: list[str] = field(default_factory=list)


def read_cursor(look: Transaction) -> int:
    """How far this desk has read the feed."""
    found = _CURSOR.read(look)
    return int(found[0][0]) if found else 0


def read_held(look: Transaction, epoch: int, today: date) -> list[Held]:
    """The blocks to name to the centre: those of this epoch, used up or not, but for days long
    past. What the clock of this machine takes for a day far ahead may be today at the centre."""
    since = today - timedelta(days=HORIZON_DAYS + 1)
    asked = {"epoch": epoch, "since": since}
    return [(name, day, left) for name, day, left in _HELD.read(look, asked)]


def held_blocks(look: Transaction, epoch: int, today: date) -> list[HeldBlock]:
    """As :func:`read_held`, in the words of the protocol."""
    return as_blocks(read_held(look, epoch, today))


def as_blocks(held: Sequence[Held]) -> list[HeldBlock]:
    """``held`` in the words of the protocol."""
    return [HeldBlock(id=name, day=day, left=left) for name, day, left in held]


def read_holding(look: Transaction, today: date) -> list[Block]:
    """All blocks this desk ever got, of whatever epoch, used up and closed ones too, but for days
    long past: what it tells a centre that has forgotten them."""
    found = _HOLDING.read(look, {"since": today - timedelta(days=HOLDING_DAYS)})
    return [
        Block(id=name, unit=unit, day=day, first=first, last=last, epoch=epoch, kind=kind)
        for name, unit, day, first, last, epoch, kind in found
    ]


def public_key(look: Transaction) -> str | None:
    """The public half of this desk's key, if it has one."""
    found = _SETTING.read(look, {"name": DESK_KEY})
    return str(found[0][0]["public"]) if found else None


def apply_changes(
    store: Store,
    appliers: ChangeAppliers,
    changes: Sequence[Change],
    before: int,
    cursor: int,
    now: datetime,
    app_version: str = "",
) -> Applied:
    """Applies a page of the feed and moves the cursor from ``before`` to ``cursor``.

    Raises:
        EnvironmentFault: the database cannot be written; the pieces before stay applied.
    """
    applied = Applied(app_version)
    pieces = [changes[start : start + PIECE] for start in range(0, len(changes), PIECE)]
    for piece in pieces:
        with store.write() as session:
            for change in piece:
                _apply(session, appliers, change, now, applied)
            move(session, piece[-1].seq)
    if cursor != (changes[-1].seq if changes else before):
        with store.write() as session:
            move(session, cursor)
    return applied


def apply_what_follows(
    store: Store,
    appliers: ChangeAppliers,
    changes: Sequence[Change],
    before: int,
    cursor: int,
    now: datetime,
    app_version: str = "",
) -> Applied:
    """Applies of a page that may be old (it came on a stick) what follows on what is known here.
    Nothing is applied twice, nothing is left out, and the cursor never goes back.

    Raises:
        EnvironmentFault: as :func:`apply_changes`.
    """
    applied = Applied(app_version)
    for start in range(0, len(changes), PIECE):
        piece = changes[start : start + PIECE]
        with store.write() as session:
            here = read_cursor(session)
            if here < before:
                return applied  # what lies between is not known
            for change in piece:
                if change.seq > here:
                    _apply(session, appliers, change, now, applied)
            move(session, max(here, piece[-1].seq))
        before = piece[-1].seq
    with store.write() as session:
        here = read_cursor(session)
        if before <= here < cursor:
            move(session, cursor)
    return applied


def _apply(
    session: Session, appliers: ChangeAppliers, change: Change, now: datetime, applied: Applied
) -> None:
    applier = appliers.get(change.kind)
    if applier is None:
        return  # a newer centre speaks of things this desk does not know
    try:
        with session.begin_nested():
            result = applier(session, change.payload, now)
    except (*UNREADABLE, StatementError) as fault:
        if isinstance(fault, StatementError) and not _is_of_the_change(fault):
            raise
        # One unreadable change must not keep the desk from all that comes after it.
        applied.skipped += 1
        _remember_skipped(session, change.seq, applied.app_version)
        kind = type(fault).__name__
        log.warning("change %d (%s) cannot be read: %s", change.seq, change.kind, kind)
        return
    if result == NOTHING_NEW:
        return
    applied.count += 1
    applied.kinds.add(change.kind)
    if change.kind in OF_A_DOSSIER and isinstance(result, str):
        applied.dossiers.append(result)


def _is_of_the_change(fault: StatementError) -> bool:
    """Whether a statement failed for what it was to write (a value no column holds), not for the
    database."""
    return isinstance(fault, UNREADABLE) or isinstance(fault.orig, UNREADABLE)


def move(session: Session, cursor: int) -> None:
    """Notes how far the feed is read."""
    _MOVE.run(session, {"name": CURSOR, "value": cursor})


def rewind_after_update(store: Store, app_version: str) -> None:
    """Goes back to the first change that an earlier version of the program could not read, if
    this is another version. Applying a change twice does no harm."""
    with store.read_rows() as look:
        found = _SETTING.read(look, {"name": SKIPPED})
    if not found or found[0][0]["version"] == app_version:
        return
    said = found[0][0]
    with store.write() as session:
        move(session, min(read_cursor(session), said["seq"] - 1))
        session.execute(delete(Setting).where(Setting.name == SKIPPED))


def _remember_skipped(session: Session, seq: int, app_version: str) -> None:
    row = session.get(Setting, SKIPPED)
    if row is None:
        session.add(Setting(name=SKIPPED, value={"seq": seq, "version": app_version}))
        session.flush()
