"""When a credential is renewed, and what a cut leaves behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desk_app.clock import TickingClock
from desk_app.errors import DeskError
from desk_app.sync.centre import NoAnswer, NotWelcome
from desk_app.sync.exchanges import Standing
from desk_app.sync.protocol import RenewAnswer, RenewRequest, credential_hash, renew_words
from desk_app.sync.renewal import AGAIN_AFTER, LEFT, Renewal
from tests.builders.stores import NOW


class Door:
    """A centre's door for credentials, and the desk's pocket."""

    desk_id = "01930000-0000-7000-8000-000000000001"

    def __init__(self) -> None:
        self.asked: list[RenewRequest] = []
        self.shown: list[str] = []
        self.taken: list[str] = []
        self.fault: DeskError | None = None
        self.pocket: str | None = None
        self.made = 0

    def renew(self, request: RenewRequest) -> RenewAnswer:
        self.asked.append(request)
        if self.fault is not None:
            raise self.fault
        return RenewAnswer(nonce=request.nonce, credential_expires_at=NOW)

    def use(self, credential: str) -> None:
        self.shown.append(credential)

    def next_credential(self) -> str:
        if self.pocket is None:
            self.made += 1
            self.pocket = f"new-{self.made}"
        return self.pocket

    def sign(self, words: bytes) -> str:
        return f"signed {credential_hash(words.decode())}"

    def take(self, credential: str) -> None:
        self.taken.append(credential)
        self.pocket = None


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def renewal(clock: TickingClock, door: Door) -> Renewal:
    return Renewal(clock, door, door)


def standing(left: timedelta | None, at: datetime = NOW) -> Standing:
    return Standing(at, at + left if left is not None else None)


def test_it_is_renewed_when_a_third_is_left(renewal: Renewal, door: Door) -> None:
    renewal.when_due(None)
    renewal.when_due(standing(None))
    renewal.when_due(standing(LEFT + timedelta(seconds=1)))
    assert door.asked == []
    renewal.when_due(standing(LEFT))
    assert (door.taken, door.shown) == (["new-1"], ["new-1"])
    (asked,) = door.asked
    words = renew_words(door.desk_id, asked.nonce, credential_hash("new-1"))
    assert asked.key_signature == door.sign(words)
    assert asked.credential_sha256 == credential_hash("new-1")


def test_the_centres_clock_decides_not_the_desks(
    renewal: Renewal, door: Door, clock: TickingClock
) -> None:
    clock.advance(timedelta(days=3650))
    renewal.when_due(standing(LEFT + timedelta(days=1)))
    assert door.asked == []


@pytest.mark.parametrize("code", ["credential-expired", "desk-unknown"])
def test_a_door_that_is_shut_is_opened_with_the_key(
    renewal: Renewal, door: Door, code: str
) -> None:
    assert renewal.after(NotWelcome(code))
    assert door.shown == ["new-1"]


@pytest.mark.parametrize("fault", [None, NoAnswer("cut"), NotWelcome("desk-revoked")])
def test_nothing_else_asks_for_a_new_one(
    renewal: Renewal, door: Door, fault: DeskError | None
) -> None:
    assert not renewal.after(fault)
    assert door.asked == []


def test_after_a_lost_answer_the_same_one_is_asked_for(renewal: Renewal, door: Door) -> None:
    door.fault = NoAnswer("cut")
    renewal.when_due(standing(LEFT))
    assert (door.taken, door.shown) == ([], [])  # the old one is still shown, and still good
    door.fault = None
    renewal.when_due(standing(LEFT))
    assert [one.credential_sha256 for one in door.asked] == [credential_hash("new-1")] * 2
    assert door.taken == ["new-1"]


def test_a_centre_that_says_no_is_not_asked_in_every_pass(
    renewal: Renewal, door: Door, clock: TickingClock
) -> None:
    door.fault = NotWelcome("desk-unknown")
    assert not renewal.after(NotWelcome("desk-unknown"))
    assert not renewal.after(NotWelcome("desk-unknown"))
    assert len(door.asked) == 1
    clock.advance(AGAIN_AFTER)
    assert not renewal.after(NotWelcome("desk-unknown"))
    assert len(door.asked) == 2
