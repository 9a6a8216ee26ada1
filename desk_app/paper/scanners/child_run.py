"""One call of a driver in a process of its own: watched, stopped, killed, always reaped."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from desk_app.paper.scanners.frames import read_frame
from desk_app.paper.scanners.port import ScannerSettings, ScannerTrouble, Stopped

Frame = tuple[dict[str, Any], bytes]
_FOLDER_PREFIX = "desk-app-scan-"
# Few: a slow reader must not fill the memory with images.
_FRAMES_AHEAD = 4
_ASK_EVERY = 0.05
_LAST_WORDS_SECONDS = 5.0


@dataclass(frozen=True)
class Limits:
    """How long a driver may take, in seconds.

    ``silent``: no frame at all, so the process hangs. ``still``: the process lives but the device
    shows no sign of life; lamps warm up for most of a minute. ``polite``: to let go of the device
    after a stop. ``devices``: to look for devices.
    """

    silent: float = 20.0
    still: float = 75.0
    polite: float = 0.7
    devices: float = 15.0


class ChildRun:
    """A child process at work, from start to reaping. Use it as a context."""

    def __init__(
        self,
        request: dict[str, Any],
        settings: ScannerSettings,
        limits: Limits | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or Limits()
        self._seconds = seconds
        self._folder = _private_folder()
        self._frames: queue.Queue[Frame | None] = queue.Queue(_FRAMES_AHEAD)
        self._closing = threading.Event()
        self._ended = threading.Event()
        self._said: deque[str] = deque(maxlen=20)
        self._process = self._start({**os.environ, **settings.environment})
        self._threads = [
            threading.Thread(target=self._pump, name="scanner frames", daemon=True),
            threading.Thread(target=self._listen, name="scanner words", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._ask({**request, "settings": settings.to_json(), "folder": str(self._folder)})

    @property
    def pid(self) -> int:
        """The child's process id; on POSIX also that of its process group."""
        return self._process.pid

    def __enter__(self) -> ChildRun:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def frames(self, stopped: Stopped) -> Iterator[Frame]:
        """What the child says, without beats and ``done``; ends early and quietly when stopped.

        Raises:
            ScannerTrouble: the driver said so; or ``gone``: it crashed, hangs, or is silent.
        """
        signs = -1
        heard = lived = self._seconds()
        while not stopped():
            try:
                frame = self._frames.get(timeout=_ASK_EVERY)
            except queue.Empty:
                now = self._seconds()
                if now - heard > self._limits.silent or now - lived > self._limits.still:
                    raise ScannerTrouble("gone", "the driver hangs") from None
                continue
            if frame is None:
                raise ScannerTrouble("gone", self._last_words() or "the driver ended")
            heard = self._seconds()
            head = frame[0]
            if head.get("is") == "beat":
                if head["signs"] != signs:
                    signs, lived = head["signs"], heard
            elif head.get("is") == "done":
                return
            elif head.get("is") == "trouble":
                raise ScannerTrouble(head["kind"], head["detail"])
            else:
                yield frame
                # Whoever took the frame may have taken time over it: that was not the driver's.
                heard = lived = self._seconds()

    def close(self) -> None:
        """Lets the driver let go of the device, ends it, leaves nothing behind."""
        if self._closing.is_set():
            return
        self._closing.set()
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        self._ended.wait(self._limits.polite)
        self._kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "desk_app.paper.scanners.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            # A group of its own: what the driver started ends with it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _ask(self, request: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # it is gone already; reading will tell
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def _pump(self) -> None:
        stream = self._process.stdout
        frame: Frame | None = ({}, b"")
        while frame is not None:
            frame = read_frame(_as_binary(stream))
            while not self._closing.is_set():
                with contextlib.suppress(queue.Full):
                    self._frames.put(frame, timeout=_ASK_EVERY)
                    break
        self._ended.set()

    def _listen(self) -> None:
        for line in _as_binary(self._process.stderr):
            self._said.append(line.decode(errors="replace").strip()[:200])

    def _last_words(self) -> str:
        self._threads[1].join(_LAST_WORDS_SECONDS)
        return self._said[-1] if self._said else ""

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                # Before it is reaped, so that the number cannot be anybody else's.
                os.killpg(self._process.pid, signal.SIGKILL)


def _as_binary(stream: Any) -> BinaryIO:
    assert stream is not None
    return stream  # type: ignore[no-any-return]


def _private_folder() -> Path:
    """A folder only we can enter, in memory where the system has such a place."""
    memory = Path("/dev/shm")
    home = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    sweep(home)
    return Path(tempfile.mkdtemp(prefix=f"{_FOLDER_PREFIX}{os.getpid()}-", dir=home))


def sweep(home: Path, processes: Path = Path("/proc")) -> None:
    """Removes the folders of processes that were killed; they hold pipes, no pages."""
    if not processes.is_dir():
        return
    for folder in home.glob(f"{_FOLDER_PREFIX}*"):
        owner = folder.name.removeprefix(_FOLDER_PREFIX).partition("-")[0]
        if owner.isdigit() and not (processes / owner).exists():
            shutil.rmtree(folder, ignore_errors=True)
