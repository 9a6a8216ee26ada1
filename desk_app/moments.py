"""A moment as the stores of desk and centre keep it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from desk_app.clock import VIETNAM


@lru_cache(maxsize=1024)
def _as_text(value: datetime) -> str:
    # The moment at which hundreds of rows are written is the same for all of them.
    return value.astimezone(VIETNAM).isoformat(timespec="seconds")


class Moment(TypeDecorator[datetime]):
    """An aware moment as ISO text in Vietnam time, to the second
    (``2026-11-20T16:40:00+07:00``), so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To text; refuses naive moments, which would hide a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without offset")
        return _as_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Back to an aware moment."""
        return None if value is None else datetime.fromisoformat(value)
