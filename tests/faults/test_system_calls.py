"""Calls of the disk are heard, those of SQLite too, and fail where wanted; in a process of its
own, because that lasts as long as the process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.forked import ROOT
from tests.faults.system_calls import why_not

PROGRAM = """
import errno, json, os, sys
from pathlib import Path
from sqlcipher3 import dbapi2
from tests.faults.system_calls import SystemCalls
root = Path(sys.argv[1])
failing = []
calls = SystemCalls(root, lambda call: errno.ENOSPC if call.what in failing else None)
(root / "folder").mkdir()
with (root / "folder" / "a").open("wb", buffering=0) as file:
    file.write(b"one")
    file.write(b"two")
    os.fsync(file.fileno())
(root / "folder" / "a").rename(root / "b")
(root.parent / "elsewhere").write_bytes(b"not heard")
calls.tell("somebody")
(root / "b").unlink()
python = len(calls.heard)
store = dbapi2.connect(str(root / "s.db"), isolation_level=None)
store.execute("CREATE TABLE t (x)")
failing.append("sync")
try:
    store.execute("INSERT INTO t VALUES (1)")
except dbapi2.OperationalError as fault:
    said = str(fault)
failing.clear()
store.execute("INSERT INTO t VALUES (2)")
rows = store.execute("SELECT x FROM t").fetchall()
store.close()
heard = [[c.what, c.path, c.offset, c.data.decode("latin1"), c.to] for c in calls.heard]
print(json.dumps([heard[:python], [one[0] for one in heard[python:]], said, rows]))
"""


@pytest.mark.skipif(why_not() is not None, reason=f"calls cannot be heard: {why_not()}")
def test_every_call_is_heard_and_a_failure_is_believed(tmp_path: Path) -> None:
    (tmp_path / "watched").mkdir()
    run = [sys.executable, "-c", PROGRAM, str(tmp_path / "watched")]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    python, sqlite, said, rows = json.loads(done.stdout)
    assert python == [
        ["mkdir", "folder", 0, "", ""],
        ["create", "folder/a", 0, "", ""],
        ["write", "folder/a", 0, "one", ""],
        ["write", "folder/a", 3, "two", ""],
        ["sync", "folder/a", 0, "", ""],
        ["rename", "folder/a", 0, "", "b"],
        ["told", "", 0, "", "somebody"],
        ["unlink", "b", 0, "", ""],
    ]
    assert {"create", "write", "sync", "unlink"} <= set(sqlite)
    assert said == "disk I/O error"
    assert rows == [[2]]
