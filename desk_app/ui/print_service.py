"""The printers of this machine, asked in a process of its own and never waited for without end.

The print service may hang. Then what was known last stays, ``silent`` tells so, and a print says
that it was not sent.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk_app.paper.scanners.frames import FrameWriter, read_frame
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from desk_app.wording import Message, message

CHILD = (sys.executable, "-P", "-m", "desk_app.ui.print_child")


@dataclass(frozen=True)
class Limits:
    """How long an answer is waited for, in seconds.

    ``start``: a process that has to be started first, on a busy machine. ``answer``: which
    printers there are. ``again``: the same, while an earlier question is still without an answer.
    ``ahead``: until a print begins to be handed over. ``handed``: from there to the end.
    ``given_up``: how often a question is looked after before it is asked anew.
    """

    start: float = 15.0
    answer: float = 3.0
    again: float = 0.2
    ahead: float = 15.0
    handed: float = 30.0
    given_up: int = 5


class NoAnswer(Exception):
    """Nothing was said in time, or the process is gone."""


class PrintProcess:
    """One process that talks to the print service; one request at a time."""

    def __init__(self, command: Sequence[str] = CHILD) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        self._line = FrameWriter(self._process.stdin)  # type: ignore[arg-type]
        self._said: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._pump, name="print process", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, request: dict[str, Any], body: bytes = b"") -> None:
        """Sends a request; a process that is gone tells when it is heard."""
        with contextlib.suppress(OSError):
            self._line.write(request, body)

    def hear(self, seconds: float) -> dict[str, Any]:
        """What it says next.

        Raises:
            NoAnswer: nothing within ``seconds``, or it is gone.
        """
        try:
            head = self._said.get(timeout=seconds)
        except queue.Empty:
            raise NoAnswer from None
        if head is None:
            self._said.put(None)
            raise NoAnswer
        return head

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def end(self) -> None:
        """Ends it, whatever it waits for."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()

    def _pump(self) -> None:
        assert self._process.stdout is not None
        while (frame := read_frame(self._process.stdout)) is not None:  # type: ignore[arg-type]
            self._said.put(frame[0])
        self._said.put(None)


class SystemPrinters:
    """The real printers. Every method may be called in any thread but that of the screens.

    Args:
        command: starts a process as :mod:`desk_app.ui.print_child`.
        limits: how long answers are waited for.
    """

    def __init__(self, command: Sequence[str] = CHILD, limits: Limits | None = None) -> None:
        self._command, self._limits = command, limits or Limits()
        self._asking = threading.Lock()
        self._idle_lock = threading.Lock()
        self._idle: PrintProcess | None = None
        self._open: set[PrintProcess] = set()
        self._pending: PrintProcess | None = None
        self._unanswered = 0
        self.known: tuple[PrinterOnDesk, ...] = ()
        """The printers as they were found last."""
        self._closed = False
        self.silent = False
        """Whether the print service did not answer when it was last asked."""

    def all(self) -> tuple[PrinterOnDesk, ...]:
        """Every printer, the default first; what was known last while the service is silent."""
        with self._asking:
            if self._closed:
                return self.known
            waiting = self._limits.again
            try:
                if self._pending is None:
                    self._pending = self._taken()
                    self._pending.ask({"do": "printers"})
                    waiting = self._limits.answer
                said = self._pending.hear(waiting)
            except NoAnswer:
                self._not_answered(self._pending)
                return self.known
            self._given_back(self._pending)
            self._pending, self._unanswered, self.silent = None, 0, False
            self.known = tuple(PrinterOnDesk(**one) for one in said["printers"])
            return self.known

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        """Prints once and follows the job. Does not raise because of a printer."""
        if self.silent:
            self.all()
        if self.silent or self._closed:
            return PrintOutcome("failed", message("printing.no_answer"))
        process: PrintProcess | None = None
        handed = False
        try:
            process = self._taken()
            process.ask({"do": "print", "printer": printer, "title": title}, pdf)
            said = process.hear(self._limits.ahead)
            if said["is"] == "handing":
                handed = True
                self._forgotten(process)
                said = process.hear(self._limits.handed)
        except NoAnswer:
            if process is not None:
                self._ended(process)
            if handed:
                return PrintOutcome(
                    "unconfirmed", message("printing.no_answer_handed", printer=printer)
                )
            self.silent = True
            return PrintOutcome("failed", message("printing.no_answer"))
        self._given_back(process)
        reason = None if said["reason"] is None else Message.from_json(said["reason"])
        return PrintOutcome(said["state"], reason)

    def close(self) -> None:
        """Ends what was started; nothing is asked any more. A print that is being handed over goes
        on: cut short, nobody could tell whether it comes out."""
        self._closed = True
        with self._idle_lock:
            processes, self._open, self._idle = tuple(self._open), set(), None
        for process in processes:
            process.end()

    def _not_answered(self, process: PrintProcess | None) -> None:
        """The question stays: its answer may still come. It is asked anew only where its process
        is gone or has waited long, for then the service may have been started again."""
        self.silent = True
        self._unanswered += 1
        if process is None:
            return
        if process.gone or self._unanswered >= self._limits.given_up:
            self._ended(process)
            self._pending, self._unanswered = None, 0

    def _taken(self) -> PrintProcess:
        """A process without work, started if need be.

        Raises:
            NoAnswer: none can be started.
        """
        with self._idle_lock:
            idle, self._idle = self._idle, None
            if idle is not None and not idle.gone:
                return idle
            try:
                process = PrintProcess(self._command)
            except OSError as error:
                raise NoAnswer from error
            self._open.add(process)
        if idle is not None:
            self._ended(idle)
        with contextlib.suppress(NoAnswer):  # then its answer will not come, either
            process.hear(self._limits.start)
        return process

    def _given_back(self, process: PrintProcess) -> None:
        """One is kept: the next print does not wait for its start."""
        with self._idle_lock:
            if self._idle is None and not self._closed:
                self._idle = process
                self._open.add(process)
                return
        self._ended(process)

    def _ended(self, process: PrintProcess) -> None:
        process.end()
        self._forgotten(process)

    def _forgotten(self, process: PrintProcess) -> None:
        with self._idle_lock:
            self._open.discard(process)
