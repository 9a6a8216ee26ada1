"""SANE by way of ``scanimage``: a backend that crashes takes only that process with it.

Pages come through named pipes, so that no plain page ever lies in a file.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from desk_app.paper.scanners.port import (
    Device,
    Moved,
    ScannedImage,
    ScannerSettings,
    ScannerTrouble,
    ScanOptions,
    Stopped,
)
from desk_app.paper.scanners.sane_options import SaneAbilities, abilities_of, arguments

PROGRAM = "scanimage"
_LOOK_SECONDS = 8.0
_LET_GO_SECONDS = 0.4
_PIECE = 1 << 20
# Cameras are no scanners; eSCL devices are found by our own search, without a second name.
_NOT_OURS = re.compile(r"^(v4l|escl:|airscan:e)")
# What SANE's states are called (sane_strstatus), and what they mean at the counter.
_WORDS = (
    ("out of documents", "tray_empty"),
    ("feeder jammed", "jam"),
    ("cover is open", "cover_open"),
    ("Device busy", "busy"),
    ("Out of memory", "out_of_memory"),
    ("not supported", "unsupported"),
    ("Error during device I/O", "gone"),
    ("open of device", "gone"),
    ("no SANE devices found", "gone"),
    ("Invalid argument", "unsupported"),
)


def trouble_meant(said: str) -> str:
    """The kind of trouble that ``scanimage`` speaks of."""
    return next((kind for words, kind in _WORDS if words in said), "other")


class SaneWay:
    """Scanners that SANE knows.

    Args:
        folder: a private folder for the named pipes; it stays empty of pages.
        known: the device about to be used, where it was looked at before.
    """

    def __init__(
        self, settings: ScannerSettings, folder: Path, known: Device | None, moved: Moved
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._known = known
        self._moved = moved

    def devices(self) -> Iterator[Device]:
        """The devices SANE lists and those named by IT; first bare, then with what they can do."""
        if shutil.which(PROGRAM) is None:
            return
        with ThreadPoolExecutor(4) as pool:
            named = [_bare(raw, "", "") for raw in self._settings.sane_devices]
            yield from named
            looks = [pool.submit(self._looked_at, device) for device in named]
            listed = [device for device in self._listed() if device not in named]
            yield from listed
            looks += [pool.submit(self._looked_at, device) for device in listed]
            for look in as_completed(looks):
                device = look.result()
                if device:
                    yield device

    def scan(self, address: str, options: ScanOptions, stopped: Stopped) -> Iterator[ScannedImage]:
        """The pages of one scan, each when ``scanimage`` has finished it."""
        words, dpi = arguments(self._abilities(address), options)
        most = 1 if options.source == "flatbed" else options.pages
        pipes = _Pipes(self._folder)
        command = [PROGRAM, f"--device-name={address}", "--format=jpeg", *words]
        command += [*self._settings.extra.get(address, ()), f"--batch={pipes.pattern}"]
        command += ["--batch-print", *([f"--batch-count={most}"] if most else [])]
        with _Running(command, pipes, self._moved) as running:
            for data in running.pages(stopped):
                yield ScannedImage(data, "image/jpeg", dpi)

    def _abilities(self, address: str) -> SaneAbilities:
        if self._known and self._known.raw.get("modes"):
            return SaneAbilities.from_raw(self._known.raw)
        return abilities_of(_said_by("-A", f"--device-name={address}"))

    def _listed(self) -> Iterator[Device]:
        with contextlib.suppress(ScannerTrouble):
            for line in _said_by("-f", "%d\t%v\t%m\t%t%n").splitlines():
                raw, vendor, model, *_ = [*line.split("\t"), "", ""]
                if raw and not _NOT_OURS.match(raw) and "\t" in line:
                    yield _bare(raw, vendor, model)

    def _looked_at(self, bare: Device) -> Device | None:
        try:
            can = abilities_of(_said_by("-A", f"--device-name={bare.raw['device']}"))
        except ScannerTrouble:
            return None
        offered = can.resolutions or tuple(
            dpi
            for dpi in (75, 100, 150, 200, 300, 400, 600)
            if can.between and can.between[0] <= dpi <= can.between[1]
        )
        colours = tuple(name for name in ("color", "grey") if not can.modes or name in can.modes)
        return Device(
            bare.id,
            bare.name,
            "sane",
            tuple(can.sources),
            offered,
            (*colours, "black_white"),
            {**bare.raw, **can.as_raw()},
        )


def _bare(raw: str, vendor: str, model: str) -> Device:
    name = f"{vendor} {model}".strip().replace("_", " ") or raw
    return Device(f"sane:{raw}", name, "sane", raw={"device": raw, "vendor": vendor})


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _said_by(*words: str) -> str:
    try:
        done = subprocess.run(
            [PROGRAM, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=_LOOK_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise ScannerTrouble("unsupported", f"{PROGRAM} is not installed") from None
    except subprocess.TimeoutExpired:
        raise ScannerTrouble("gone", "the driver does not answer") from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise ScannerTrouble(trouble_meant(said), _first_fault(said))
    return done.stdout.decode(errors="replace")


def _first_fault(said: str) -> str:
    lines = [line for line in said.splitlines() if line.startswith(f"{PROGRAM}: ")]
    return lines[0][:200] if lines else said.strip()[-200:]


class _Pipes:
    """Named pipes that ``scanimage`` takes for files, always two ahead of the page it writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pattern = str(folder / "%06d.jpg")
        self._number = 0
        self._make(1)
        self._make(2)

    def open_next(self) -> int:
        """The reading end for the next page; nobody need be writing yet."""
        self._number += 1
        self._make(self._number + 1)
        return os.open(self._part(self._number), os.O_RDONLY | os.O_NONBLOCK)

    def remove_last(self) -> None:
        """The pipe of the page just read, which ``scanimage`` has renamed."""
        (self._folder / f"{self._number:06d}.jpg").unlink(missing_ok=True)

    def remove_all(self) -> None:
        """All that is left."""
        for path in self._folder.glob("*.jpg*"):
            path.unlink(missing_ok=True)

    def _part(self, number: int) -> Path:
        return self._folder / f"{number:06d}.jpg.part"

    def _make(self, number: int) -> None:
        if sys.platform != "win32":
            with contextlib.suppress(FileExistsError):
                os.mkfifo(self._part(number), 0o600)


