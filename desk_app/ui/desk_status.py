"""What the light and the status bar say: from the queue and the line together, never from the
network alone. Green only when nothing is unsent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desk_app.clock import Clock
from desk_app.events import ConnectionChanged, SendRequested, SyncFinished
from desk_app.services.number_ways import FEW, FEW_ONLINE
from desk_app.services.outbox_desk import Queue
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.language import day, hour
from desk_app.ui.widgets.status_bar import StatusItem
from desk_app.wording import Message, has_words, message

ALONE = "alone"  # a training desk without a centre
UNKNOWN = "unknown"  # no pass of the engine has ended yet
NOT_ENROLLED = "not_enrolled"
OFFLINE = "offline"
REVOKED = "sync.not_welcome.desk_revoked"
COPIED = "sync.not_welcome.desk_copied"
ATTENTION = "attention"  # the centre answered, and somebody has to do something


@dataclass(frozen=True)
class Line:
    """The line to the centre as the evidence says.

    ``state``: a state of ``sync.connection``, or alone. ``since``: when it came to that.
    ``last_sync``: when a pass last reached the centre. ``asking``: somebody asked for a pass, and
    none has ended since. ``as_of``: when this was told; moments of another day are said with it.
    """

    state: str = UNKNOWN
    since: datetime | None = None
    detail_key: str | None = None
    last_sync: datetime | None = None
    asking: bool = False
    as_of: datetime | None = field(default=None, compare=False)

    def moment(self, at: datetime) -> str:
        """``at`` as people read it: the hour, with its day if that is not today."""
        same = self.as_of is None or self.as_of.date() == at.date()
        return hour(at) if same else f"{hour(at)} {day(at)}"


@dataclass(frozen=True)
class Light:
    """What the light shows: shape, colour, words, and a sentence about the work."""

    icon: str
    tone: str
    text: Message
    meaning: Message


class SyncWatch(QObject):
    """Remembers the line as the events told it; lives in the UI thread."""

    changed = Signal()

    def __init__(
        self, clock: Clock, bus: BusBridge, first: Line | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.line = first or Line()
        bus.listen(ConnectionChanged, self._line_changed, owner=self)
        bus.listen(SyncFinished, self._finished, owner=self)
        bus.listen(SendRequested, self._asked, owner=self)

    def _asked(self, _event: SendRequested) -> None:
        if self.line.state not in (ALONE, NOT_ENROLLED):
            self.line = replace(self.line, asking=True)
            self.changed.emit()

    def _line_changed(self, event: ConnectionChanged) -> None:
        if self.line.state == ALONE and event.state == NOT_ENROLLED:
            return
        since = datetime.fromisoformat(event.since) if event.since else None
        self.line = replace(
            self.line,
            state=event.state,
            since=since,
            detail_key=event.detail_key,
            as_of=self._clock.now(),
        )
        self.changed.emit()

    def _finished(self, event: SyncFinished) -> None:
        self.line = replace(self.line, asking=False, as_of=self._clock.now())
        if event.reached_centre:
            self.line = replace(self.line, last_sync=self._clock.now())
        self.changed.emit()


READING = Light(
    "clock",
    "ink_soft",
    message("sync_screen.light.reading"),
    message("sync_screen.light.reading_means"),
)
"""Before anything was read: green would be a promise."""


def light(line: Line, queue: Queue) -> Light:
    """The light for the line and what is unsent."""
    if line.state in (NOT_ENROLLED, ALONE):
        return _light(line.state, "circle-off", "ink_soft")
    if line.state == OFFLINE:
        if queue.condition == "jammed":
            return _light("offline_jammed", "cloud-off", "wrong")
        since = line.since
        if since is not None:
            return Light(
                "cloud-off",
                "care",
                message("sync_screen.light.offline_since", since=line.moment(since)),
                message("sync_screen.light.offline_means"),
            )
        return _light("offline", "cloud-off", "care")
    if line.state == ATTENTION and line.detail_key is not None:  # it lets this desk in no more
        name = {REVOKED: "revoked", COPIED: "copied"}.get(line.detail_key, "attention")
        return _light(name, "triangle-alert", "wrong")
    if queue.condition == "needs_you" or line.state == ATTENTION:
        return _light("needs_you", "triangle-alert", "wrong")
    if "clogged" in (line.state, queue.condition) or queue.condition == "jammed":
        return _light("jammed", "octagon-alert", "wrong")
    if "slow" in (line.state, queue.condition):
        return _light("slow", "hourglass", "care")
    if queue.unsent and line.state == UNKNOWN:
        return _light("waiting", "clock", "accent", count=queue.unsent)
    if queue.unsent:
        return _light("sending", "circle-arrow-up", "accent", count=queue.unsent)
    if queue.files_waiting:
        return _light("files", "circle-arrow-up", "accent", count=queue.files_waiting)
    if line.state == UNKNOWN:
        return _light("unknown", "circle-dashed", "ink_soft")
    return _light("clear", "circle-check", "good")


def age_words(seconds: int) -> Message:
    """How long something waits: minutes, hours or days."""
    if seconds < 60:
        return message("sync_screen.age.now")
    if seconds < 3600:
        return message("sync_screen.age.minutes", count=seconds // 60)
    if seconds < 86400:
        return message("sync_screen.age.hours", count=seconds // 3600)
    return message("sync_screen.age.days", count=seconds // 86400)


def line_detail(line: Line) -> Message | None:
    """Why the line is as it is, in words, if the evidence says."""
    if line.detail_key is None:
        return None
    for key in (line.detail_key, f"{line.detail_key}.title"):
        if has_words(key):
            return message(key)
    return None


def stopped_words(line: Line) -> tuple[Message, Message, Message] | None:
    """Title, meaning and next step where the centre lets this desk in no more: somebody has to do
    something. None: it is let in, or nobody knows better."""
    key = line.detail_key
    if line.state != ATTENTION or key is None or not has_words(f"{key}.title"):
        return None
    return message(f"{key}.title"), message(f"{key}.meaning"), message(f"{key}.next")


def number_help(line: Line) -> str:
    """What would bring numbers: ``stopped`` (IT must do something first), ``online`` (they come by
    themselves), or ``offline`` (a network)."""
    if stopped_words(line) is not None:
        return "stopped"
    return "offline" if line.state in (OFFLINE, UNKNOWN, NOT_ENROLLED, ALONE) else "online"


def few_from(line: Line) -> int:
    """With fewer numbers than this for a day an officer should know."""
    return FEW_ONLINE if number_help(line) == "online" else FEW


def status_items(line: Line, queue: Queue, not_printed: int) -> dict[str, StatusItem | None]:
    """The items at the left of the status bar by name; None: there is nothing to say."""
    shown = light(line, queue)
    tip = message("sync_screen.status.open")
    items: dict[str, StatusItem | None] = {
        "line": StatusItem("line", shown.icon, shown.text, shown.tone, shown.meaning),
        "queue": None,
        "attention": None,
        "unprinted": None,
        "last_sync": None,
    }
    if queue.unsent and line.state != ALONE:
        oldest = age_words(queue.oldest_seconds or 0)
        text = message("sync_screen.status.queue", count=queue.unsent, oldest=oldest)
        tone = "care" if queue.condition in ("slow", "jammed") else "ink_soft"
        items["queue"] = StatusItem("queue", "arrow-up", text, tone, tip)
    if attention := queue.refused + queue.held:
        text = message("sync_screen.status.attention", count=attention)
        items["attention"] = StatusItem("attention", "triangle-alert", text, "wrong", tip)
    if not_printed:
        text = message("sync_screen.status.unprinted", count=not_printed)
        items["unprinted"] = StatusItem(
            "unprinted", "printer", text, "care", message("sync_screen.status.unprinted_tip")
        )
    if line.asking:
        text = message("sync_screen.status.asking")
        items["last_sync"] = StatusItem("last_sync", "refresh-cw", text, "accent", tip)
    elif line.last_sync is not None:
        text = message("sync_screen.status.last_sync", time=line.moment(line.last_sync))
        items["last_sync"] = StatusItem("last_sync", "refresh-cw", text, tip=tip)
    return items


def _light(name: str, icon: str, tone: str, **values: object) -> Light:
    return Light(
        icon,
        tone,
        message(f"sync_screen.light.{name}", **values),
        message(f"sync_screen.light.{name}_means"),
    )
