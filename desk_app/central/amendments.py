"""What desks wrote anew in a dossier after its receipt: kept for ever, field by field.

Which values hold follows from all writings (:mod:`desk_app.amending`); the dossier's row carries
the outcome, so that lists need no second look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.amending import Writing, outcomes
from desk_app.central import tables
from desk_app.sync.protocol import (
    AmendmentV1,
    DossierAmendedV1,
    DossierDecidedV1,
    Entry,
    FieldAmended,
)

KINDS = ("dossier.amended", "dossier.decided")
AMENDED = "dossier.amended"  # the change by which desks hear of either
Row = dict[str, Any]


def of_entry(entry: Entry, said: DossierAmendedV1) -> AmendmentV1:
    """What an entry of one of :data:`KINDS` wrote."""
    return AmendmentV1(
        entry_id=entry.id,
        dossier_id=entry.dossier_id,
        decided=isinstance(said, DossierDecidedV1),
        said=DossierAmendedV1.model_validate(said.model_dump()),
    )


def rows(amendment: AmendmentV1) -> list[Row]:
    """The rows of ``amendment``, one for each field."""
    said = amendment.said
    return [
        {
            "entry_id": amendment.entry_id,
            "field": name,
            "dossier_id": amendment.dossier_id,
            "before": field.before,
            "after": field.after,
            "over": field.over,
            "decided": amendment.decided,
            "officer": said.officer,
            "officer_name": said.officer_name,
            "counter": said.counter,
            "at": said.at,
            "reason": said.reason,
        }
        for name, field in said.fields.items()
    ]


def in_force(dossier_id: str, writings: Iterable[Writing]) -> Row:
    """What the dossier's row says of its amended fields."""
    found = outcomes(writings)
    return {
        "id": dossier_id,
        "amended": {name: outcome.value for name, outcome in found.items()},
        "conflicts": sum(outcome.in_conflict for outcome in found.values()),
    }


def read_writings(session: Session, dossiers: Collection[str]) -> dict[str, list[Writing]]:
    """All writings of ``dossiers``, whose rows are locked for this unit of work: of two desks that
    amend one dossier at once, the second looks after the first has committed."""
    if not dossiers:
        return {}
    session.execute(
        select(tables.Dossier.id)
        .where(tables.Dossier.id.in_(dossiers))
        .order_by(tables.Dossier.id)
        .with_for_update()
    ).all()
    found: dict[str, list[Writing]] = {}
    for amendment in read_amendments(session, dossiers):
        found.setdefault(amendment.dossier_id, []).extend(amendment.writings())
    return found


def read_amendments(session: Session, dossiers: Collection[str]) -> list[AmendmentV1]:
    """What was written in ``dossiers``, entry by entry, the earliest first."""
    table = tables.Amendment
    found: dict[str, list[tables.Amendment]] = {}
    for row in session.scalars(
        select(table)
        .where(table.dossier_id.in_(dossiers))
        .order_by(table.at, table.entry_id, table.field)
    ):
        found.setdefault(row.entry_id, []).append(row)
    return [_amendment(entry_rows) for entry_rows in found.values()]


def _amendment(entry_rows: list[tables.Amendment]) -> AmendmentV1:
    first = entry_rows[0]
    return AmendmentV1(
        entry_id=first.entry_id,
        dossier_id=first.dossier_id,
        decided=first.decided,
        said=DossierAmendedV1(
            code="",
            fields={
                row.field: FieldAmended(before=row.before, after=row.after, over=row.over)
                for row in entry_rows
            },
            officer=first.officer,
            officer_name=first.officer_name,
            counter=first.counter,
            at=first.at,
            reason=first.reason,
        ),
    )
