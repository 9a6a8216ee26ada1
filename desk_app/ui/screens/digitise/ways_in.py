"""The ways in of a screen that takes pages: what there is, which one is chosen, and reading from
it until it ends or somebody stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.paper.scanners.port import Device, ScannedImage, ScanOptions
from desk_app.services.opened_files import RefusedFiles
from desk_app.services.page_views import AddReport, PageSource, PileReport
from desk_app.ui.background import Background, Progress
from desk_app.ui.screens.digitise.source import Devices
from desk_app.ui.screens.digitise.state import CAMERA, FILES, Source, looked_for, sources_of
from desk_app.wording import Message

R = TypeVar("R", AddReport, PileReport)


class ShowsSources(Protocol):
    """A view with a list of ways in."""

    def show_sources(self, sources: Sequence[Source], chosen: str) -> None:
        """What there is, and what is chosen."""
        ...

    def show_error(self, error: DeskError) -> None:
        """Why nothing was found."""
        ...


class WaysIn:
    """What is chosen is ``source``; ``camera``: whether a document camera may be."""

    def __init__(
        self,
        view: ShowsSources,
        owner: QObject,
        devices: Devices,
        background: Background,
        *,
        camera: bool = True,
    ) -> None:
        self._view, self._owner, self._devices = view, owner, devices
        self._background, self._camera = background, camera
        self.source = self._wanted = ""
        self._names: dict[str, str] = {}  # of devices, by id
        self._asked = self._searching = False
        self._stop = threading.Event()

    def find_once(self) -> None:
        """Looks for devices, if nobody has yet."""
        if not self._asked:
            self.find()

    def find(self) -> None:
        """Looks for devices. Until they answer the one that was chosen last stands there."""
        self._asked = self._searching = True
        if not self._wanted:
            self._wanted, name = self._devices.last_source()
            self._names[_device(self._wanted)] = name
        self.source = self._wanted
        sources = sources_of((), camera=self._camera)
        if self.source not in [source.value for source in sources]:
            sources.insert(0, looked_for(self.source, self._names.get(self._device, "")))
        self._view.show_sources(sources, self.source)
        self._background.read(
            self._devices.devices,
            done=self._found,
            failed=self._not_found,
            owner=self._owner,
        )

    def _found(self, devices: Sequence[Device]) -> None:
        self._searching = False
        self._names |= {device.id: device.name for device in devices}
        sources = sources_of(devices, camera=self._camera)
        values = [source.value for source in sources]
        if self._wanted in values:
            self.source = self._wanted
        else:
            self.source = values[0] if devices else FILES
        self._view.show_sources(sources, self.source)

    def _not_found(self, error: DeskError) -> None:
        self._found(())
        self._view.show_error(error)

    def choose(self, value: str) -> None:
        """The officer's choice; scanner or files, it is the first one at the next start."""
        self.source = self._wanted = value
        if value == FILES or self._device in self._names:
            name = self._names.get(self._device, "")
            self._background.write(self._devices.keep_source, value, name, owner=self._owner)

    @property
    def looking(self) -> bool:
        """Whether what is chosen has not answered yet."""
        return self._searching and self.source not in (FILES, CAMERA)

    @property
    def _device(self) -> str:
        return _device(self.source)

    @property
    def kind(self) -> str:
        """Flatbed, feeder or both sides of the chosen device."""
        return self.source.rpartition("|")[2]

    @property
    def page_source(self) -> PageSource:
        """What pages of the chosen device say of where they come from."""
        way = self._device.partition(":")[0]
        return PageSource("hot_folder" if way == "folder" else way, device=self._device)

    def scan(self, options: ScanOptions) -> Iterator[ScannedImage]:
        """Pages of the chosen device, until :meth:`stop`."""
        self._stop = threading.Event()
        return self._devices.scan(self._device, options, self._stop.is_set)

    def files(self, paths: Sequence[Path]) -> tuple[Iterator[ScannedImage], PageSource]:
        """Pages of files, and what they say of where they come from."""
        self._stop = threading.Event()
        name = paths[0].name if len(paths) == 1 else None
        return self._devices.files(paths), PageSource("file", name=name)

    def listed(self, source: PageSource, paths: Sequence[Path]) -> PageSource:
        """``source`` as a list that goes on where it was cut short. Reads the files: not for the
        thread of the window."""
        return replace(source, name=paths[0].name, batch=self._devices.fingerprint(paths))

    @property
    def stopped(self) -> bool:
        """Whether the officer ended the last reading."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ends the reading; what was read stays."""
        self._stop.set()

    def reading(
        self, source: PageSource, reader: Message, take: Callable[..., R]
    ) -> Callable[[Progress], R]:
        """``take``, a service's function with all but its last arguments given, as work for the
        background; files that nobody can read are told of in its report. ``reader`` is told to
        whoever wants the same device meanwhile."""
        stop = self._stop
        refused = RefusedFiles(self._devices, source)

        def read(progress: Progress) -> R:
            with self._devices.held(source.device, reader):
                report = take(
                    progress=lambda done, total, _what: progress(done, total),
                    stopped=stop.is_set,
                    on_refused=refused,
                )
            return replace(report, refused=refused.files)

        return read


def _device(source: str) -> str:
    return source.rpartition("|")[0]
