"""What was written anew in a dossier, and what of it holds: rows of this desk's store.

A row is added once and never changed but for ``heard``. What comes from the centre never takes
the place of what was written here: it stands beside it until an officer decides.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from desk_app.amending import Outcome, Writing, outcomes
from desk_app.models.tables import Amendment, Dossier, DossierPerson
from desk_app.prepared import Prepared
from desk_app.services.search_index import index_words
from desk_app.sync.protocol import AMENDABLE, AmendmentV1, fits_field

_OUT_OF_INDEX = Prepared(sql("DELETE FROM dossier_search WHERE rowid = :seq"))


def writings_of(session: Session, dossier_id: str) -> list[Writing]:
    """All that was written anew in a dossier."""
    return [
        Writing(
            row.entry_id,
            row.field,
            row.after,
            frozenset(row.over),
            row.at,
            row.officer_name,
            row.counter,
            row.mine,
            row.heard,
        )
        for row in session.scalars(select(Amendment).where(Amendment.dossier_id == dossier_id))
    ]


def write_rows(session: Session, said: AmendmentV1, *, mine: bool) -> None:
    """Adds the rows of an entry: ``mine`` when it was written at this desk and nobody else has
    heard of it."""
    session.add_all(
        Amendment(
            entry_id=said.entry_id,
            field=name,
            dossier_id=said.dossier_id,
            before=field.before,
            after=field.after,
            over=list(field.over),
            decided=said.decided,
            officer=said.said.officer,
            officer_name=said.said.officer_name,
            counter=said.said.counter,
            at=said.said.at,
            reason=said.said.reason,
            mine=mine,
            heard=not mine,
        )
        for name, field in said.said.fields.items()
    )
    session.flush()


def take_in(session: Session, said: AmendmentV1) -> Literal["told", "heard", "known"]:
    """Keeps what the centre tells of one entry: ``told`` if it was new here, ``heard`` if this desk
    wrote it and now knows that the centre has passed it on, else ``known``. What this desk has
    already under that id stays as it is here."""
    known = {
        row.field: row
        for row in session.scalars(select(Amendment).where(Amendment.entry_id == said.entry_id))
    }
    if not known:
        write_rows(session, said, mine=False)
        return "told"
    heard = False
    for name, row in known.items():
        field = said.said.fields.get(name)
        same = field is not None and field.after == row.after
        if same and row.dossier_id == said.dossier_id and not row.heard:
            row.heard = heard = True
    session.flush()
    return "heard" if heard else "known"


def settle(session: Session, dossier: Dossier) -> bool:
    """Works out what holds in ``dossier`` after something was written; whether that changed.
    Call it in the unit of work that wrote."""
    found = outcomes(writings_of(session, dossier.id))
    readable = {
        name: outcome
        for name, outcome in found.items()
        if name in AMENDABLE and fits_field(name, outcome.value)
    }
    before = (dossier.amended, dossier.conflicts)
    dossier.amended = {name: outcome.value for name, outcome in readable.items()} or None
    dossier.conflicts = sum(outcome.in_conflict for outcome in readable.values())
    if "applicant.full_name" in readable:
        dossier.applicant_name = readable["applicant.full_name"].value or dossier.applicant_name
    _index_anew(session, dossier, readable)
    if before == (dossier.amended, dossier.conflicts):
        return False
    dossier.version += 1
    session.flush()
    return True


def present(outcome: Outcome | None, printed: str | None) -> str | None:
    """The value in force of a field."""
    return printed if outcome is None else outcome.value


def _index_anew(session: Session, dossier: Dossier, found: dict[str, Outcome]) -> None:
    """A dossier is found by what was printed and by everything that is open beside it."""
    people = session.scalars(
        select(DossierPerson).where(DossierPerson.dossier_id == dossier.id)
    ).all()
    _OUT_OF_INDEX.run(session, {"seq": dossier.seq})
    index_words(
        session,
        dossier.seq,
        code=dossier.code,
        procedure=dossier.procedure,
        counter=dossier.counter,
        names=[person.full_name for person in people] + _open(found, ".full_name"),
        id_numbers=[person.id_number for person in people],
        phones=[person.phone for person in people] + _open(found, ".phone"),
    )


def _open(found: dict[str, Outcome], ending: str) -> list[str | None]:
    return [
        one.value
        for name, outcome in found.items()
        if name.endswith(ending)
        for one in outcome.open
    ]
