"""The way from one desk to the centre, on which by chance everything happens that can happen."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from desk_app.errors import DeskError
from desk_app.sync.centre import Busy, NoAnswer, NotTheCentre, Piece, UploadState
from desk_app.sync.protocol import EnrolAnswer, EnrolRequest, SyncAnswer, SyncRequest
from tests.faults.simulation.parts import PowerCut
from tests.faults.simulation.sides import Port

Answer = TypeVar("Answer")
Ask = Callable[[], object]
CAUSES = ("dns", "refused", "unreachable", "timeout", "tls", "proxy")


@dataclass(frozen=True)
class Weather:
    """How often what happens, in parts of a hundred; the rest goes well."""

    lost: int = 0
    answer_lost: int = 0
    twice: int = 0
    late: int = 0
    partial: int = 0
    busy: int = 0
    portal: int = 0
    stumble: int = 0
    power: int = 0

    def choose(self, chance: random.Random) -> str:
        """What happens to one request."""
        at = chance.randrange(100)
        for name in self.__dataclass_fields__:
            at -= int(getattr(self, name))
            if at < 0:
                return name
        return "well"


CALM = Weather()
WEATHERS = (
    Weather(lost=5, answer_lost=5, twice=3, late=3, power=1),
    Weather(lost=15, answer_lost=20, twice=10, late=10, partial=10, busy=3, portal=3, power=3),
    Weather(answer_lost=40, twice=15, late=15, power=5),
    Weather(lost=20, partial=30, busy=5, portal=5, stumble=10, power=2),
)


class Line:
    """As :class:`desk_app.sync.centre.Centre`, for one desk.

    Args:
        late: where requests go that arrive some time, when nobody waits for an answer any more.
        power_cut: called when the desk's power goes while a request is under way.
    """

    def __init__(
        self,
        port: Port,
        chance: random.Random,
        weather: Weather,
        late: Callable[[Ask], None],
        power_cut: Callable[[], None],
    ) -> None:
        self.port = port
        self.weather = weather
        self.down = False
        self.between: Callable[[], None] = lambda: None
        self._chance = chance
        self._late = late
        self._power_cut = power_cut

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Desks of a simulated world have joined already."""
        raise NoAnswer("unreachable")

    def sync(self, request: SyncRequest) -> SyncAnswer:
        """As a centre, with what happens on the way."""
        what = self._what()
        answer = self._trip(what, lambda: self.port.sync(request))
        if what == "partial":
            named = [said for said in answer.entries if self._chance.random() < 0.5]
            answer = answer.model_copy(update={"entries": named})
        return answer

    def upload_state(self, file_id: str) -> UploadState:
        """As a centre, with what happens on the way."""
        return self._trip(self._what(), lambda: self.port.upload_state(file_id))

    def upload_piece(self, file_id: str, offset: int, size: int, piece: Piece) -> UploadState:
        """As a centre, with what happens on the way: a piece may arrive in part."""
        data, what = piece[:], self._what()
        if what == "partial" and len(data) > 1:
            part = data[: self._chance.randrange(1, len(data))]
            self.port.upload_piece(file_id, offset, size, part)
            raise NoAnswer("cut")
        return self._trip(what, lambda: self.port.upload_piece(file_id, offset, size, data))

    def close(self) -> None:
        """Nothing is kept open."""

    def _what(self) -> str:
        self.between()
        return "lost" if self.down else self.weather.choose(self._chance)

    def _trip(self, what: str, ask: Callable[[], Answer]) -> Answer:
        if what == "lost":
            raise NoAnswer(self._chance.choice(CAUSES))
        if what == "late":
            self._late(ask)
            raise NoAnswer("timeout")
        if what == "busy":
            raise Busy(float(self._chance.randrange(1, 60)))
        if what == "portal":
            raise NotTheCentre(self._chance.choice(("portal", "nonce", "signature")))
        if what == "stumble":
            raise NoAnswer("server")
        if what == "power" and self._chance.random() < 0.5:
            self._power_cut()
            raise PowerCut
        if what == "twice":
            return self._twice(ask)
        answer = ask()
        if what == "answer_lost":
            raise NoAnswer("cut")
        if what == "power":
            self._power_cut()
            raise PowerCut
        return answer

    def _twice(self, ask: Callable[[], Answer]) -> Answer:
        """The request arrives twice; which answer comes back is chance."""
        first = ask()
        try:
            second = ask()
        except DeskError:
            if self._chance.random() < 0.5:
                raise
            return first
        return self._chance.choice((first, second))
