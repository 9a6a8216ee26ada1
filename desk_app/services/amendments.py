"""Correcting a dossier after its receipt, and deciding where two counters wrote different things.

The receipt stays as it was printed. What is corrected, the outbox entry that tells of it, the
journal line and the words of the search are one commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desk_app.amending import Outcome, outcomes
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import DossierChanged, OutboxChanged
from desk_app.folding import tidy
from desk_app.models.dossiers import IN_CONFLICT
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, DossierPerson
from desk_app.services.amendment_fields import Values, field_words, printed_values, read_values
from desk_app.services.amendment_rows import present, settle, write_rows, writings_of
from desk_app.services.dossier_code import read_code
from desk_app.services.entries import add_entry
from desk_app.services.journal import write_line
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.sync.protocol import (
    AmendmentV1,
    DossierAmendedV1,
    DossierDecidedV1,
    FieldAmended,
)
from desk_app.wording import message

LONGEST_REASON = 500
Seen = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Amended:
    """What was committed: the fields corrected, and those about which a conflict was decided."""

    code: str
    id: str
    amended: tuple[str, ...]
    decided: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app amend``."""
        return {
            "code": self.code,
            "id": self.id,
            "amended": list(self.amended),
            "decided": list(self.decided),
            "sync": "waiting",
        }


class Amendments:
    """Amends dossiers at one desk."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus

    def amend(
        self,
        code: str,
        typed: Mapping[str, str | None],
        reason: str,
        officer: OfficerAtDesk,
        seen: Seen | None = None,
    ) -> Amended:
        """Corrects the fields named in ``typed``; those about which counters disagree are decided.

        Args:
            typed: the new values by name of the field; empty or None: nothing.
            seen: for each field the entries whose values the officer saw (``over`` of the
                conflict or field on the screen). What came since then is not replaced: it is
                shown as a conflict. None: all that is here now.

        Raises:
            Refusal: no such dossier; no reason; a value does not fit, or a field about which
                counters disagree is left empty though nobody wrote that (``fields`` names each);
                or nothing would change.
        """
        why = tidy(reason)
        unfounded = _unfounded(why)
        now = self._clock.now().replace(microsecond=0)
        with self._store.write() as session:
            dossier = _find(session, code)
            try:
                values = read_values(typed, _kind(session, dossier), now.date())
                wanted = _changes(session, dossier, values, seen)
            except Refusal as wrong:
                if unfounded is None:
                    raise
                raise _at_once(wrong, unfounded) from wrong
            if unfounded is not None:
                raise unfounded
            open_now = {name for name, (_, outcome) in wanted.items() if outcome is not None}
            decided = tuple(name for name in wanted if name in open_now)
            amended = tuple(name for name in wanted if name not in open_now)
            for names, kind in ((amended, DossierAmendedV1), (decided, DossierDecidedV1)):
                if names:
                    fields = {name: wanted[name][0] for name in names}
                    self._write(session, dossier, kind, fields, why, officer, now)
            settle(session, dossier)
            done = Amended(dossier.code, dossier.id, amended, decided)
        self._bus.publish(OutboxChanged())
        self._bus.publish(DossierChanged(done.id))
        return done

    def in_conflict(self, most: int = 200) -> list[str]:
        """Codes of the dossiers about which counters disagree, the oldest first."""
        with self._store.read() as session:
            return list(
                session.scalars(
                    select(Dossier.code).where(text(IN_CONFLICT)).order_by(Dossier.seq).limit(most)
                )
            )

    def _write(
        self,
        session: Session,
        dossier: Dossier,
        kind: type[DossierAmendedV1],
        fields: dict[str, FieldAmended],
        reason: str,
        officer: OfficerAtDesk,
        now: datetime,
    ) -> None:
        said = kind(
            code=dossier.code,
            fields=fields,
            officer=officer.login,
            officer_name=officer.full_name,
            counter=officer.counter,
            at=now,
            reason=reason,
        )
        decided = kind is DossierDecidedV1
        action = "dossier.decided" if decided else "dossier.amended"
        entry = add_entry(session, self._clock, dossier.id, action, said.model_dump(mode="json"))
        write_rows(
            session,
            AmendmentV1(entry_id=entry, dossier_id=dossier.id, decided=decided, said=said),
            mine=True,
        )
        write_line(
            session,
            now,
            officer.login,
            officer.counter,
            dossier.id,
            action,
            fields=list(fields),
            reason=reason,
        )


def _unfounded(why: str) -> Refusal | None:
    """What is wrong with the reason."""
    if not why:
        return Refusal("amend.no_reason", fields={"reason": message("amend.reason_missing")})
    if len(why) > LONGEST_REASON:
        fault = message("people.too_long", most=LONGEST_REASON, found=len(why))
        return Refusal("amend.wrong", fields={"reason": fault}, count=1)
    return None


def _at_once(wrong: Refusal, unfounded: Refusal) -> Refusal:
    """Values and reason are told together: who had put the reason right heard of three more."""
    if not wrong.fields:
        return unfounded
    fields = {**wrong.fields, **unfounded.fields}
    return Refusal("amend.wrong", fields=fields, count=len(fields))


def _find(session: Session, code: str) -> Dossier:
    wanted = code.strip()
    read = read_code(wanted)
    dossier = session.scalar(select(Dossier).where(Dossier.code == (read.text if read else wanted)))
    if dossier is None:
        raise Refusal("dossier.unknown", code=wanted[:50])
    return dossier


def _kind(session: Session, dossier: Dossier) -> str:
    wanted = select(DossierPerson.kind).where(
        DossierPerson.dossier_id == dossier.id, DossierPerson.role == "applicant"
    )
    return session.scalar(wanted) or "citizen"


def _changes(
    session: Session, dossier: Dossier, values: Values, seen: Seen | None
) -> dict[str, tuple[FieldAmended, Outcome | None]]:
    """The fields that are really written anew; beside each the conflict it decides, if any."""
    printed = printed_values(session, dossier)
    here = outcomes(writings_of(session, dossier.id))
    found: dict[str, tuple[FieldAmended, Outcome | None]] = {}
    for name, value in values.items():
        if name not in printed:
            fault = {name: message("amend.no_submitter")}
            raise Refusal("amend.wrong", fields=fault, count=1)
        outcome = here.get(name)
        before = present(outcome, printed[name])
        over = list(outcome.over) if outcome is not None else []
        if seen is not None:
            over = [entry for entry in over if entry in seen.get(name, ())]
        conflict = outcome if outcome is not None and outcome.in_conflict else None
        if value == before and conflict is None:
            continue
        if value is None and conflict is not None and all(one.value for one in conflict.open):
            fault = {name: message("amend.other_missing", field=field_words(name))}
            raise Refusal("amend.wrong", fields=fault, count=1)
        found[name] = (FieldAmended(before=before, after=value, over=over), conflict)
    if not found:
        raise Refusal("amend.nothing")
    return found
