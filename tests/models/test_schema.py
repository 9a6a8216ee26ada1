"""Schema steps: forward, back, never from the future, and equal to the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from desk_app.errors import EnvironmentFault
from desk_app.models.engine import open_engine
from desk_app.models.schema import HEAD, SCRIPTS, open_store, revision
from desk_app.models.tables import Base

KEY = bytes(range(32))
# Made by hand in the first step: virtual tables and what belongs to them.
BY_HAND = ("dossier_search", "page_search")


def _is_a_table(name: str | None, kind: str, parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith(BY_HAND))


def test_head_is_the_newest_step() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == HEAD


def test_the_steps_make_exactly_the_tables(tmp_path: Path) -> None:
    open_store(tmp_path / "desk.db", KEY).close()
    engine = open_engine(tmp_path / "desk.db", KEY)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _is_a_table, "compare_type": False}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_each_step_goes_back_and_forth(tmp_path: Path) -> None:
    open_store(tmp_path / "desk.db", KEY).close()
    engine = open_engine(tmp_path / "desk.db", KEY)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    def shape() -> list[str]:
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT type || name || coalesce(sql, '') FROM sqlite_master ORDER BY 1")
            )
            return [row[0] for row in rows if "alembic" not in row[0]]

    before = shape()
    for step in ("base", "head"):
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if step == "base" else command.upgrade)(config, step)
            connection.commit()
    assert shape() == before
    engine.dispose()


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_store(tmp_path / "desk.db", KEY).close()
    engine = open_engine(tmp_path / "desk.db", KEY)
    with engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(EnvironmentFault) as caught:
        open_store(tmp_path / "desk.db", KEY)
    assert caught.value.key == "store.newer_schema"
    assert revision(engine) == "9999"
    engine.dispose()
