"""Where the centre's database lies."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text, update

from desk_app.central.engine import CentreStore, open_centre
from desk_app.central.places import Elsewhere, read_place, refuse_elsewhere, times_recovered
from desk_app.central.tables import About
from tests.builders.centres import postgres_shared
from tests.builders.postgres import make_database


@pytest.fixture
def on_postgresql(postgres_template: str) -> Iterator[CentreStore]:
    with postgres_shared(postgres_template) as store:
        yield store


def test_a_file_has_no_place(sqlite_store: CentreStore) -> None:
    with sqlite_store.writing() as session:
        assert read_place(session) is None
        session.execute(update(About).values(place="elsewhere"))
        refuse_elsewhere(session)


def test_a_place_is_of_server_timeline_database_and_table(on_postgresql: CentreStore) -> None:
    with on_postgresql.writing() as session:
        place = read_place(session)
        assert place is not None
        server, timeline, database, table = place.split("-")
        assert timeline == "00000001"
        assert int(server) > 2**32
        assert int(database) != int(table)
        refuse_elsewhere(session)


@pytest.mark.parametrize("before", [None, "1-00000001-2-3"])
def test_another_place_and_none_are_no_place_to_lease_in(
    on_postgresql: CentreStore, before: str | None
) -> None:
    with on_postgresql.writing() as session:
        session.execute(update(About).values(place=before))
        with pytest.raises(Elsewhere):
            refuse_elsewhere(session)


def test_a_copy_lies_elsewhere(on_postgresql: CentreStore, postgres: str) -> None:
    on_postgresql.close()
    url = make_database(postgres, "place_copy", str(on_postgresql.engine.url.database))
    copy = open_centre(url)
    with copy.writing() as session, pytest.raises(Elsewhere):
        refuse_elsewhere(session)
    copy.close()


@pytest.mark.parametrize(
    "kept_from", ["pg_control_system()", "pg_current_wal_insert_lsn()", "pg_walfile_name(pg_lsn)"]
)
def test_a_role_that_may_not_ask_leases_all_the_same(
    on_postgresql: CentreStore, kept_from: str
) -> None:
    owner = on_postgresql.engine.url.set(drivername="postgresql")
    plain = owner.render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN")
        try:
            connection.execute(b"GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
            store = open_centre(owner.set(username="plain").render_as_string(hide_password=False))
            with store.writing() as session:
                assert read_place(session) is not None  # without any right of its own
            connection.execute(f"REVOKE EXECUTE ON FUNCTION {kept_from} FROM PUBLIC".encode())
            with store.writing() as session:
                session.execute(update(About).values(place="elsewhere"))
                refuse_elsewhere(session)
                assert session.scalar(text("SELECT count(*) FROM unit")) > 0
            store.close()
        finally:
            connection.execute(f"GRANT EXECUTE ON FUNCTION {kept_from} TO PUBLIC".encode())
            connection.execute(b"DROP OWNED BY plain; DROP ROLE plain")


@pytest.mark.parametrize(
    ("before", "now", "times"),
    [
        ("7-00000001-5-6", "7-00000002-5-6", 1),
        ("7-00000001-5-6", "7-00000003-5-6", 2),  # twice from the same backup
        ("7-00000009-5-6", "7-0000000B-5-6", 2),
        ("7-00000003-5-6", "7-00000001-5-6", 1),
        ("7-00000001-5-6", "8-00000004-5-6", 1),
        ("7-00000001-5-6", "7-00000004-5-7", 1),
        (None, "7-00000004-5-6", 1),
        ("7-00000001-5-6", None, 1),
        ("elsewhere", "7-00000004-5-6", 1),
    ],
)
def test_each_recovery_begins_a_timeline(before: str | None, now: str | None, times: int) -> None:
    assert times_recovered(before, now) == times
