"""When the centre last answered this desk: kept, so that a start of the program does not make a
long silence look short."""

from __future__ import annotations

from datetime import datetime

from desk_app.models.engine import Store
from desk_app.models.tables import Setting

LAST_SYNC = "last_sync"


def read_last_sync(store: Store) -> datetime | None:
    """When the centre last answered, as far as it was kept; None: never.

    Raises:
        EnvironmentFault: the database cannot be read.
    """
    with store.read() as session:
        row = session.get(Setting, LAST_SYNC)
        return None if row is None else datetime.fromisoformat(str(row.value))


def keep_last_sync(store: Store, at: datetime) -> None:
    """Keeps when the centre last answered.

    Raises:
        EnvironmentFault: the database cannot be written.
    """
    with store.write() as session:
        session.merge(Setting(name=LAST_SYNC, value=at.isoformat()))
