"""Migrations lead to exactly the tables the code speaks of, alone or in company."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from desk_app.central import schema
from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.tables import Base
from desk_app.errors import EnvironmentFault
from tests.builders.postgres import drop_database, make_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """The name of an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "new.db")
        return
    server = request.getfixturevalue("postgres")
    name = f"e_{os.urandom(6).hex()}"
    yield make_database(server, name)
    drop_database(server, name)


def test_the_migrations_make_the_tables_of_the_code(store: CentreStore) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_have_names(store: CentreStore) -> None:
    look = inspect(store.engine)
    for table in Base.metadata.tables:
        names = [check["name"] for check in look.get_check_constraints(table)]
        names += [key["name"] for key in look.get_foreign_keys(table)]
        names += [unique["name"] for unique in look.get_unique_constraints(table)]
        assert None not in names, table


def test_several_processes_may_migrate_at_once(empty: str) -> None:
    stores = [open_centre(empty) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        reached = list(pool.map(schema.migrate, stores))
    assert reached == [schema.head()] * 4
    for store in stores:
        store.close()


def test_migrating_twice_changes_nothing(store: CentreStore) -> None:
    assert schema.migrate(store) == schema.head()


def test_a_newer_database_is_left_alone(store: CentreStore) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    with pytest.raises(EnvironmentFault) as caught:
        schema.migrate(store)
    assert caught.value.key == "central.database_newer"
    with store.reading() as session:
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert found == "9999_future"
