"""Carries facts from the event bus, whatever thread they come from, into the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from desk_app.event_bus import EventBus

Kind = TypeVar("Kind")


class BusBridge(QObject):
    """Screens listen here, never at the bus itself."""

    _arrived = Signal(object)

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._listeners: dict[type, list[tuple[QObject | None, Callable[[Any], None]]]] = {}
        self._endings: list[Callable[[], None]] = []
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def listen(
        self, kind: type[Kind], handler: Callable[[Kind], None], owner: QObject | None = None
    ) -> None:
        """Calls ``handler`` in the UI thread for each event of ``kind``, while ``owner`` lives."""
        if kind not in self._listeners:
            self._listeners[kind] = []
            self._endings.append(self._bus.subscribe(kind, self._arrived.emit))
        self._listeners[kind].append((owner, handler))

    def close(self) -> None:
        """Hears nothing any more."""
        for end in self._endings:
            end()
        self._endings.clear()
        self._listeners.clear()

    def _tell(self, event: object) -> None:
        listeners = self._listeners.get(type(event), [])
        listeners[:] = [pair for pair in listeners if pair[0] is None or isValid(pair[0])]
        for _, handler in list(listeners):
            handler(event)
