"""A training centre on this machine, in a process of its own, for as long as a block runs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desk_app.errors import EnvironmentFault

_STOP_SECONDS = 10


class LocalCentre:
    """The centre's database and, while it serves, its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "centre.db"
        self.url = ""

    def ask(self, *words: str) -> Any:
        """The answer of ``desk-app central WORDS``.

        Raises:
            EnvironmentFault: the command failed.
        """
        done = subprocess.run(
            [*own_command(), "--json", "central", *words, "--database", str(self.database)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            raise EnvironmentFault("demo.centre_failed", said=_last(done.stdout + done.stderr))
        return json.loads(done.stdout)


@contextmanager
def local_centre(folder: Path) -> Iterator[LocalCentre]:
    """A training centre in ``folder`` (made if missing), serving on a free loopback port.

    Raises:
        EnvironmentFault: it does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    centre = LocalCentre(folder)
    centre.ask("init", "--training")
    log = folder / "centre.log"
    with (
        log.open("ab") as errors,
        subprocess.Popen(
            [
                *own_command(),
                *("central", "serve", "--database", str(centre.database)),
                *("--listen", "127.0.0.1:0", "--files", str(folder / "pages")),
                "--until-stdin-closes",
            ],
            # Held open by us alone: however we end, killed too, the centre ends with us.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        try:
            line = process.stdout.readline().strip() if process.stdout else ""
            if not line.startswith("listening on "):
                raise EnvironmentFault("demo.centre_failed", said=_last(log.read_text("utf-8")))
            centre.url = line.removeprefix("listening on ")
            yield centre
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def own_command() -> list[str]:
    """How this program calls itself, installed, frozen or from a checkout."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desk_app"]


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "—"
