"""One simulated desk: the real services and the real engine on a real encrypted database, on a
machine whose power goes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
from sqlalchemy import insert, select

from desk_app import app
from desk_app.config.marks import Marks
from desk_app.config.profile import Profile
from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.events import SyncFinished
from desk_app.models.schema import open_store
from desk_app.models.tables import (
    ArchiveFile,
    Dossier,
    OutboxEntry,
    Receipt,
    ReceiptPdf,
    StoredFile,
    SubmittedPaper,
)
from desk_app.paper.scan_store import ScanStore
from desk_app.services import withdrawals
from desk_app.services.desk import Desk
from desk_app.services.entries import add_entry
from desk_app.services.intake_form import IntakeForm, PaperForm, PersonForm
from desk_app.services.mark_keeping import MarkKeeper
from desk_app.services.page_views import PaperTarget
from desk_app.services.paper_entry import digitised_entry
from desk_app.services.receipts import PrintJob
from desk_app.services.scan_checklist import TOLD
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk, write_this_desk
from desk_app.sync.centre import Centre, DeskIdentity
from desk_app.sync.engine import SyncEngine
from tests.builders.archive_copies import a_copy
from tests.builders.stores import AN, KEY
from tests.fakes.lanes_in_turns import InTurns
from tests.faults.history import Fact, Looked, Printed, Proved, Saved, SeenEntry, SetBack, Written
from tests.faults.simulation.parts import (
    FaultyStore,
    SkewedClock,
    Trouble,
    WorldTime,
    desk_template,
)

# Names that stand nowhere but in these dossiers: no file may hold them in clear.
MARKER = "Nguyễn Thị Mỹ Duyên Thử"
ID_NUMBER = "079187004321"
# Dossiers of neighbours stand beside them.
OWN = Dossier.origin_desk.is_(None)
COPIES = (2_000, 30_000, 300_000, 900_000)


@dataclass
class Backup:
    """What was copied of a profile, and what could be seen in it."""

    database: dict[str, bytes]
    mark: bytes | None
    keyring: str | None
    look: Looked
    used: bool = False


class Keyring:
    """The place of one machine where a key and a mark are kept; it knows nothing of backups."""

    def __init__(self) -> None:
        self.mark: str | None = None

    def fetch(self) -> bytes | None:
        """The key of the database."""
        return KEY

    def keep(self, key: bytes) -> None:
        """It is there."""

    def forget(self) -> None:
        """It stays."""

    def fetch_mark(self) -> str | None:
        """The mark kept last."""
        return self.mark

    def keep_mark(self, mark: str) -> None:
        """In place of the one before."""
        self.mark = mark

    def fetch_proxy_password(self) -> str | None:
        """There is no proxy."""
        return None

    def keep_proxy_password(self, password: str | None) -> None:
        """There is no proxy."""


class SimDesk:
    """A desk; :meth:`power_cut` may come at any time, :meth:`start` follows."""

    def __init__(
        self,
        name: str,
        unit: str,
        folder: Path,
        time: WorldTime,
        chance: random.Random,
        note: Callable[[Fact], None],
    ) -> None:
        self.name = name
        self.identity = DeskIdentity(SkewedClock(time, chance).new_id(), name.ljust(43, "c"))
        self.clock = SkewedClock(time, chance)
        self.officer = OfficerAtDesk(AN.login, AN.full_name, "officer", unit, f"Quầy {name}")
        self.centre: Centre | None = None
        self.keyring = Keyring()
        self.deaf_to: frozenset[str] = frozenset()
        self.recovered = False
        self.cut_off = False
        self._chance = chance
        self._note = note
        self._folder = folder / name
        self._life = 0
        self._begun = False
        self._profile = Profile(self._folder, name, training=False)
        self._scans = ScanStore(self._folder / "pages")
        self._place = ThisDesk(
            unit,
            self.officer.counter,
            False,
            "Tỉnh Mẫu",
            "https://tra-cuu.tinh-mau.invalid",
            desk_id=self.identity.desk_id,
            centre_url="https://mot-cua.tinh-mau.invalid",
            credential=self.identity.credential,
        )
        self._file.parent.mkdir(parents=True)
        self._file.write_bytes(desk_template())

    def start(self) -> None:
        """The program begins, on whatever the disk holds."""
        self.cut_off = False
        self.store = FaultyStore(open_store(self._file, KEY), self.power_cut)
        if not self._begun:
            self._begun = True
            with self.store.write() as session:
                write_this_desk(session, self._place)
        bus = EventBus()
        marks = MarkKeeper(self.store, self.clock, Marks(self._profile, KEY, self.keyring))
        marks.check(recovered=self.recovered)
        self.recovered = False
        self.desk = Desk(self.store, self.clock, bus, self._folder / "pages", marks)
        self.desk.turn_day()
        bus.subscribe(
            SyncFinished, lambda done: self.desk.turn_day(heard_centre=done.reached_centre)
        )
        chance = random.Random(self._chance.random())
        self.engine = SyncEngine(
            self.store,
            self.clock,
            bus,
            self.centre,
            epoch=self.desk.this_desk().epoch,
            appliers={k: a for k, a in app.change_appliers().items() if k not in self.deaf_to},
            files=self._scans,
            lineage=app._Lineage(self.desk),
            random=chance.random,
            lanes=InTurns,
        )
        uploads = self.engine._uploads
        assert uploads is not None
        ticks = iter(range(10**9))
        uploads._desk = replace(uploads._desk, seconds=lambda: next(ticks) * 0.4)

    def power_cut(self) -> None:
        """The disk as it is this very moment is what the next start finds."""
        self.cut_off = True
        there = self._file
        self._life += 1
        self._file.parent.mkdir()
        for ending in ("", "-wal"):
            part = there.with_name(there.name + ending)
            if part.exists():
                shutil.copy(part, self._file.with_name(self._file.name + ending))

    def end(self) -> None:
        """What is left of a program whose machine is off, or that is closed in peace."""
        gone = self.store.path.parent
        if not self.cut_off:
            self.desk.marks.note(everywhere=True)
        self.store.close()
        if self.cut_off:
            shutil.rmtree(gone)

    def snapshot(self) -> Backup:
        """A copy of the whole profile as it is now."""
        here = self._file
        files = (here.with_name(here.name + ending) for ending in ("", "-wal"))
        database = {file.name: file.read_bytes() for file in files if file.exists()}
        mark = self._profile.mark
        return Backup(
            database, mark.read_bytes() if mark.exists() else None, self.keyring.mark, self.look()
        )

    def put_back(self, backup: Backup, *, mark: bool, keyring: bool) -> None:
        """An older copy takes the place of the database; of the mark in the folder and of the one
        in the keyring too, if so said. The program was closed before; it begins again."""
        lost = self.look()
        self.end()
        self._life += 1
        self._file.parent.mkdir()
        for name, data in backup.database.items():
            self._file.with_name(name).write_bytes(data)
        if mark and backup.mark is not None:
            self._profile.mark.write_bytes(backup.mark)
        if keyring:
            self.keyring.mark = backup.keyring
        kept = {row.entry for row in backup.look.entries} | dict(backup.look.dossiers).keys()
        dossiers = tuple(dossier for dossier, _ in lost.dossiers if dossier not in kept)
        entries = tuple(row.entry for row in lost.entries if row.entry not in kept)
        self._note(SetBack(self.name, dossiers, entries))
        self.start()

    @property
    def _file(self) -> Path:
        return self._folder / f"life-{self._life}" / "desk.db"

    # What officers do. Each returns what came of it, in a word.

    def receive(self) -> str:
        """A dossier is received."""
        cases = ("Diều lớn", "Diều nhỏ")
        form = IntakeForm(
            procedure="9.000001",
            case=self._chance.choice(cases),
            applicant=PersonForm(full_name=MARKER, id_number=ID_NUMBER, address="3 Hòa Bình"),
            papers=(PaperForm(1, originals=1),),
        )
        try:
            got = self.desk.intake.receive(form, self.officer)
        except DeskError as no:
            return no.key
        self._note(Saved(self.name, got.id, got.code))
        return got.code

    def print(self) -> str:
        """The oldest receipt that was not printed goes to the printer."""
        waiting = self.desk.receipts.not_printed()
        if not waiting:
            return "nothing"
        try:
            self._keep_pdf(waiting[0])
            job = self.desk.receipts.first_print(waiting[0])
            self._note(Printed(self.name, job.code))
            outcome = self._chance.choice(("printed", "queued", "failed"))
            self.desk.receipts.record_print(job, outcome, "HP-1", self.officer)
        except DeskError as no:
            return no.key
        return f"{waiting[0]} {outcome}"

    def reprint(self) -> str:
        """A receipt is printed once more."""
        code = self._some_code()
        if code is None:
            return "nothing"
        try:
            self._keep_pdf(code)
            job: PrintJob = self.desk.receipts.reprint(code, "lost", self.officer)
        except DeskError as no:
            return no.key
        self._note(Written(self.name, self._last_entry(job.dossier_id)))
        self._note(Printed(self.name, job.code))
        return f"{code} {job.reprint}"

    def digitise(self) -> str:
        """The archive copy of a paper is ready."""
        code = self._some_code()
        if code is None:
            return "nothing"
        copy = a_copy(self._chance.choice(COPIES))
        kept = self._scans.put(copy.pdf)
        now, file_id = self.clock.now(), self.clock.new_id()
        try:
            with self.store.write() as session:
                dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
                paper = session.scalars(
                    select(SubmittedPaper).where(SubmittedPaper.dossier_id == dossier.id)
                ).first()
                assert paper is not None
                session.add(
                    StoredFile(
                        name=kept.name,
                        sha256=kept.sha256,
                        size=kept.size,
                        mime="application/pdf",
                        key=kept.key,
                        made_at=now,
                    )
                )
                session.flush()
                before = session.scalars(
                    select(ArchiveFile.version).where(ArchiveFile.dossier_id == dossier.id)
                ).all()
                file = ArchiveFile(
                    id=file_id,
                    dossier_id=dossier.id,
                    paper_number=1,
                    version=max(before, default=0) + 1,
                    state="made",
                    file=kept.name,
                    file_name=f"{code}_1.pdf",
                    has_text=False,
                    pages=[{"id": file_id, **page} for page in copy.pages],
                    wanted_at=now,
                    made_at=now,
                    officer=self.officer.login,
                    counter=self.officer.counter,
                )
                session.add(file)
                session.flush()
                entry = file.entry_id = digitised_entry(session, self.clock, file, paper)
        except DeskError as no:
            return no.key
        self._note(Written(self.name, entry))
        return f"{code} {len(copy.pdf)}"

    def withdraw(self) -> str:
        """The pages of a paper are taken away after the centre was told of its copy."""
        with self.store.read_rows() as look:
            papers = look.execute(
                select(ArchiveFile.dossier_id, ArchiveFile.paper_number)
                .join(Dossier, Dossier.id == ArchiveFile.dossier_id)
                .where(OWN, ArchiveFile.state.in_(TOLD))
                .distinct()
                .order_by(ArchiveFile.dossier_id)
            ).all()
        if not papers:
            return "nothing"
        target = PaperTarget(*self._chance.choice(papers))
        try:
            with self.store.write() as session:
                withdrawals.withdraw(session, self.clock, target, self.officer)
        except DeskError as no:
            return no.key
        self._note(Written(self.name, self._last_entry(target.dossier_id)))
        return target.dossier_id

    def poison(self) -> str:
        """An entry that no centre understands gets into the outbox, as from a later version."""
        code = self._some_code()
        if code is None:
            return "nothing"
        try:
            with self.store.write() as session:
                dossier = session.scalars(select(Dossier.id).where(Dossier.code == code)).one()
                said = {"code": code, "of": "a later version"}
                entry = add_entry(session, self.clock, dossier, "dossier.sung", said)
        except DeskError as no:
            return no.key
        self._note(Written(self.name, entry))
        return code

    def meddle(self) -> str:
        """The officer sets an entry aside, or tries one again."""
        rows = [row for row in self.look().entries if row.state != "accepted"]
        if not rows:
            return "nothing"
        row = self._chance.choice(rows)
        try:
            if row.state == "waiting":
                self.desk.outbox.set_aside(row.entry, self.officer)
            else:
                self.desk.outbox.try_again(row.entry, self.officer)
        except DeskError as no:
            return no.key
        return f"{row.state} {row.position}"

    def sync(self, *, at_once: bool = False) -> str:
        """One pass of the engine."""
        try:
            report = self.engine.run_once(at_once=at_once)
        except DeskError as no:
            return no.key
        fault = report.fault.key if report.fault else "-"
        counts = (report.accepted, report.refused, report.fetched, report.bytes_uploaded)
        return f"{counts} {report.waiting} {fault}"

    def fail_at(self, how: str, commits: int) -> str:
        """One of the next commits goes wrong."""
        self.store.trouble = Trouble(how, commits)
        return f"{how} {commits}"

    # What can be seen of it.

    def look(self) -> Looked:
        """What stands in the database."""
        with self.store.read_rows() as look:
            dossiers = look.execute(
                select(Dossier.id, Dossier.code).where(OWN).order_by(Dossier.seq)
            ).all()
            rows = look.execute(
                select(
                    OutboxEntry.id, OutboxEntry.dossier_id, OutboxEntry.position, OutboxEntry.state
                ).order_by(OutboxEntry.seq)
            ).all()
        return Looked(
            self.name,
            tuple((row.id, row.code) for row in dossiers),
            tuple(SeenEntry(*row) for row in rows),
        )

    def proved(self) -> list[Proved]:
        """The files that this desk counts as uploaded."""
        with self.store.read_rows() as look:
            rows = look.execute(
                select(ArchiveFile.id, StoredFile.sha256, StoredFile.size)
                .join(StoredFile, StoredFile.name == ArchiveFile.file)
                .where(ArchiveFile.state == "uploaded")
                .order_by(ArchiveFile.id)
            ).all()
        return [Proved(*row) for row in rows]

    def unsent(self) -> int:
        """What should be at the centre and is not, but for dossiers that hold poison."""
        with self.store.read_rows() as look:
            rows = look.execute(
                select(OutboxEntry.dossier_id, OutboxEntry.kind, OutboxEntry.state)
            ).all()
            files = look.execute(
                select(ArchiveFile.dossier_id).where(ArchiveFile.state.in_(("made", "announced")))
            ).all()
        sick = {row.dossier_id for row in rows if row.kind == "dossier.sung"}
        left = [row for row in rows if row.state != "accepted" and row.dossier_id not in sick]
        return len(left) + sum(file.dossier_id not in sick for file in files)

    def release(self) -> None:
        """Whatever an officer set aside may go."""
        held = next((r for r in self.look().entries if r.state in ("held", "refused")), None)
        seen: set[str] = set()
        while held is not None:
            seen.add(held.entry)
            self.desk.outbox.try_again(held.entry, self.officer)
            held = next(
                (
                    r
                    for r in self.look().entries
                    if r.state in ("held", "refused") and r.entry not in seen
                ),
                None,
            )

    def leaks(self) -> list[str]:
        """Files that hold the name or the number of a person in clear."""
        plain = (MARKER.encode(), ID_NUMBER.encode(), MARKER.encode("utf-16-le"))
        return [
            file.name
            for file in sorted(self._folder.rglob("*"))
            if file.is_file() and any(word in file.read_bytes() for word in plain)
        ]

    def _some_code(self) -> str | None:
        with self.store.read_rows() as look:
            codes = (
                look.execute(select(Dossier.code).where(OWN).order_by(Dossier.seq)).scalars().all()
            )
        return self._chance.choice(codes) if codes else None

    def _last_entry(self, dossier: str) -> str:
        with self.store.read_rows() as look:
            return str(
                look.execute(
                    select(OutboxEntry.id)
                    .where(OutboxEntry.dossier_id == dossier)
                    .order_by(OutboxEntry.seq.desc())
                    .limit(1)
                ).scalar_one()
            )

    def _keep_pdf(self, code: str) -> None:
        """A receipt without a picture on it: drawing one costs more than all the rest."""
        with self.store.write() as session:
            dossier = session.scalars(
                select(Receipt.dossier_id)
                .join(Dossier, Dossier.id == Receipt.dossier_id)
                .where(Dossier.code == code)
            ).one()
            if session.get(ReceiptPdf, (dossier, "A5")) is None:
                row = {"dossier_id": dossier, "paper": "A5", "pdf": _page(), "sha256": "0" * 64}
                session.execute(insert(ReceiptPdf), [{**row, "made_at": self.clock.now()}])


@cache
def _page() -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(420, 595))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
