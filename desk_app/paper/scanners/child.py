"""The process a driver lives in: ``python -m desk_app.paper.scanners.child``.

It reads one request as a line of JSON, answers in frames on the standard output (``device``,
``image``, ``trouble``, ``done``, and a ``beat`` twice a second) and ends when the other side closes
the line or dies. What drivers print goes to the error output.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from desk_app.paper.scanners.frames import FrameWriter
from desk_app.paper.scanners.port import (
    Device,
    Moved,
    ScannerSettings,
    ScannerTrouble,
    ScanOptions,
    Way,
)

BEAT_SECONDS = 0.5
# A driver that does not let go is left behind with the process.
_LET_GO_SECONDS = 3.0


class Heart:
    """Beats while the process lives, and says how often the device has shown a sign of life.

    Args:
        unheard: called when nobody hears the beats any more.
    """

    def __init__(self, frames: FrameWriter, unheard: Callable[[], None]) -> None:
        self._frames, self._unheard = frames, unheard
        self._signs = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)
        self._thread.start()

    def moved(self) -> None:
        """The device showed a sign of life."""
        self._signs += 1

    def end(self) -> None:
        """No more beats."""
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while True:
            try:
                self._frames.write({"is": "beat", "signs": self._signs})
            except OSError:
                self._unheard()
                return
            if self._over.wait(BEAT_SECONDS):
                return


def watch(stream: BinaryIO, stop: threading.Event) -> None:
    """Sets ``stop`` when the other side closes or dies; does not wait for a driver that hangs."""
    stream.read()
    leave(stop)


def leave(stop: threading.Event) -> None:
    """Lets the driver let go of the device, then ends this process and what the driver started."""
    stop.set()
    pause(_LET_GO_SECONDS)
    if sys.platform != "win32" and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def pause(seconds: float) -> None:
    """Waits so long. Python waits until a moment, which may be weeks away where the clock of this
    process is turned; the system is told a length where it takes one."""
    if sys.platform == "win32":
        threading.Event().wait(seconds)
    else:
        select.select([], [], [], seconds)


def way_named(
    name: str, settings: ScannerSettings, folder: Path, known: Device | None, moved: Moved
) -> Way:
    """The way of scanning with a name.

    Raises:
        ScannerTrouble: unsupported on this machine.
    """
    if name == "sane" and sys.platform != "win32":
        from desk_app.paper.scanners.sane import SaneWay

        return SaneWay(settings, folder, known, moved)
    if name == "escl":
        from desk_app.paper.scanners.escl import EsclWay

        return EsclWay(settings, moved)
    if name == "wia" and sys.platform == "win32":
        from desk_app.paper.scanners.wia import WiaWay
        from desk_app.paper.scanners.wia_com import com_imaging

        return WiaWay(com_imaging, moved)
    raise ScannerTrouble("unsupported", f"no way {name} on this system")


def answer(request: dict[str, Any], frames: FrameWriter, stop: threading.Event) -> None:
    """Does what was asked and says how it went."""
    heart = Heart(frames, lambda: leave(stop))
    settings = ScannerSettings.from_json(request["settings"])
    known = Device.from_json(request["known"]) if request.get("known") else None
    try:
        way = way_named(request["way"], settings, Path(request["folder"]), known, heart.moved)
        if request["do"] == "devices":
            for device in way.devices():
                frames.write({"is": "device", "device": device.to_json()})
        else:
            options = ScanOptions(**request["options"])
            for image in way.scan(request["address"], options, stop.is_set):
                about = {"mime": image.mime, "dpi": image.dpi, "name": image.name}
                frames.write({"is": "image", **about}, image.data)
        frames.write({"is": "done"})
    except ScannerTrouble as trouble:
        frames.write({"is": "trouble", "kind": trouble.trouble, "detail": trouble.detail})
    finally:
        heart.end()


def end_at_once(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Says what went wrong and is gone: the usual end waits for threads that wait for others."""
    traceback.print_exception(kind, fault, trace)
    sys.stderr.flush()
    os._exit(1)


def main() -> None:
    """Reads the request, answers it, ends."""
    sys.excepthook = end_at_once
    frames = FrameWriter(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)
    request = json.loads(sys.stdin.buffer.readline())
    stop = threading.Event()
    threading.Thread(target=watch, args=(sys.stdin.buffer, stop), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):
        answer(request, frames, stop)
    # Not by way of the interpreter's end, which would wait for the reader of the standard input.
    os._exit(0)


if __name__ == "__main__":
    main()
