"""The real centre as the real command, with several processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import Any

ENOUGH_SECONDS = 120.0


@dataclass
class RunningCentre:
    """The parent process, where it listens, and what its log has said so far."""

    process: subprocess.Popen[str]
    url: str
    log: ReadLog

    def workers(self) -> list[int]:
        """The process ids of those that work now, the newest last."""
        started = [line["worker"] for line in self.log.lines if line["what"] == "worker started"]
        ended = {line["worker"] for line in self.log.lines if line["what"] == "worker ended"}
        return [worker for worker in started if worker not in ended]

    def kill_a_worker(self) -> int:
        """``kill -9`` of the oldest one; returns its id when the parent has noticed."""
        worker = self.workers()[0]
        os.kill(worker, signal.SIGKILL)
        self.log.wait_for(lambda: worker not in self.workers())
        return worker


class ReadLog:
    """The lines of a log, as they come."""

    def __init__(self, stream: Any) -> None:
        self.lines: list[dict[str, Any]] = []
        self.rest: list[str] = []
        self._news = Condition()
        self._thread = Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: Any) -> None:
        for line in stream:
            with self._news:
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.rest.append(line)
                self._news.notify_all()

    def wait_for(self, seen: Any) -> None:
        """Returns when ``seen()`` holds."""
        with self._news:
            assert self._news.wait_for(seen, ENOUGH_SECONDS), self.lines[-5:] + self.rest[-5:]

    def has_ended(self) -> bool:
        """Reads to the end: until nobody is left who could write."""
        self._thread.join(ENOUGH_SECONDS)
        return not self._thread.is_alive()


@contextmanager
def running_centre(
    database: str, files: str, *words: str, around: Mapping[str, str] | None = None
) -> Iterator[RunningCentre]:
    """``desk-app central serve`` on a free port until the block ends."""
    command = [sys.executable, "-m", "desk_app", "central", "serve", "--database", database]
    with subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0", "--files", files, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        env={**os.environ, **(around or {})},
    ) as process:
        log = ReadLog(process.stderr)
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert line.startswith("listening on "), log.rest
            yield RunningCentre(process, line.removeprefix("listening on "), log)
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(ENOUGH_SECONDS)
            finally:
                process.kill()
                assert log.has_ended()
