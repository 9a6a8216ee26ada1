"""A desk that was put back from a copy, or copied, is noticed: by its epoch and by its mark.

Within an epoch the mark of a desk only grows. One that says less than the centre heard before has
forgotten something; it is told so, gives up its numbers and comes back in a new epoch. Two copies
that drive each other on in this way are both stopped, until IT has ended one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from desk_app.central import tables
from desk_app.central.desks import known_desk
from desk_app.central.engine import CentreStore
from desk_app.errors import Refusal
from desk_app.sync.protocol import EntryAnswer, SyncRequest

# As often may a desk begin anew within the span; restoring a backup takes one or two.
MOST_RAISES = 3
SPAN = timedelta(hours=24)


class NotWelcomeHere(Refusal):
    """The desk is not let in. ``code`` is the code of the problem document, ``detail`` what it
    says beside it."""

    def __init__(self, code: str, detail: str | None = None) -> None:
        super().__init__(f"central.not_welcome.{code.replace('-', '_')}")
        self.code, self.detail = code, detail


def refusal(desk: tables.Desk, said: SyncRequest, now: datetime) -> NotWelcomeHere | None:
    """Why this desk is not heard on the line: ``epoch-past`` or ``desk-copied``. That it is
    copied is kept, in the caller's unit of work."""
    if desk.epoch_raises > MOST_RAISES:
        return NotWelcomeHere("desk-copied")
    if said.epoch < desk.epoch or _is_behind(desk, said):
        return NotWelcomeHere("epoch-past", str(desk.epoch))
    if said.epoch > desk.epoch and _raises(desk, now) >= MOST_RAISES:
        desk.epoch_raises = MOST_RAISES + 1
        return NotWelcomeHere("desk-copied")
    return None


def enter(desk: tables.Desk, said: SyncRequest, now: datetime) -> None:
    """The desk is in the epoch it says, and has come as far as it says."""
    if said.epoch > desk.epoch:
        raises = _raises(desk, now)
        if not raises:
            desk.epoch_raised_at = now
        desk.epoch_raises = raises + 1
        desk.epoch, desk.mark, desk.last_entry = said.epoch, 0, None
    desk.mark = max(desk.mark, said.mark or 0)


def heard(desk: tables.Desk, answers: Iterable[EntryAnswer]) -> None:
    """Keeps which entry was taken last: a copy of the desk does not have it."""
    for answer in answers:
        if answer.outcome == "accepted":
            desk.last_entry = answer.id


def keep_desk(store: CentreStore, desk_id: str) -> None:
    """IT has ended all copies of the desk but one: it may go on.

    Raises:
        Refusal: no such desk, or it is revoked.
    """
    with store.writing() as session:
        desk = known_desk(session, desk_id)
        if desk.revoked_at is not None:
            raise Refusal("central.desk_is_revoked", desk=desk_id)
        desk.epoch_raises, desk.epoch_raised_at = 0, None


def _is_behind(desk: tables.Desk, said: SyncRequest) -> bool:
    return said.epoch == desk.epoch and said.mark is not None and said.mark < desk.mark


def _raises(desk: tables.Desk, now: datetime) -> int:
    """How often it began anew within the span; a clock that jumped back ends the span, too."""
    since = desk.epoch_raised_at
    if since is None or not timedelta() <= now - since < SPAN:
        return 0
    return desk.epoch_raises
