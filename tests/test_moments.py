"""Moments as both stores keep them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.dialects import sqlite

from desk_app.clock import VIETNAM
from desk_app.moments import Moment

DIALECT = sqlite.dialect()


def test_a_moment_keeps_its_offset_and_sorts_as_text() -> None:
    moment = datetime(2026, 11, 20, 16, 40, 5, 999, tzinfo=VIETNAM)
    kept = Moment().process_bind_param(moment, DIALECT)
    assert kept == "2026-11-20T16:40:05+07:00"
    assert Moment().process_result_value(kept, DIALECT) == moment.replace(microsecond=0)
    assert Moment().process_bind_param(None, DIALECT) is None


def test_moments_of_another_zone_are_kept_in_vietnam_time() -> None:
    moment = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
    assert Moment().process_bind_param(moment, DIALECT) == "2026-11-20T16:40:00+07:00"


def test_a_moment_without_offset_is_a_bug() -> None:
    with pytest.raises(ValueError, match="offset"):
        Moment().process_bind_param(datetime(2026, 11, 20), DIALECT)  # noqa: DTZ001
