"""Whether this machine's clock can be believed: compared with the centre's at the last contact."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, select

from desk_app.models.base import table_of
from desk_app.models.desk import CENTRE_TIME
from desk_app.models.engine import Store
from desk_app.models.tables import Setting
from desk_app.prepared import Prepared, Transaction
from desk_app.wording import Message, message

TOLERATED_SECONDS = 300
_SETTING = table_of(Setting).c
_SAID = Prepared(select(_SETTING.value).where(_SETTING.name == bindparam("wanted")))


def clock_warning(store: Store) -> Message | None:
    """A sentence if the clocks of desk and centre were more than five minutes apart when they
    last talked; received and promised times on paper would be wrong by as much."""
    with store.read_rows() as look:
        return clock_warning_in(look)


def clock_warning_in(look: Transaction) -> Message | None:
    """:func:`clock_warning` within a look that the caller has open."""
    said = _SAID.run(look, {"wanted": CENTRE_TIME}).scalar()
    ahead = json.loads(said)["ahead_seconds"] if said else 0
    if abs(ahead) <= TOLERATED_SECONDS:
        return None
    key = "intake.clock_ahead" if ahead > 0 else "intake.clock_behind"
    return message(key, span=_span(abs(ahead)))


def _span(seconds: int) -> Message:
    """So many minutes, hours or days, as people say it."""
    if seconds < 2 * 3600:
        return message("intake.span.minutes", count=round(seconds / 60))
    if seconds < 86_000:
        return message("intake.span.hours", count=round(seconds / 3600))
    return message("intake.span.days", count=round(seconds / 86_400))
