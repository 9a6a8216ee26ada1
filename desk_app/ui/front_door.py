"""The window at its first picture: the sign-in screen takes keys while the desk is being opened.

It needs nothing but Qt, so that it stands at once; :class:`~desk_app.ui.desk_window.DeskWindow`
puts the desk behind it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.ui import show_error
from desk_app.ui.background import Background
from desk_app.ui.main_window import MainWindow
from desk_app.ui.screens.sign_in.view import SignInView
from desk_app.wording import message

LATEST_MS = 1000  # a window that is opened minimized is never painted


class FrontDoor(QObject):
    """Call :meth:`begin` to show it, :meth:`end` when it was closed.

    Args:
        unit: name of the unit as it was last time, "" where it is not known.
        counter: the same of the counter.
        training: shows the ribbon that says nothing here is real.
        clock: gives report ids to what failed without our foreseeing it.
    """

    def __init__(
        self,
        unit: str = "",
        counter: str = "",
        *,
        training: bool = False,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self.window = MainWindow(training=training)
        self.window.rail.hide()
        self.background = Background(clock)
        self._restore = show_error.install(self.background.failed.emit, clock)
        self.background.failed.connect(self.window.show_error, Qt.ConnectionType.QueuedConnection)
        self.view = SignInView()
        self.view.show_opening(unit, counter)
        self.window.register_screen(
            "sign_in",
            lambda: self.view,
            title=message("sign_in_screen.title"),
            icon="log-in",
            in_rail=False,
        )
        self.window.way = lambda _name, _about: ("sign_in", None)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)

    def begin(self, then: Callable[[], object]) -> None:
        """Shows the window and calls ``then`` once it was painted."""
        self._soon.timeout.connect(then)
        self._soon.start(LATEST_MS)
        self.window.installEventFilter(self)
        self.window.open_screen("sign_in")
        self.window.show()

    def refuse(self, error: DeskError) -> None:
        """The desk could not be opened: says why, in place, until the window is closed."""
        self.view.show_fault(error, self.window.close)

    def end(self) -> None:
        """Ends what was begun; what is being written is written to its end."""
        self._soon.stop()
        self.window.toast.forget()
        self.window.hide()
        self.background.close()
        self._restore()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notices the first painting."""
        if event.type() == QEvent.Type.Paint:
            self.window.removeEventFilter(self)
            if self._soon.isActive():
                self._soon.start(0)
        return False
