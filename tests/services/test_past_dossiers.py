"""Past dossiers look like a desk in use: on working days, sent, printed, all different."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from desk_app.models.tables import Dossier
from desk_app.services.past_dossiers import receive_past
from tests.builders.desks import NOW, a_training_desk


def test_they_lie_on_working_days_before_today(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with a_training_desk(tmp_path) as desk:
        assert receive_past(desk, 200, advanced=lambda *step: told.append(step)) == 200
        days = desk.calendar.for_unit(desk.this_desk().unit)
        with desk.store.read() as session:
            rows = session.scalars(select(Dossier)).all()
            procedures = session.scalar(select(func.count(Dossier.procedure.distinct())))
        assert all(row.received_at < NOW and days.is_open(row.received_at.date()) for row in rows)
        assert {row.sync_state for row in rows} == {"accepted"}
        assert (procedures or 0) > 3
        assert desk.outbox.queue().waiting == 0
        assert desk.receipts.not_printed() == []
        assert desk.search.search("nguyen").total > 0
    assert told[-1] == (200, 200)
