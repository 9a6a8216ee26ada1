"""A PostgreSQL server of our own, in a temporary folder, on a socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/pgsql")


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None if PostgreSQL is not installed."""
    beside_path = shutil.which("initdb")
    if beside_path:
        return Path(beside_path).parent
    found = [file for place in PLACES for file in Path(place).glob("*/bin/initdb")]
    return max(found).parent if found else None


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Runs a server and gives the URL of its database "postgres"; skips where it is not
    installed. It refuses to run as root, so then it runs as the user it was installed with.
    ``durable``: it syncs the disk, as one must that is more than a test."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: the centre on PostgreSQL is NOT tested here")
    folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres" if _has_user("postgres") else "nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = folder / "data"

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        with (folder / "output").open("ab") as output:
            subprocess.run(
                words, check=True, stdout=output, stderr=output, cwd=folder, timeout=60, **other
            )

    try:
        run(
            binaries / "initdb", "-D", data, "-U", "app", "--auth=trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        sync = "" if durable else "-F "
        options = f"-k {folder} -c listen_addresses='' {sync}-c max_connections=200"
        run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://app@/postgres?host={folder}"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_database(server: str, name: str, template: str = "template0") -> str:
    """A new database and its URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return server.replace("/postgres?", f"/{name}?")


def drop_database(server: str, name: str) -> None:
    """Away with it, also if somebody is still connected."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
