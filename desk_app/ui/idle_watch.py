"""Notices that nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)
MINUTE_MS = 60_000


class IdleWatch(QObject):
    """``idle`` once the desk was left alone for :meth:`set_minutes`; 0 switches it off."""

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)

    def install(self) -> None:
        """Begins to watch the whole program."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def uninstall(self) -> None:
        """Watches no longer."""
        self._timer.stop()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """How long it may be left alone."""
        self._timer.stop()
        self._timer.setInterval(minutes * MINUTE_MS)
        if minutes:
            self._timer.start()

    @property
    def watching(self) -> bool:
        """Whether the time is running."""
        return self._timer.isActive()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Each touch begins the time anew."""
        if event.type() in TOUCHES and self._timer.interval() > 0:
            self._timer.start()
        return False
