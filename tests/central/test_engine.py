"""Opening the centre's database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from desk_app.central.engine import (
    CentreStore,
    database_url,
    default_database,
    open_centre,
    refuse_old_sqlite,
)
from desk_app.errors import EnvironmentFault, Refusal
from tests.builders.centres import SHARED, postgres_shared


@pytest.mark.parametrize(
    ("said", "driver"),
    [
        ("/data/centre.db", "sqlite"),
        ("sqlite:////data/centre.db", "sqlite"),
        ("postgres://app@db/centre", "postgresql+psycopg"),
        ("postgresql://app@db/centre", "postgresql+psycopg"),
        (None, "sqlite"),
    ],
)
def test_a_path_or_a_url_names_the_database(said: str | None, driver: str) -> None:
    assert database_url(said).drivername == driver


def test_without_a_name_the_file_of_the_user_is_used() -> None:
    assert database_url(None).database == default_database()


@pytest.mark.parametrize("said", ["mysql://app@db/centre", "sqlite://", "://", "oracle://x/y"])
def test_another_database_is_refused(said: str) -> None:
    with pytest.raises(Refusal) as caught:
        database_url(said)
    assert caught.value.key == "central.database_url"


def test_a_password_stays_out_of_what_is_shown() -> None:
    shown = database_url("postgresql://app:geheim@db/centre").render_as_string()
    assert "geheim" not in shown


def test_sqlite_is_safe_and_durable(sqlite_store: CentreStore) -> None:
    with sqlite_store.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_only_what_may_be_lost_is_not_put_on_the_disk_at_once(store: CentreStore) -> None:
    how = "SHOW synchronous_commit" if store.on_postgresql else "PRAGMA synchronous"
    found = []
    for durable in (True, False, True):
        with store.writing(durable=durable) as session:
            found.append(str(session.execute(text(how)).scalar_one()))
    assert found == (["on", "off", "on"] if store.on_postgresql else ["2", "1", "2"])


def test_an_old_sqlite_is_refused() -> None:
    refuse_old_sqlite((3, 51, 3))
    with pytest.raises(EnvironmentFault) as caught:
        refuse_old_sqlite((3, 40, 1))
    assert "3.40.1" in caught.value.meaning("vi")


def test_what_fails_leaves_nothing_behind(store: CentreStore) -> None:
    def fail_half_way() -> None:
        with store.writing() as session:
            session.execute(text("UPDATE about SET name = 'changed'"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with store.reading() as session:
        assert session.execute(text("SELECT name FROM about")).scalar_one() != "changed"


def test_a_database_out_of_reach_is_a_sentence(tmp_path: Path) -> None:
    store = open_centre(f"postgresql://app@/centre?host={tmp_path}")
    with pytest.raises(EnvironmentFault) as caught, store.reading() as session:
        session.execute(text("SELECT 1"))
    assert caught.value.key == "central.database_unreachable"


def test_a_database_that_only_reads_is_a_sentence(postgres_template: str) -> None:
    # So it says while it is still recovering, and as a replica.
    reading = f"{postgres_template}&options=-c%20default_transaction_read_only%3Don"
    with postgres_shared(postgres_template):
        store = open_centre(reading.replace("/postgres?", f"/{SHARED}?"))
        with pytest.raises(EnvironmentFault) as caught, store.writing() as session:
            session.execute(text("UPDATE about SET name = 'x'"))
        store.close()
    assert caught.value.key == "central.database_reads_only"


def test_another_mistake_of_the_database_stays_a_bug(postgres_template: str) -> None:
    with (
        postgres_shared(postgres_template) as store,
        pytest.raises(InternalError),
        store.writing() as session,
    ):
        session.execute(text("DO $$ BEGIN RAISE internal_error; END $$"))


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault) as caught:
        open_centre(str(tmp_path / "file" / "centre.db"))
    assert caught.value.key == "central.folder"


def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    def open_new(path: Path, together: Barrier) -> str:
        engine = open_centre(str(path)).engine
        together.wait()
        with engine.connect() as connection:
            mode = str(connection.execute(text("PRAGMA journal_mode")).scalar_one())
        engine.dispose()
        return mode

    with ThreadPoolExecutor(4) as pool:
        for number in range(40):
            path, together = tmp_path / f"{number}.db", Barrier(4)
            modes = [pool.submit(open_new, path, together) for _ in range(4)]
            assert {mode.result() for mode in modes} == {"wal"}
