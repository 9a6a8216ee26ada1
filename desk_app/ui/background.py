"""Work away from the screen: one writer in order, a few readers; answers in the UI thread.

Services may take long or wait for the disk; the UI thread may not. Whatever comes back (value or
error) is delivered in the UI thread, and not at all once the asking widget is gone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from desk_app.clock import Clock, SystemClock
from desk_app.errors import DeskError
from desk_app.ui.show_error import Cancelled, Outcome, attempt

READERS = 3
Done = Callable[[Any], None]
Failed = Callable[[DeskError], None]


@dataclass(frozen=True)
class Advance:
    """How far a piece of work is: ``done`` of ``total`` (None: not known)."""

    done: int
    total: int | None = None


class Progress:
    """Handed to work that reports how far it is, as ``progress(done, total)``.

    Calling it raises ``Cancelled`` when the person stopped the work, so a service that reports
    progress between rows of one transaction rolls back by itself.
    """

    def __init__(self, task: Task, tell: Callable[[Task, Advance], None]) -> None:
        self._task = task
        self._tell = tell

    def __call__(self, done: int, total: int | None = None) -> None:
        if self._task.cancelled:
            raise Cancelled
        self._tell(self._task, Advance(done, total))

    @property
    def cancelled(self) -> bool:
        """Whether the person stopped the work."""
        return self._task.cancelled


class Task:
    """One piece of work that was asked for."""

    def __init__(
        self,
        done: Done | None,
        failed: Failed | None,
        advanced: Callable[[Advance], None] | None,
        owner: QObject | None,
    ) -> None:
        self.done, self.failed, self.advanced, self.owner = done, failed, advanced, owner
        self._cancelled = threading.Event()
        self._future: Future[None] | None = None
        self.finished = False

    @property
    def cancelled(self) -> bool:
        """Whether it was stopped."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stops it: not begun, it never begins; begun, it ends at its next progress call.

        Its answer is dropped in any case.
        """
        self._cancelled.set()
        if self._future is not None:
            self._future.cancel()

    def started_as(self, future: Future[None]) -> None:
        """Remembers how it runs."""
        self._future = future

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the answer."""
        return not self.cancelled and (self.owner is None or isValid(self.owner))


class Background(QObject):
    """Runs service calls. One per program, made by ``app.py``, given to presenters.

    Args:
        clock: gives report ids to what failed without our foreseeing it.
    """

    failed = Signal(object)
    """A ``DeskError`` for which no ``failed`` was given; the main window shows it."""
    busy_changed = Signal(bool)

    _answered = Signal(object, object)
    _advanced = Signal(object, object)

    def __init__(self, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock or SystemClock()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._open = 0
        self._long: set[Task] = set()
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        advanced: Callable[[Advance], None] | None = None,
        owner: QObject | None = None,
        **options: Any,
    ) -> Task:
        """Does ``work(*args, **options)`` in the one writer thread, after all earlier writes.

        With ``advanced``, ``work`` is also given ``progress=`` (see :class:`Progress`). ``owner``
        is the widget that asks: once it is gone, nothing is delivered.
        """
        return self._start(self._writer, work, args, options, Task(done, failed, advanced, owner))

    def read(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        advanced: Callable[[Advance], None] | None = None,
        owner: QObject | None = None,
        **options: Any,
    ) -> Task:
        """Does ``work`` in a reader thread, beside other reads, in no order. Once closed, nobody
        waits for an answer any more: nothing is asked."""
        if self._closed:
            task = Task(None, None, None, None)
            task.finished = True
            return task
        return self._start(self._readers, work, args, options, Task(done, failed, advanced, owner))

    def newest(self) -> Newest:
        """For search as you type: only the answer to the last question arrives."""
        return Newest(self)

    @property
    def busy(self) -> bool:
        """Whether anything was asked and not yet answered."""
        return self._open > 0

    @property
    def works_long(self) -> bool:
        """Whether work that tells how far it is (a scan, a long file) is under way or waits."""
        return bool(self._long)

    def close(self) -> None:
        """Waits for what is being written, drops what has not begun reading. What tells how far it
        is ends at its next step, as if the person had stopped it."""
        self._closed = True
        for task in self._long:
            task.cancel()
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[..., Any],
        args: tuple[Any, ...],
        options: dict[str, Any],
        task: Task,
    ) -> Task:
        if task.advanced is not None:
            options = options | {"progress": Progress(task, self._advanced.emit)}

        def run() -> None:
            outcome = (
                Outcome(cancelled=True)
                if task.cancelled
                else attempt(lambda: work(*args, **options), self._clock)
            )
            self._answered.emit(task, outcome)

        self._open += 1
        if task.advanced is not None:
            self._long.add(task)
        if self._open == 1:
            self.busy_changed.emit(True)
        future = pool.submit(run)
        task.started_as(future)
        future.add_done_callback(
            lambda f: self._answered.emit(task, Outcome(cancelled=True)) if f.cancelled() else None
        )
        return task

    def _deliver(self, task: Task, outcome: Outcome) -> None:
        task.finished = True
        self._long.discard(task)
        self._open -= 1
        if self._open == 0:
            self.busy_changed.emit(False)
        if outcome.cancelled or not task.wanted:
            return
        if outcome.error is None:
            if task.done is not None:
                task.done(outcome.value)
        elif task.failed is not None:
            task.failed(outcome.error)
        else:
            self.failed.emit(outcome.error)

    def _tell(self, task: Task, advance: Advance) -> None:
        if task.wanted and task.advanced is not None:
            task.advanced(advance)


class Newest:
    """Asks readers; an answer to an older question is dropped."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._task: Task | None = None

    def ask(self, work: Callable[..., Any], *args: Any, **options: Any) -> Task:
        """As :meth:`Background.read`, forgetting the question before."""
        self.forget()
        self._task = self._background.read(work, *args, **options)
        return self._task

    def forget(self) -> None:
        """Drops the answer still on its way."""
        if self._task is not None:
            self._task.cancel()
