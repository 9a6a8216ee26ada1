"""A PostgreSQL server of our own, on a socket only, as an account that is not root; its data stay
in a cache for the next run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/pgsql")
# Room to work in, what a server of its own would be given; nothing is written while we measure.
TUNED = (
    "-c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=512MB -c max_wal_size=4GB "
    "-c effective_cache_size=4GB -c random_page_cost=1.1 -c jit=off -c fsync=off "
    "-c listen_addresses=''"
)


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None if PostgreSQL is not installed."""
    beside_path = shutil.which("initdb")
    if beside_path:
        return Path(beside_path).parent
    found = [file for place in PLACES for file in Path(place).glob("*/bin/initdb")]
    return max(found).parent if found else None


@contextmanager
def postgres(
    folder: Path, binaries: Path, fill: Callable[[psycopg.Connection[Any]], None]
) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the server whose data are in ``folder``; ``fill`` is called on an empty
    one, and what it made is kept."""
    account = _account()
    data = folder / "data"

    def run(*command: object) -> None:
        with (folder / "output").open("ab") as output:
            subprocess.run(
                [str(word) for word in command],
                check=True, stdout=output, stderr=output, cwd=folder, timeout=300, **account,
            )  # fmt: skip

    whole = folder / "whole"
    if not whole.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if account:
            os.chown(folder, account["user"], account["group"])
        run(
            binaries / "initdb", "-D", data, "-U", "app", "--auth=trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
    run(
        binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log",
        "-o", f"-k {folder} {TUNED}", "start",
    )  # fmt: skip
    try:
        with psycopg.connect(
            f"postgresql://app@/postgres?host={folder}", autocommit=True, prepare_threshold=None
        ) as connection:
            if not whole.exists():
                fill(connection)
                whole.touch()
            yield connection
    finally:
        run(binaries / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the account it was installed with."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no account to run PostgreSQL as")
