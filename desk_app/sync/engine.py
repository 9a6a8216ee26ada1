"""Drives the talk with the centre by itself, for ever: when to make a pass, and what the light
shows afterwards.

Nothing at the counter ever waits for it. A pass that fails never kills the next, and what was
under way when the program ended is simply still waiting.
"""

from __future__ import annotations

import logging
import random as lottery
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from desk_app import __version__
from desk_app.clock import Clock
from desk_app.errors import DeskError, EnvironmentFault, Refusal
from desk_app.event_bus import EventBus
from desk_app.events import ConnectionChanged, OutboxChanged, SendRequested, SyncFinished
from desk_app.models.engine import Store
from desk_app.models.last_sync import keep_last_sync, read_last_sync
from desk_app.sync import connection, retry, sender
from desk_app.sync.appliers import OWN_APPLIERS, ChangeAppliers
from desk_app.sync.centre import Busy, Centre, NotUnderstood, NotWelcome, TooOld
from desk_app.sync.connection import Evidence, Light
from desk_app.sync.exchanges import Exchanges, Lineage, SyncReport
from desk_app.sync.lanes import Lanes, Threads
from desk_app.sync.renewal import Renewal
from desk_app.sync.uploads import OneFile, PlainFiles, Uploads, Went

__all__ = ["SyncEngine", "SyncReport"]

log = logging.getLogger(__name__)
STOP_SECONDS = 5.0
# How often it is kept that the centre answered.
KEEP_EVERY = timedelta(minutes=5)


