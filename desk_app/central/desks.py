"""Looking a desk up by the id that IT names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk_app.central.tables import Desk
from desk_app.errors import Refusal


def known_desk(session: Session, desk_id: str) -> Desk:
    """The desk's row.

    Raises:
        Refusal: no such desk.
    """
    desk = session.get(Desk, desk_id)
    if desk is None:
        raise Refusal("central.desk_unknown", desk=desk_id)
    return desk
