"""A desk asks for its place at a centre."""

from __future__ import annotations

import logging
from typing import Protocol

from desk_app.errors import DeskError
from desk_app.sync.centre import NoAnswer
from desk_app.sync.protocol import EnrolAnswer, EnrolRequest

log = logging.getLogger(__name__)
TRIES = 3


class WelcomingCentre(Protocol):
    """The way to a centre, as far as joining goes."""

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """As :meth:`desk_app.sync.centre.Centre.enrol`."""
        ...


def ask_for_place(centre: WelcomingCentre, request: EnrolRequest) -> EnrolAnswer:
    """Asks, and asks the same again where the line broke under way.

    Raises:
        NoAnswer: also the last time.
        NotTheCentre, NotWelcome, Busy, TooOld, NotUnderstood
    """
    for _ in range(TRIES - 1):
        try:
            return centre.enrol(request)
        except NoAnswer as fault:
            if not outcome_unknown(fault):
                raise
            log.warning("asks for the place again: %s", fault.key)
    return centre.enrol(request)


def outcome_unknown(fault: DeskError) -> bool:
    """Whether the centre may have heard, and used up the code: then only the same desk may ask
    again with it."""
    return isinstance(fault, NoAnswer) and fault.cause in ("cut", "timeout", "server")
