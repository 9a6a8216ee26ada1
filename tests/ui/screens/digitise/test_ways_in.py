"""The ways in of a screen: found, chosen, stopped, told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desk_app.errors import DeskError, Refusal
from desk_app.paper.scanners.port import Device, ScannedImage, ScanOptions
from desk_app.services.page_views import AddReport
from desk_app.ui.background import Background
from desk_app.ui.screens.digitise.state import CAMERA, FILES, Source
from desk_app.ui.screens.digitise.ways_in import WaysIn
from desk_app.wording import Message, message

FEEDER = Device("folder:/in", "Thư mục", "folder", ("feeder",), (300,), ("color",))
OPTIONS = ScanOptions("feeder", "color", 300)
READER = message("unmatched.title")


class Machine:
    """Devices and a view in one."""

    def __init__(self, *devices: Device) -> None:
        self.found = devices
        self.aside: list[str] = []
        self.last = ("", "")
        self.kept: list[tuple[str, str]] = []
        self.readers: list[tuple[str | None, Message]] = []
        self.shown: list[tuple[list[str], str]] = []
        self.stopped: Callable[[], bool] = lambda: False

    def devices(self) -> Sequence[Device]:
        return self.found

    def scan(
        self, device_id: str, options: ScanOptions, stopped: Callable[[], bool]
    ) -> Iterator[ScannedImage]:
        self.stopped = stopped
        return iter((ScannedImage(b"", "image/jpeg", name=device_id),))

    @contextmanager
    def held(self, device_id: str | None, reader: Message) -> Iterator[None]:
        self.readers.append((device_id, reader))
        yield

    def last_source(self) -> tuple[str, str]:
        return self.last

    def keep_source(self, value: str, name: str) -> None:
        self.last = (value, name)
        self.kept.append(self.last)

    def put_aside(self, device_id: str, name: str) -> None:
        self.aside.append(name)

    def files(self, paths: Sequence[Path]) -> Iterator[ScannedImage]:
        return (ScannedImage(b"", "image/jpeg", name=path.name) for path in paths)

    def fingerprint(self, paths: Sequence[Path]) -> str | None:
        return " ".join(path.name for path in paths)

    def show_sources(self, sources: Sequence[Source], chosen: str) -> None:
        self.shown.append(([source.value for source in sources], chosen))

    def show_error(self, error: DeskError) -> None:
        raise error


def test_files_are_a_list_that_can_be_known_again(qtbot: QtBot, background: Background) -> None:
    ways = ways_of(Machine(), background, QObject())
    paths = [Path("/x/a.jpg"), Path("/x/b.jpg")]
    _, source = ways.files(paths)
    listed = ways.listed(source, paths)
    assert (source.batch, listed.way, listed.name) == (None, "file", "a.jpg")
    assert listed.batch == "a.jpg b.jpg"


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def ways_of(
    machine: Machine, background: Background, owner: QObject, *, camera: bool = True
) -> WaysIn:
    return WaysIn(machine, owner, machine, background, camera=camera)


def test_the_first_device_that_answers_is_taken_where_none_was_chosen_before(
    qtbot: QtBot, background: Background
) -> None:
    machine, owner = Machine(FEEDER), QObject()
    ways = ways_of(machine, background, owner)
    ways.find_once()
    assert machine.shown == [(["", CAMERA, FILES], "")]
    assert ways.looking, "F12 would open the wrong thing"
    qtbot.waitUntil(lambda: len(machine.shown) == 2)
    assert machine.shown[1] == (["folder:/in|feeder", CAMERA, FILES], "folder:/in|feeder")
    assert not ways.looking
    assert (ways.kind, ways.page_source.way) == ("feeder", "hot_folder")
    ways.find_once()
    assert len(machine.shown) == 2


def test_what_was_chosen_last_stands_there_from_the_start(
    qtbot: QtBot, background: Background
) -> None:
    machine, owner = Machine(FEEDER), QObject()
    machine.last = ("folder:/in|feeder", "Thư mục")
    ways = ways_of(machine, background, owner)
    ways.find()
    assert machine.shown == [(["folder:/in|feeder", CAMERA, FILES], "folder:/in|feeder")]
    assert ways.looking
    qtbot.waitUntil(lambda: len(machine.shown) == 2)
    ways.choose(FILES)
    qtbot.waitUntil(lambda: machine.last == (FILES, ""))
    ways.choose(CAMERA)
    ways.choose("folder:/in|feeder")
    qtbot.waitUntil(lambda: machine.last == ("folder:/in|feeder", "Thư mục"))
    assert machine.kept == [(FILES, ""), machine.last], "a camera has to be opened by hand"


def test_files_that_were_chosen_stay_chosen(qtbot: QtBot, background: Background) -> None:
    machine, owner = Machine(FEEDER), QObject()
    machine.last = (FILES, "")
    ways = ways_of(machine, background, owner)
    ways.find()
    assert not ways.looking
    qtbot.waitUntil(lambda: len(machine.shown) == 2)
    assert [chosen for _, chosen in machine.shown] == [FILES, FILES]


def test_a_device_that_is_gone_leaves_its_place_to_another(
    qtbot: QtBot, background: Background
) -> None:
    machine, owner = Machine(), QObject()
    machine.last = ("folder:/in|feeder", "Thư mục")
    ways = ways_of(machine, background, owner)
    ways.find()
    qtbot.waitUntil(lambda: len(machine.shown) == 2)
    assert (ways.source, ways.looking) == (FILES, False)
    machine.found = (FEEDER,)
    ways.find()
    qtbot.waitUntil(lambda: len(machine.shown) == 4)
    assert ways.source == "folder:/in|feeder", "it was switched on"


def test_what_was_chosen_stays_chosen(qtbot: QtBot, background: Background) -> None:
    machine, owner = Machine(FEEDER), QObject()
    ways = ways_of(machine, background, owner)
    ways.choose(CAMERA)
    ways.find()
    qtbot.waitUntil(lambda: len(machine.shown) == 2)
    assert [chosen for _, chosen in machine.shown] == [CAMERA, CAMERA]


def test_a_screen_without_a_camera(qtbot: QtBot, background: Background) -> None:
    machine, owner = Machine(), QObject()
    ways_of(machine, background, owner, camera=False).find()
    qtbot.waitUntil(lambda: len(machine.shown) == 2)
    assert machine.shown == [(["", FILES], ""), ([FILES], FILES)]


def test_reading_is_stopped_and_tells_of_what_nobody_can_read(background: Background) -> None:
    machine, owner = Machine(), QObject()
    ways = ways_of(machine, background, owner)
    ways.source = "folder:/in|feeder"
    images, source = ways.scan(OPTIONS), ways.page_source

    def take(*, progress: object, stopped: Callable[[], bool], on_refused: object) -> AddReport:
        for image in images:
            on_refused(image, Refusal("page_files.damaged"))  # type: ignore[operator]
        assert not stopped()
        ways.stop()
        assert stopped()
        assert machine.stopped()
        return AddReport((), None, ())

    report = ways.reading(source, READER, take)(lambda _done, _total: None)
    assert report.trouble is None
    assert [(file.name, file.aside) for file in report.refused] == [("folder:/in", True)]
    assert machine.aside == ["folder:/in"]
    assert machine.readers == [("folder:/in", READER)]


def test_one_file_gives_its_name_several_do_not(background: Background) -> None:
    machine, owner = Machine(), QObject()
    ways = ways_of(machine, background, owner)
    assert ways.files([Path("a.pdf")])[1].name == "a.pdf"
    assert ways.files([Path("a.pdf"), Path("b.pdf")])[1].name is None
