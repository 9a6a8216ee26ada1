"""SANE by way of ``scanimage``: a backend that crashes takes only that process with it."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
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
from desk_app.paper.scanners.sane_run import (
    PROGRAM,
    Pipes,
    Running,
    environment,
    first_fault,
    trouble_meant,
)

_LOOK_SECONDS = 20.0
# Cameras are no scanners; eSCL devices are found by our own search, without a second name.
_NOT_OURS = re.compile(r"^(v4l|escl:|airscan:e)")


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
        pipes = Pipes(self._folder)
        command = [PROGRAM, f"--device-name={address}", "--format=jpeg", *words]
        command += [*self._settings.extra.get(address, ()), f"--batch={pipes.pattern}"]
        command += ["--batch-print", *([f"--batch-count={most}"] if most else [])]
        with Running(command, pipes, self._moved) as running:
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


def _said_by(*words: str) -> str:
    try:
        done = subprocess.run(
            [PROGRAM, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            timeout=_LOOK_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise ScannerTrouble("unsupported", f"{PROGRAM} is not installed") from None
    except subprocess.TimeoutExpired:
        raise ScannerTrouble("gone", "the driver does not answer") from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise ScannerTrouble(trouble_meant(said), first_fault(said))
    return done.stdout.decode(errors="replace")
