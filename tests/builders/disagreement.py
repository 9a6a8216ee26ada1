"""What another counter wrote, as the centre tells of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desk_app.models.engine import Store
from desk_app.services.shared_dossiers import apply_amended
from desk_app.sync.protocol import AmendmentV1, DossierAmendedV1, FieldAmended
from tests.builders.messages import identity_text

ELSEWHERE = "Quầy 05"


def amended_elsewhere(
    number: int,
    dossier_id: str,
    at: datetime,
    *,
    over: tuple[str, ...] = (),
    decided: bool = False,
    **values: str | None,
) -> AmendmentV1:
    """An entry of another counter; ``values`` by field, with ``__`` for the dot."""
    fields = {
        name.replace("__", "."): FieldAmended(after=value, over=list(over))
        for name, value in values.items()
    }
    return AmendmentV1(
        entry_id=identity_text(600_000 + number),
        dossier_id=dossier_id,
        decided=decided,
        said=DossierAmendedV1(
            code="",
            fields=fields,
            officer="huong",
            officer_name="Bùi Thu Hương",
            counter=ELSEWHERE,
            at=at,
            reason="người nộp báo lại",
        ),
    )


def hear(store: Store, said: AmendmentV1, now: datetime, **other: Any) -> object:
    """The desk reads it in the feed; returns what the applier says of it."""
    with store.write() as session:
        return apply_amended(session, said.model_dump(mode="json") | other, now)
