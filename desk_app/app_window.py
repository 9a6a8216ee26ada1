"""The window with everything behind it: opens the profile, begins, ends, tells what kept it.

The window stands first, on Qt alone; the desk is opened behind it, in the writer thread; then the
engine begins. What only the first receipt needs is loaded once an officer has signed in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from desk_app import app
from desk_app.config.first_picture import FirstPicture, read_first_picture
from desk_app.config.profile import open_profile, profile_exists
from desk_app.errors import DeskError
from desk_app.ui.application import leave, make_application, run, tell_fault
from desk_app.ui.collecting import collected_here
from desk_app.ui.front_door import FrontDoor
from desk_app.ui.language import language
from desk_app.ui.look_keeper import now, restore
from desk_app.wording import DEFAULT_LANGUAGE

# What stands before the first picture is all that the officer waits for.
if TYPE_CHECKING:
    from desk_app.services.desk import Desk
    from desk_app.ui.desk_screens import AskPath
    from desk_app.ui.desk_window import DeskWindow
    from desk_app.ui.screens.receipt.source import Printers

log = logging.getLogger(__name__)
FIRST_SIZE = (1366, 768)


def open_window(folder: Path, language_code: str) -> int:
    """Opens the counter of the profile in ``folder`` and works until it is closed.

    Args:
        folder: of the profile; where there is none, this machine is enrolled first.
        language_code: "vi" or "en"; the language last chosen at the desk comes before "vi".

    Returns:
        The exit code: 0, or that of the fault that kept the counter from opening.
    """
    application = make_application(language_code)
    try:
        if not profile_exists(folder) and not enrol_first(folder):
            return 0
        while True:
            code = work(folder, language_code)
            if code is not None:
                return code
            if not enrol_first(folder):
                return 0
    except DeskError as error:
        log.error("not opened: %s", error.key)  # noqa: TRY400 - its sentence tells all
        return tell_fault(error, application)


def wire_window(
    desk: Desk,
    *,
    door: FrontDoor | None = None,
    printers: Printers | None = None,
    ask_path: AskPath | None = None,
) -> DeskWindow:
    """The window of ``desk``, wired; :meth:`DeskWindow.begin` opens it. ``door``: the window that
    stands already."""
    from desk_app.queue_on_stick import QueueOnStick
    from desk_app.ui.desk_window import DeskWindow

    return DeskWindow(
        desk, door=door, printers=printers, ask_path=ask_path, stick=QueueOnStick(desk)
    )


def work(folder: Path, language_code: str = DEFAULT_LANGUAGE) -> int | None:
    """Shows the window, opens the desk behind it, and works until the window is closed; then ends
    engine, threads and store, in this order.

    Returns:
        The exit code; None if this machine has to be enrolled first, or if its recovery passphrase
        has not been put away: the program died while it showed it.

    Raises:
        DeskError: the profile cannot be read.
    """
    training = open_profile(folder).training
    picture = read_first_picture(folder)
    with ExitStack() as window, ExitStack() as store, ExitStack() as around:
        life = _Life(folder, language_code, picture, store, around)
        application = make_application(life.look["language"])
        window.enter_context(collected_here())
        restore(life.look)
        door = FrontDoor(picture.unit, picture.counter, training=training)
        around.callback(door.end)
        around.callback(life.over.set)
        door.window.resize(*FIRST_SIZE)
        door.begin(lambda: life.open_behind(door))
        run(application)
    return life.code


class _Life:
    """What happens behind the window, from its first picture on. ``code`` as of :func:`work`."""

    def __init__(
        self,
        folder: Path,
        language_code: str,
        picture: FirstPicture,
        store: ExitStack,
        around: ExitStack,
    ) -> None:
        self._folder, self._store, self._around = folder, store, around
        self._said = {} if language_code == DEFAULT_LANGUAGE else {"language": language_code}
        self.look: dict[str, Any] = {
            "language": picture.language,
            "theme": picture.theme,
            "text_size": picture.text_size,
        } | self._said
        self.over = Event()
        self._works = False
        self._to_note = False
        self.code: int | None = 0

    def open_behind(self, door: FrontDoor) -> None:
        """The window has been painted: now the desk."""

        def failed(error: DeskError) -> None:
            if self.over.is_set():
                return
            log.error("not opened: %s", error.key)
            self.code = error.exit_code
            door.refuse(error)

        door.background.write(
            self._open, done=lambda desk: self._opened(desk, door), failed=failed, owner=door
        )

    def _open(self) -> Desk:
        """In the writer thread. Reads once what the window asks at once."""
        from desk_app.services.recovery_note import passphrase_to_note

        desk = self._store.enter_context(app.running(self._folder))
        if desk.enrolled:
            desk.settings.all()
            self._to_note = passphrase_to_note(desk.store) is not None
        return desk

    def _opened(self, desk: Desk, door: FrontDoor) -> None:
        if self.over.is_set():  # the window was closed meanwhile
            return
        if not desk.enrolled or self._to_note:
            self.code = None
            leave()
            return
        chosen = {name: value for name, value in now().items() if value != self.look[name]}
        restore(desk.settings.all() | self._said | chosen)
        counter = wire_window(desk, door=door)
        self._around.callback(counter.end)
        self._around.callback(self.over.set)
        counter.seated.connect(lambda: self._seated(desk, counter))
        counter.begin()
        for name, value in chosen.items():
            counter.background.write(counter.keep_look, name, value)

        def start_engine(_answer: object) -> None:
            if not self.over.is_set():
                self._around.enter_context(app.sync_engine(desk)).start()

        if desk.this_desk().centre_url is not None:  # a desk that stands alone has nobody to ask
            counter.background.read(_load_the_line, done=start_engine, failed=start_engine)

    def _seated(self, desk: Desk, counter: DeskWindow) -> None:
        """An officer has signed in: now what her first dossier needs, then the work on pages."""

        def start_work(_answer: object) -> None:
            if not self.over.is_set() and not self._works:
                self._works = True
                self._around.enter_context(app.page_work(desk)).start()

        counter.background.read(_load_for_the_first, desk, done=start_work, failed=start_work)


def _load_the_line() -> None:
    """What the engine needs, read away from the screen."""
    import desk_app.sync.central_http
    import desk_app.sync.engine  # noqa: F401 - both only to have them


def _load_for_the_first(desk: Desk) -> None:
    """What the first dossier and its receipt need, read while the officer looks around."""
    from desk_app.services.warm_up import warm_up

    warm_up(desk)


def enrol_first(folder: Path) -> bool:
    """The window before there is a desk; True once the profile stands, and its recovery passphrase
    is put away."""
    from desk_app import enrolling
    from desk_app.ui.first_run import FirstRun

    def enrol(url: str, code: str, training: bool) -> Any:
        return enrolling.enrol(folder, url, code, training=training)

    def make_training(progress: Callable[..., None]) -> Any:
        progress(0, None)
        return app.make_training_desk(folder)

    application = make_application(language().code)
    with collected_here():
        first = FirstRun(enrol, make_training, noted=lambda: enrolling.noted(folder))
        first.window.resize(*FIRST_SIZE)
        first.begin(enrolling.to_note(folder) if profile_exists(folder) else None)
        try:
            run(application)
        finally:
            first.end()
    return first.made


__all__ = ["make_application", "open_window", "wire_window", "work"]
