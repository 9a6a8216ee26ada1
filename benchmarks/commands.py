"""A command from the shell, against a bare Python process that asks the same of the same file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Goal, Options, Report, figure, in_turns, ratio
from benchmarks.million import million_desk, size
from benchmarks.start import ROOT
from desk_app.config.profile import open_profile
from desk_app.config.vault import vault_of

TITLE = "desk-app queue, from the shell"
BARE = """
import sqlcipher3.dbapi2 as sqlcipher, json, sys
connection = sqlcipher.connect(sys.argv[1])
connection.execute(f"PRAGMA key = \\"x'{sys.argv[2]}'\\"")
query = "SELECT state, count(*) FROM outbox WHERE state <> 'accepted' GROUP BY state"
print(json.dumps(dict(connection.execute(query).fetchall())))
"""


def measure(folder: Path, options: Options) -> Report:
    """Each sample is a process of its own."""
    full = million_desk(options)
    profile = open_profile(full)
    key = (vault_of(profile).fetch() or b"").hex()
    ours = [sys.executable, "-P", "-m", "desk_app", "--profile", str(full), "--json", "queue"]
    bare = [sys.executable, "-c", BARE, str(profile.database), key]
    found = in_turns(
        {"desk": _running(ours), "bare": _running(bare)}, rounds=2 if options.quick else 9
    )
    asked = figure("desk-app --json queue", "ms", found["desk"])
    return Report(
        f"{TITLE}: {size(options):,} dossiers",
        [asked, figure("bare Python and sqlcipher3, counting the same", "ms", found["bare"])],
        [
            Goal("whole command, median", asked.median, 1000.0, unit="ms"),
            Goal("by the bare process, median", ratio(found["desk"], found["bare"]), None),
        ],
    )


def _running(command: list[str]) -> Callable[[], list[float]]:
    environment = {name: value for name, value in os.environ.items() if name != _NO_COMPILE}

    def run() -> list[float]:
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        return [(time.perf_counter() - began) * 1000]

    return run


_NO_COMPILE = "PYTHONDONTWRITEBYTECODE"
