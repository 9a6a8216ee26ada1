"""Brings the centre's database to the present tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from desk_app.central.engine import CentreStore, faults_in_words
from desk_app.errors import EnvironmentFault

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as every process of the centre uses the same one.
LOCK = 7_304_119


def migrate(store: CentreStore) -> str:
    """Runs the missing steps in one transaction, alone even among several processes; returns
    the revision reached.

    Raises:
        EnvironmentFault: the database is newer than this program, or cannot be reached.
    """
    with faults_in_words(), store.engine.connect() as connection:
        locked = connection.execution_options(begin="IMMEDIATE")
        with locked.begin():
            if store.on_postgresql:
                locked.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            _refuse_newer(locked)
            config = configuration()
            config.attributes["connection"] = locked
            command.upgrade(config, "head")
    return head()


def head() -> str:
    """The newest revision this program knows."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def configuration() -> Config:
    """Alembic's settings, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _refuse_newer(connection: Connection) -> None:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {
        step.revision for step in ScriptDirectory.from_config(configuration()).walk_revisions()
    }
    if found is not None and found not in known:
        raise EnvironmentFault("central.database_newer", found=found)
