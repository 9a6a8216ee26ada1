"""The names of procedures for people: in English where the catalogue has one, else in Vietnamese.

What a dossier was received for keeps the name of its version. The centre, the paper and the
register know the Vietnamese name only: it is the legal one.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.models.tables import Procedure, ProcedureVersion
from desk_app.wording import Message, message


def procedure_name(name_vi: str, name_en: str | None) -> str | Message:
    """The name as it is read: a message that follows the language where there are two."""
    if not name_en:
        return name_vi
    return message("catalogue.procedure_name", name_vi=name_vi, name_en=name_en)


def current_names(session: Session, codes: Iterable[str]) -> dict[str, str | Message]:
    """The names of procedures as they are in force; a code the catalogue does not know has none."""
    wanted = (
        select(Procedure.code, ProcedureVersion.name_vi, ProcedureVersion.name_en)
        .join(ProcedureVersion, ProcedureVersion.id == Procedure.current)
        .where(Procedure.code.in_(set(codes)))
    )
    return {row.code: procedure_name(row.name_vi, row.name_en) for row in session.execute(wanted)}