class SyncEngine:
    """The desk's side of the line.

    Args:
        centre: None as long as the desk is not enrolled.
        epoch: of the desk's enrolment.
        appliers: for kinds of changes that services read (``procedure``, ``calendar``); units,
            officers and progress are known here.
        files: where archive copies are read; None: none are sent.
        lineage: what is done when this desk turns out to be a copy of itself.
        renewal: renews the desk's credential; None: it is never renewed.
        random: 0 … 1, for the jitter.
        lanes: where several files are under way at once.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        centre: Centre | None,
        *,
        epoch: int = 1,
        appliers: ChangeAppliers | None = None,
        files: PlainFiles | None = None,
        lineage: Lineage | None = None,
        renewal: Renewal | None = None,
        app_version: str = __version__,
        random: Callable[[], float] = lottery.random,
        lanes: Callable[[], Lanes[OneFile, Went]] = Threads,
    ) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus
        self._centre = centre
        self._exchanges = Exchanges(
            store,
            clock,
            self._tell,
            epoch=epoch,
            appliers={**OWN_APPLIERS, **(appliers or {})},
            app_version=app_version,
            lineage=lineage,
        )
        self._uploads = (
            Uploads(store, clock, self._tell, files, random=random, lanes=lanes) if files else None
        )
        self._renewal = renewal
        self._random = random
        self._evidence = Evidence(enrolled=centre is not None)
        self._shown: Light | None = None
        self._kept: datetime | None = None
        self._failures = 0
        self._pause = 0.0
        self._one_pass = threading.Lock()
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._subscriptions: list[Callable[[], None]] = []

    @property
    def has_centre(self) -> bool:
        """Whether the desk has a place at a centre."""
        return self._centre is not None

    def run_once(self, *, at_once: bool = False) -> SyncReport:
        """One pass: sends and reads until all is even, then sends archive copies. What went wrong
        on the line is in the report, not raised. ``at_once``: also those that were set back.

        Raises:
            Refusal: the desk is not enrolled.
            EnvironmentFault: the desk's own database says no.
        """
        if self._centre is None:
            raise Refusal("sync.not_enrolled")
        if at_once:
            self._hurry.set()
        with self._one_pass:
            try:
                report = self._exchange(self._centre)
                if report.fault is None and self._uploads is not None:
                    report = self._upload(self._centre, self._uploads, report)
            except DeskError as fault:
                self._failed(fault)
                self._show()
                raise
            except Exception:
                self._note_failure("sync.pass_failed")
                self._show()
                raise
            return self._finish(report)

    def start(self) -> None:
        """Begins to work by itself; the first pass comes at once."""
        self._show()
        if self._centre is None or self._thread is not None:
            return
        self._stopping.clear()
        self._subscriptions = [
            self._bus.subscribe(OutboxChanged, self._outbox_changed),
            self._bus.subscribe(SendRequested, self._send_requested),
        ]
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ends after the exchange under way; True if it ended within ``seconds``. What had no
        answer yet is sent again next time."""
        for end in self._subscriptions:
            end()
        self._subscriptions = []
        self._stopping.set()
        self._wake.set()
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        thread.join(seconds)
        return not thread.is_alive()

    def close(self, seconds: float = STOP_SECONDS) -> None:
        """Stops, and gives the line back."""
        self.stop(seconds)
        if self._centre is not None:
            self._centre.close()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.run_once()
            except Exception as fault:
                log.warning("a pass failed: %s", type(fault).__name__)
            self._wake.wait(self._pause)

    def _exchange(self, centre: Centre) -> SyncReport:
        report = self._one_pass_of(centre)
        if self._renewal is None:
            return report
        if self._renewal.after(report.fault):
            again = self._one_pass_of(centre)
            return replace(report.and_then(again), fault=again.fault)
        if report.fault is None:
            self._renewal.when_due(self._exchanges.standing)
        return report

    def _one_pass_of(self, centre: Centre) -> SyncReport:
        return self._exchanges.one_pass(
            centre, self._failed, self._succeeded, self._stopping.is_set
        )

    def _upload(self, centre: Centre, uploads: Uploads, report: SyncReport) -> SyncReport:
        """Sends archive copies; between their pieces entries go as always."""
        if self._hurry.is_set():
            self._hurry.clear()
            uploads.forget_delays()
        last = self._clock.now()

        def between(ask: bool) -> DeskError | None:
            nonlocal report, last
            now = self._clock.now()
            idle = abs((now - last).total_seconds()) > retry.IDLE_SECONDS
            if not (ask or idle or self._exchanges.has_to_send()):
                return None
            met = self._exchange(centre)
            report, last = report.and_then(met), now
            return met.fault

        found = uploads.one_pass(centre, between, self._stopping.is_set)
        if found.fault is not None and not found.told:
            self._failed(found.fault)
        return replace(
            report,
            pages_uploaded=found.pages,
            bytes_uploaded=found.bytes,
            fault=found.fault,
        )

    def _send_requested(self, _: SendRequested) -> None:
        self._hurry.set()
        self._wake.set()

    def _outbox_changed(self, _: OutboxChanged) -> None:
        # While the line is down a new dossier does not start a try of its own; and what a pass
        # itself changed needs no second pass.
        if self._failures == 0 and threading.current_thread() is not self._thread:
            self._wake.set()

    def _keep_last_sync(self) -> None:
        """Keeps when the centre last answered: now and then, and when it falls silent. What the
        disk refuses is kept next time."""
        last = self._evidence.last_success
        if last is None or last == self._kept:
            return
        silent = self._evidence.failing_since is not None
        if not silent and self._kept is not None and abs(last - self._kept) < KEEP_EVERY:
            return
        try:
            keep_last_sync(self._store, last)
        except EnvironmentFault as fault:
            log.warning("the last answer is not kept: %s", fault.key)
            return
        self._kept = last

    def _silent_since(self, now: datetime) -> datetime:
        """Since when the centre has not answered: longer than this program runs, it may be."""
        before = self._evidence.failing_since
        if before is not None or self._evidence.last_success is not None:
            return before or now
        try:
            # One that is still to come was kept while the clock was ahead.
            return min(read_last_sync(self._store) or now, now)
        except EnvironmentFault:
            return now

    def _succeeded(self) -> None:
        self._failures = 0
        self._evidence = replace(
            self._evidence,
            last_success=self._clock.now(),
            failing_since=None,
            failure_key=None,
            needs_person=False,
            busy=False,
        )

    def _failed(self, fault: DeskError) -> datetime:
        """Takes note; returns when the next pass will be."""
        return self._note_failure(
            fault.key,
            needs_person=isinstance(fault, NotWelcome | TooOld | NotUnderstood),
            busy_seconds=fault.retry_after if isinstance(fault, Busy) else None,
        )

    def _note_failure(
        self, key: str, *, needs_person: bool = False, busy_seconds: float | None = None
    ) -> datetime:
        now = self._clock.now()
        self._failures += 1
        self._pause = retry.delay_after(self._failures, self._random, busy_seconds or 0.0)
        self._evidence = replace(
            self._evidence,
            failing_since=self._silent_since(now),
            failure_key=key,
            needs_person=needs_person,
            busy=busy_seconds is not None,
        )
        return now + timedelta(seconds=self._pause)

    def _finish(self, report: SyncReport) -> SyncReport:
        if report.fault is None:
            self._pause = self._pause_until_next()
        with self._store.read_rows() as look:
            unsent = sender.read_unsent(look)
        self._evidence = replace(
            self._evidence,
            waiting=unsent.waiting,
            refused=unsent.refused,
            held=unsent.held,
            oldest=unsent.oldest,
        )
        self._keep_last_sync()
        self._show()
        told = replace(report, waiting=unsent.waiting)
        self._tell(
            SyncFinished(
                told.reached_centre, told.accepted, told.refused, told.fetched, told.waiting
            )
        )
        return told

    def _pause_until_next(self) -> float:
        idle = retry.idle_delay(self._random)
        due = self._uploads.seconds_to_next() if self._uploads else None
        return idle if due is None else min(idle, max(retry.SHORTEST_SECONDS, due))

    def _show(self) -> None:
        seen = connection.light(self._evidence, self._clock.now())
        if seen == self._shown:
            return
        self._shown = seen
        since = seen.since.isoformat() if seen.since else ""
        self._tell(ConnectionChanged(seen.state, since, seen.detail_key))

    def _tell(self, event: object) -> None:
        # Whoever stops the engine takes the listeners down next.
        if not self._stopping.is_set():
            self._bus.publish(event)
