"""Programs that do alike, where they are installed: ``tools/peers.sh`` puts them into a folder of
their own. They are measured and never linked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "peers"
LONGEST_SECONDS = 1800.0


def folder() -> Path:
    """Where the peers are installed."""
    chosen = os.environ.get("DESK_BENCH_PEERS")
    return Path(chosen) if chosen else Path(tempfile.gettempdir()) / "desk-bench-peers"


def anki(work: Path, notes: int, rounds: int) -> list[dict[str, float]] | None:
    """Seconds of Anki's sync with ``notes`` new notes, and with none; None: not installed."""
    python = folder() / "anki" / "bin" / "python"
    if not python.exists():
        return None
    (work / "server").mkdir(parents=True)
    return _run([str(python), str(HERE / "anki_sync.py")], work, notes, rounds)


def pouchdb(work: Path, documents: int, rounds: int) -> list[dict[str, float]] | None:
    """Seconds of PouchDB's replication likewise."""
    node, modules = shutil.which("node"), folder() / "node_modules"
    if node is None or not (modules / "pouchdb").exists():
        return None
    work.mkdir(parents=True)
    return _run([node, str(HERE / "pouchdb_sync.js")], work, documents, rounds)


def has_tus() -> bool:
    """Whether a tus server and its client are installed."""
    modules = folder() / "node_modules"
    wanted = [
        modules / "@tus" / "server",
        modules / "@tus" / "file-store",
        modules / "tus-js-client",
    ]
    return shutil.which("node") is not None and all(module.exists() for module in wanted)


def tus(*said: object) -> list[str]:
    """The command of ``peers/tus_upload.js``."""
    return [str(shutil.which("node")), str(HERE / "tus_upload.js"), *map(str, said)]


def anki_load(work: Path, desks: int, notes: int, times: int) -> list[dict[str, Any]] | None:
    """Two mornings of many collections at Anki's sync server; before the second, ``times`` times as
    many notes are stored. None: not installed."""
    python = folder() / "anki" / "bin" / "python"
    if not python.exists():
        return None
    (work / "server").mkdir(parents=True)
    return _run([str(python), str(HERE / "anki_load.py")], work, desks, notes, times)


def pouchdb_load(work: Path, desks: int, documents: int, times: int) -> list[dict[str, Any]] | None:
    """The same of PouchDB databases, all into one store."""
    node, modules = shutil.which("node"), folder() / "node_modules"
    if node is None or not (modules / "pouchdb").exists():
        return None
    work.mkdir(parents=True)
    return _run([node, str(HERE / "pouchdb_load.js")], work, desks, documents, times)


def tuspyserver(kept: Path) -> list[str] | None:
    """The command of ``peers/tuspy_serve.py``; None: not installed."""
    python = folder() / "tuspy" / "bin" / "python"
    return [str(python), str(HERE / "tuspy_serve.py"), str(kept)] if python.exists() else None


def one_by_one() -> dict[str, list[str]]:
    """Those that send one note or document for each line they read, as far as installed."""
    found = {}
    python, node = folder() / "anki" / "bin" / "python", shutil.which("node")
    if python.exists():
        found["Anki's sync server"] = [str(python), str(HERE / "anki_one_by_one.py")]
    if node is not None and (folder() / "node_modules" / "pouchdb").exists():
        found["PouchDB's server"] = [node, str(HERE / "pouchdb_one_by_one.js")]
    return found


@dataclass
class Talk:
    """A running peer that says a line when it is asked, and one before."""

    _process: subprocess.Popen[str]

    def heard(self) -> str:
        """The next line it says."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def asked(self) -> str:
        """What it says to a line."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.heard()


@contextmanager
def talking(command: list[str]) -> Iterator[Talk]:
    """A peer that runs until the block ends."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes, encoding="utf-8", env=around()) as process:  # type: ignore[call-overload]
        try:
            yield Talk(process)
        finally:
            process.terminate()


def around() -> dict[str, str]:
    """The environment of a peer."""
    return {**os.environ, "NODE_PATH": str(folder() / "node_modules")}


def _run(program: list[str], work: Path, *numbers: int) -> list[dict[str, Any]]:
    done = subprocess.run(
        [*program, str(work), *map(str, numbers)],
        env=around(),
        cwd=work,
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST_SECONDS,
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
