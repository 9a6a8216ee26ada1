"""F9 found no number: where one may come from, kept up to date until there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.events import OutboxChanged, SyncFinished
from desk_app.services.number_ways import ONLY_THE_CENTRE, USED_UP, NumberWays
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.number_ways import offer_ways, page_that_helps
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import message

if TYPE_CHECKING:
    from desk_app.ui.screens.intake.view import IntakeView

REFUSALS = (*USED_UP, "numbers.no_block", *ONLY_THE_CENTRE)


def show_ways(
    bar: InfoBar,
    error: DeskError,
    ways: NumberWays,
    send: Callable[[], object],
    open_page: Callable[[str], object],
    *,
    offline: bool,
) -> None:
    """Says why there is no number, and offers what helps; Enter takes the likeliest."""
    bar.show_error(error, with_code=False)
    if error.key not in ONLY_THE_CENTRE:
        name = "choose" if page_that_helps(ways) is not None else "elsewhere"
        bar.next_step.say(message(f"intake_screen.no_numbers.{name}"))
    first = offer_ways(bar, ways, send, open_page, offline=offline)
    if first is not None:
        first.setFocus()


def show_came(bar: InfoBar, count: int) -> None:
    """There are numbers: F9 goes on."""
    bar.say(
        message("intake_screen.no_numbers.came", count=count),
        message("intake_screen.no_numbers.came_next"),
        tone="good",
    )


class NoNumbers(QObject):
    """Tells the view, and asks anew whenever numbers may have come.

    Args:
        ways: reads how it stands; called away from the screen.
        send: asks the centre now; called away from the screen.
    """

    def __init__(
        self,
        view: IntakeView,
        ways: Callable[[], NumberWays],
        send: Callable[[], object],
        background: Background,
        bus: BusBridge,
    ) -> None:
        super().__init__(view)
        self._view, self._ways, self._background = view, ways, background
        self._error: DeskError | None = None
        self._came = 0
        self._newest = background.newest()
        view.send_pressed.connect(lambda: background.read(send, owner=view))
        view.entered.connect(lambda _argument: self._look())
        view.bar.closed.connect(self.forget)
        bus.listen(OutboxChanged, lambda _event: self._look(), owner=view)
        bus.listen(SyncFinished, self._synced, owner=view)

    def tell(self, error: DeskError) -> None:
        """The dossier was refused for want of a number."""
        self._error, self._came = error, 0
        self._newest.ask(
            self._ways,
            done=lambda ways: self._view.show_no_numbers(error, ways),
            failed=lambda _fault: self._view.show_no_numbers(error, NumberWays()),
            owner=self._view,
        )

    def forget(self) -> None:
        """Another dossier, or the officer has read it."""
        self._error = None
        self._newest.forget()

    def _look(self) -> None:
        if self._error is not None:
            self._newest.ask(self._ways, done=self._known, owner=self._view)

    def _synced(self, event: SyncFinished) -> None:
        if self._error is not None and not self._came:
            self._view.show_number_news(reached_centre=event.reached_centre)
        self._look()

    def _known(self, ways: NumberWays) -> None:
        if self._error is not None and not ways.why and ways.left != self._came:
            self._came = ways.left
            self._view.show_numbers_came(ways.left)
