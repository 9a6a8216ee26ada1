"""What may stand in a field of a message: nothing that a database, a clock or a computation on the
other side could stumble over. What does not fit is said to be wrong where it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from desk_app.clock import ID_PATTERN

# The largest whole number that every database keeps.
LARGEST = 2**31 - 1
# Years outside of these leave the calendar as soon as their zone is changed.
FIRST_YEAR, LAST_YEAR = 1900, 9000


def _on_the_calendar(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a moment of another age")
    return moment


Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
At = Annotated[AwareDatetime, AfterValidator(_on_the_calendar)]
"""A moment with its zone."""
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Ordinal = Annotated[int, Field(ge=1, le=LARGEST)]