class _Running:
    """``scanimage`` at work: pages from its pipes, ends of pages from its output, then its end."""

    def __init__(self, command: list[str], pipes: _Pipes, moved: Moved) -> None:
        self._pipes = pipes
        self._moved = moved
        self._said = bytearray()
        self._page = bytearray()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                bufsize=0,
            )
        except FileNotFoundError:
            raise ScannerTrouble("unsupported", f"{PROGRAM} is not installed") from None
        self._selector = selectors.DefaultSelector()
        self._pipe = -1

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()
        if self._pipe >= 0:
            os.close(self._pipe)
        self._selector.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()
        self._pipes.remove_all()

    def pages(self, stopped: Stopped) -> Iterator[bytes]:
        """Whole pages only.

        Raises:
            ScannerTrouble: the scan ended otherwise than by an empty tray after some pages.
        """
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        output, errors = self._process.stdout.fileno(), self._process.stderr.fileno()
        self._selector.register(output, selectors.EVENT_READ)
        self._selector.register(errors, selectors.EVENT_READ)
        self._next_pipe()
        names = 0
        open_streams = {output, errors}
        while open_streams and not stopped():
            for key, _ in self._selector.select(0.1):
                if key.fd == self._pipe:
                    self._take()
                    continue
                piece = os.read(key.fd, 65536)
                if not piece:
                    self._selector.unregister(key.fd)
                    open_streams.discard(key.fd)
                elif key.fd == errors:
                    self._said += piece
                    del self._said[:-8192]
                    self._moved()
                else:
                    for _ in range(piece.count(b"\n")):
                        names += 1
                        yield self._whole_page()
        if not stopped():
            self._judge(self._process.wait(), names)

    def _next_pipe(self) -> None:
        if self._pipe >= 0:
            self._forget_pipe()
        self._pipe = self._pipes.open_next()
        self._selector.register(self._pipe, selectors.EVENT_READ)

    def _forget_pipe(self) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(self._pipe)
        os.close(self._pipe)
        self._pipe = -1

    def _take(self) -> bool:
        try:
            piece = os.read(self._pipe, _PIECE)
        except BlockingIOError:
            return False
        if not piece:
            # All was read; the name on the output says whether it is a page.
            self._selector.unregister(self._pipe)
            return False
        self._page += piece
        self._moved()
        return True

    def _whole_page(self) -> bytes:
        with contextlib.suppress(KeyError):
            while self._take():
                pass
        page = bytes(self._page)
        self._page.clear()
        self._pipes.remove_last()
        self._next_pipe()
        return page

    def _judge(self, code: int, pages: int) -> None:
        said = self._said.decode(errors="replace")
        if code == 0 and pages:
            return
        kind = trouble_meant(said)
        if kind == "tray_empty" and pages:
            return
        if code < 0:
            kind = "gone"
        raise ScannerTrouble(kind, _first_fault(said) or f"{PROGRAM} ended with {code}")

    def _let_go(self) -> None:
        """An interrupt lets the device stop by itself; then no more patience."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            # It may wait for somebody to read what it writes: let it fail there instead.
            if self._pipe >= 0:
                self._forget_pipe()
            try:
                self._process.wait(_LET_GO_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
