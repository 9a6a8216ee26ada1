"""Upgrades: a database of any earlier version with a full outbox, steps that fail half-way."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event, text

from desk_app.models import schema
from desk_app.models.engine import open_engine
from desk_app.models.schema import HEAD, open_store, revision
from tests.builders.stores import KEY, NOW
from tests.faults.places import in_memory
from tests.faults.simulation.parts import a_folder


class _Broken(RuntimeError):
    """The step fails here."""


@cache
def versions() -> tuple[str, ...]:
    """All steps, the first first."""
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    return tuple(reversed([step.revision for step in steps]))


@cache
def empty(version: str) -> bytes:
    """An empty database of that version."""
    with a_folder() as folder:
        _step(folder / "desk.db", version)
        return (folder / "desk.db").read_bytes()


def _step(file: Path, version: str, fails_at: int = 0) -> None:
    """Brings a database to a version; the ``fails_at``-th statement of that breaks."""
    engine = open_engine(file, KEY)
    left = [fails_at]

    def break_off(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise _Broken

    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    try:
        with engine.connect() as connection:
            if fails_at:
                event.listen(engine, "before_cursor_execute", break_off)
            config.attributes["connection"] = connection
            command.upgrade(config, version)
            connection.commit()
    finally:
        engine.dispose()


class UpgradeMachine(RuleBasedStateMachine):
    """Whatever happens on the way, what was written is there, and the last version is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="desk-machine-", dir=in_memory())
        self.file = Path(self.folder.name) / "desk.db"
        self.entries: list[tuple[int, str, int, str]] = []
        self.numbers: list[tuple[str, int]] = []

    def teardown(self) -> None:
        if self.file.exists():
            open_store(self.file, KEY).close()
            self.version = HEAD
            self.nothing_is_lost()
        self.folder.cleanup()

    @initialize(first=st.sampled_from(versions()))
    def begin(self, first: str) -> None:
        self.version = first
        self.file.write_bytes(empty(first))

    @rule(state=st.sampled_from(("waiting", "accepted", "refused", "held")), more=st.booleans())
    def write(self, state: str, more: bool) -> None:
        """An entry of a dossier, as every version has them."""
        dossiers = [dossier for _, dossier, _, _ in self.entries]
        dossier = dossiers[-1] if more and dossiers else f"dossier-{len(self.entries)}"
        row = (len(self.entries) + 1, dossier, dossiers.count(dossier) + 1, state)
        self._do(
            "INSERT INTO outbox (seq, id, dossier_id, position, kind, version, created_at, payload,"
            " payload_sha256, state, attempts) VALUES (:seq, :id, :dossier, :position,"
            " 'dossier.received', 1, :at, '{}', '0', :state, 0)",
            seq=row[0],
            id=f"entry-{row[0]}",
            dossier=row[1],
            position=row[2],
            state=row[3],
            at=NOW.isoformat(),
        )
        self.entries.append(row)

    @rule(used=st.integers(0, 20))
    def lease(self, used: int) -> None:
        """A block of numbers, used in part."""
        number = len(self.numbers)
        first = number * 20 + 1
        self._do(
            "INSERT INTO number_block (id, unit, day, first, last, next, epoch, leased_at)"
            " VALUES (:id, 'H15', '2026-11-20', :first, :last, :next, 1, :at)",
            id=f"block-{number}",
            first=first,
            last=first + 19,
            next=first + used,
            at=NOW.isoformat(),
        )
        self.numbers.append((f"block-{number}", first + used))

    @rule()
    def step(self) -> None:
        """One step on."""
        after = versions().index(self.version) + 1
        if after < len(versions()):
            _step(self.file, versions()[after])
            self.version = versions()[after]

    @rule(at=st.integers(2, 60))
    def fail(self, at: int) -> None:
        """All steps on, of which one breaks off: as many are done as were whole."""
        try:
            _step(self.file, "head", fails_at=at)
        except _Broken:
            engine = open_engine(self.file, KEY)
            self.version = str(revision(engine))
            engine.dispose()
        else:
            self.version = HEAD

    @rule()
    def start(self) -> None:
        """The program of today begins."""
        open_store(self.file, KEY).close()
        self.version = HEAD

    def _do(self, statement: str, **values: object) -> None:
        engine = open_engine(self.file, KEY)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    @invariant()
    def nothing_is_lost(self) -> None:
        if not self.file.exists():
            return
        engine = open_engine(self.file, KEY)
        try:
            assert revision(engine) == self.version
            with engine.connect() as connection:
                rows = connection.execute(
                    text("SELECT seq, dossier_id, position, state FROM outbox ORDER BY seq")
                ).all()
                blocks = connection.execute(
                    text("SELECT id, next FROM number_block ORDER BY first")
                ).all()
                sound = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        finally:
            engine.dispose()
        assert [tuple(row) for row in rows] == self.entries
        assert [tuple(row) for row in blocks] == self.numbers
        assert sound == "ok"
