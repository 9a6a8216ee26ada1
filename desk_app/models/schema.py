"""From an older database to this program's, one step at a time; never from a newer one."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from desk_app.errors import EnvironmentFault
from desk_app.models.engine import Store, faults_in_words, open_engine

log = logging.getLogger(__name__)

# The newest step under migrations/versions; a test holds it to that. Reading it here keeps
# Alembic (0.3 s of imports) out of every ordinary start.
HEAD = "0005"
SCRIPTS = Path(__file__).parent / "migrations"


def open_store(path: Path, key: bytes, *, must_exist: bool = False) -> Store:
    """Opens (or makes) the database at ``path`` and brings its schema up to date.

    An older database is copied aside before it is changed.

    Args:
        must_exist: a database that is gone is a fault, never a reason to begin with an empty one.

    Raises:
        EnvironmentFault: what :func:`~desk_app.models.engine.open_engine` raises, or the database
            was written by a newer program.
    """
    if must_exist and not (path.is_file() and path.stat().st_size):
        raise EnvironmentFault("store.missing", folder=str(path.parent))
    engine = open_engine(path, key)
    try:
        with faults_in_words():
            found = revision(engine)
            if found != HEAD:
                _upgrade(engine, path, found)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, path)


def revision(engine: Engine) -> str | None:
    """The schema step of the database, None if it is empty."""
    with engine.connect() as connection:
        try:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except OperationalError:
            return None


def _upgrade(engine: Engine, path: Path, found: str | None) -> None:
    # Imported only when there is a step to take: see HEAD.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    known = {step.revision for step in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if found is not None and found not in known:
        raise EnvironmentFault("store.newer_schema", found=found, known=HEAD)
    if found is not None:
        _copy_aside(engine, path, found)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        connection.commit()
    log.info("schema brought from %s to %s", found, HEAD)


def _copy_aside(engine: Engine, path: Path, found: str) -> None:
    aside = path.with_name(f"{path.stem}-before-{HEAD}-from-{found}{path.suffix}")
    aside.unlink(missing_ok=True)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            raw.execute("VACUUM INTO ?", (str(aside),))
