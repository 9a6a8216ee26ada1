"""The only place that turns what went wrong into words for people.

Every exception becomes a :class:`DeskError`: what is known keeps its sentence, what is not known
becomes a ``Bug`` with a report id, under which the whole story stands in the log. Nothing here
opens a dialog: errors are shown in place by an ``InfoBar``.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from desk_app.clock import Clock, SystemClock
from desk_app.errors import Bug, DeskError

log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The person stopped the work; nothing to tell."""


@dataclass(frozen=True)
class Outcome:
    """What came of a piece of work: a value, an error, or nothing because it was cancelled."""

    value: Any = None
    error: DeskError | None = None
    cancelled: bool = False


def attempt(work: Callable[[], Any], clock: Clock) -> Outcome:
    """Does ``work`` and brings home whatever happened; never raises."""
    try:
        return Outcome(value=work())
    except Cancelled:
        return Outcome(cancelled=True)
    except Exception as problem:
        return Outcome(error=as_desk_error(problem, clock))


def as_desk_error(problem: BaseException, clock: Clock) -> DeskError:
    """``problem`` as a sentence; one we did not foresee is logged and becomes a ``Bug``."""
    if isinstance(problem, DeskError):
        return problem
    bug = Bug(report_id(clock))
    log.error("bug %s", bug.report_id, exc_info=(type(problem), problem, problem.__traceback__))
    return bug


def report_id(clock: Clock) -> str:
    """A short id a person can read out on the phone: ``7F3A-91C2``."""
    tail = clock.new_id().replace("-", "")[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def code_of(error: DeskError) -> str:
    """The small code shown beside an error, to be copied for IT."""
    return error.report_id if isinstance(error, Bug) else error.key


def install(show: Callable[[DeskError], None], clock: Clock | None = None) -> Callable[[], None]:
    """Lets every exception nobody caught be told by ``show``; returns how to end that.

    ``show`` is called in the thread that failed: give it a signal's ``emit``.
    """
    watch = clock or SystemClock()
    before, threads_before = sys.excepthook, threading.excepthook

    def tell(
        kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, problem, trace)
            return
        show(as_desk_error(problem, watch))

    def tell_from_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            tell(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = tell, tell_from_thread

    def restore() -> None:
        sys.excepthook, threading.excepthook = before, threads_before

    return restore
