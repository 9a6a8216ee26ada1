"""Several real desks of one unit, and the centre in memory they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desk_app.clock import TickingClock
from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.services.amendments import Amended, Amendments
from desk_app.services.dossiers import Dossiers, DossierView
from desk_app.services.shared_dossiers import apply_amended, apply_shared
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.sync.appliers import OWN_APPLIERS
from desk_app.sync.central_in_memory import InMemoryCentre
from desk_app.sync.centre import Centre, DeskIdentity
from desk_app.sync.exchanges import Exchanges, SyncReport
from desk_app.sync.protocol import EnrolRequest, UnitV1, credential_hash
from tests.builders.messages import identity_text, received
from tests.builders.outbox import write_payload
from tests.builders.stores import NOW, UNIT, a_dossier, a_store

APPLIERS = {**OWN_APPLIERS, "dossier.shared": apply_shared, "dossier.amended": apply_amended}


@dataclass
class DeskOfUnit:
    """One desk: its store, its officer, its way to the centre."""

    store: Store
    clock: TickingClock
    officer: OfficerAtDesk
    centre: Centre
    faults: list[DeskError] = field(default_factory=list)

    def __post_init__(self) -> None:
        bus = EventBus()
        self.told: list[object] = []
        self.amendments = Amendments(self.store, self.clock, bus)
        self.dossiers = Dossiers(self.store, self.clock)
        self.exchanges = Exchanges(
            self.store,
            self.clock,
            self.told.append,
            epoch=1,
            appliers=APPLIERS,
            app_version="1",
        )

    def sync(self) -> SyncReport:
        """One pass."""
        return self.exchanges.one_pass(
            self.centre, self._failed, lambda: None, stopping=lambda: False
        )

    def amend(
        self,
        code: str,
        seen: Mapping[str, Sequence[str]] | None = None,
        **values: str | None,
    ) -> Amended:
        """Corrects fields, named with ``__`` for the dot."""
        typed = {name.replace("__", "."): value for name, value in values.items()}
        return self.amendments.amend(code, typed, "người nộp báo lại", self.officer, seen)

    def view(self, code: str) -> DossierView:
        """The dossier as this desk has it."""
        return self.dossiers.get(code)

    def receive(self, number: int, **other: Any) -> str:
        """A dossier received here, its entry waiting; returns its code. Of the desks of one test
        only one receives: the ids of these dossiers follow from their rows."""
        with self.store.write() as session:
            dossier = a_dossier(
                session, number=number, counter=self.officer.counter, officer=self.officer.login
            )
            said = received(number, unit=UNIT, counter=self.officer.counter) | {
                "look_up_token": dossier.look_up_token,
                "applicant": {
                    "kind": "citizen",
                    "full_name": dossier.applicant_name,
                    "id_number": dossier.id_number,
                    "birth_date": "1987-09-05",
                    "sex": "female",
                    "address": "25/7 Nguyễn Bỉnh Khiêm",
                    "phone": "0912345678",
                },
            }
            write_payload(session, dossier.id, 1, said | other)
            return dossier.code

    def _failed(self, fault: DeskError) -> datetime:
        self.faults.append(fault)
        return NOW


@contextmanager
def several_desks(
    folder: Path, count: int = 2
) -> Iterator[tuple[InMemoryCentre, list[DeskOfUnit]]]:
    """A centre and ``count`` desks of one unit that hold numbers, each with a clock of its own."""
    centre = InMemoryCentre(TickingClock(NOW))
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    with ExitStack() as opened:
        desks = []
        for number in range(1, count + 1):
            counter = f"Quầy {number:02d}"
            credential = f"{number:043d}"
            identity = DeskIdentity(identity_text(700_000 + number), credential)
            centre.enrol(
                EnrolRequest(
                    code=centre.make_code(unit, counter),
                    desk_id=identity.desk_id,
                    app_version="1",
                    credential_sha256=credential_hash(credential),
                )
            )
            place = folder / f"desk-{number}"
            place.mkdir()
            store = a_store(place)
            opened.callback(store.close)
            officer = OfficerAtDesk(
                f"officer{number}", f"Cán bộ {number}", "officer", UNIT, counter
            )
            port = centre.connect(identity)
            # Ids come from the clock: a millisecond apart, no two desks make the same.
            clock = TickingClock(NOW + timedelta(milliseconds=number))
            desks.append(DeskOfUnit(store, clock, officer, port))
            desks[-1].sync()
        yield centre, desks
