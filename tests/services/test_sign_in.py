"""Signing in without network: right, wrong, too often wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.models.tables import Officer
from desk_app.services import sign_in
from desk_app.services.journal import Journal
from desk_app.services.sign_in import LOCK, SignIn, hash_password
from tests.builders.stores import AN, BINH, KEY, NOW, PASSWORD


@pytest.fixture
def signing(store: Store, clock: TickingClock) -> SignIn:
    return SignIn(store, clock)


def refused(signing: SignIn, login: str = "an", password: str = "sai") -> Refusal:
    with pytest.raises(Refusal) as caught:
        signing.signed_in(login, password)
    return caught.value


def wrong_times(signing: SignIn, clock: TickingClock, times: int, login: str = "an") -> None:
    """So many wrong tries, each after its wait."""
    for _ in range(times):
        assert refused(signing, login).key == "sign_in.wrong"
        clock.advance(timedelta(minutes=2))


@pytest.fixture
def quick_nobody(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    """The check of an unknown name with a cheap hash, for tests of many tries."""
    with store.read() as session:
        cheap = session.get_one(Officer, "binh").password_hash
    monkeypatch.setattr(sign_in, "_NOBODY", cheap)


def test_the_right_password_signs_in_at_this_desk(signing: SignIn, store: Store) -> None:
    assert signing.signed_in(" an ", PASSWORD) == AN
    assert [line.action for line in Journal(store).of_day(NOW.date())] == ["officer.signed_in"]


def test_the_list_to_pick_from_has_the_active_officers(signing: SignIn) -> None:
    assert [card.login for card in signing.officers()] == [AN.login, BINH.login]


def test_an_officer_of_another_unit_is_unknown_here(signing: SignIn, store: Store) -> None:
    with store.write() as session:
        session.get_one(Officer, "an").unit = "H15.50.05"
    assert refused(signing, "an", PASSWORD).key == "sign_in.wrong"
    assert [card.login for card in signing.officers()] == [BINH.login]


def test_leaving_is_written_down(signing: SignIn, store: Store) -> None:
    signing.sign_out(AN)
    assert [line.action for line in Journal(store).of_day(NOW.date())] == ["officer.signed_out"]


@pytest.mark.parametrize(
    ("login", "password"),
    [("an", "sai"), ("an", ""), ("nobody", PASSWORD), ("cuc", PASSWORD), ("", ""), ("an'--", "x")],
)
def test_name_and_password_are_refused_with_the_same_words(
    signing: SignIn, login: str, password: str
) -> None:
    refusal = refused(signing, login, password)
    assert (refusal.key, refusal.values) == ("sign_in.wrong", {})


def test_an_unknown_name_costs_as_much_work_as_a_real_password() -> None:
    assert extract_parameters(sign_in._NOBODY) == extract_parameters(hash_password("x"))
    assert extract_parameters(sign_in._NOBODY) == RFC_9106_LOW_MEMORY


def test_a_damaged_hash_is_a_wrong_password(signing: SignIn, store: Store) -> None:
    with store.write() as session:
        session.get_one(Officer, "an").password_hash = "broken"
    assert refused(signing, "an", PASSWORD).key == "sign_in.wrong"


@pytest.mark.usefixtures("quick_nobody")
@pytest.mark.parametrize("login", ["an", "nobody"])
def test_from_the_fifth_wrong_try_on_one_waits_twice_as_long(
    signing: SignIn, clock: TickingClock, login: str
) -> None:
    for _ in range(4):
        assert refused(signing, login).key == "sign_in.wrong"
    for seconds in (2, 4, 8, 16, 32):
        assert refused(signing, login).key == "sign_in.wrong"
        assert refused(signing, login).values == {"seconds": seconds}
        clock.advance(timedelta(seconds=seconds))


@pytest.mark.usefixtures("quick_nobody")
@pytest.mark.parametrize("login", ["an", "nobody"])
def test_the_tenth_wrong_try_locks_for_a_quarter_of_an_hour(
    signing: SignIn, clock: TickingClock, login: str
) -> None:
    wrong_times(signing, clock, 9, login)
    assert refused(signing, login).key == "sign_in.wrong"
    locked = refused(signing, login, PASSWORD)
    assert locked.key == "sign_in.locked"
    assert locked.values["until"] == clock.now() + LOCK
    clock.advance(LOCK)
    assert refused(signing, login).key == "sign_in.wrong"
    assert refused(signing, login).key == "sign_in.locked"


def test_while_one_waits_the_right_password_is_not_looked_at(
    signing: SignIn, clock: TickingClock
) -> None:
    wrong_times(signing, clock, 4)
    refused(signing)
    waiting = refused(signing, "an", PASSWORD)
    assert (waiting.key, waiting.values) == ("sign_in.wait", {"seconds": 2})
    clock.advance(timedelta(seconds=2))
    assert signing.signed_in("an", PASSWORD) == AN


def test_the_right_password_forgets_the_wrong_ones(signing: SignIn, clock: TickingClock) -> None:
    wrong_times(signing, clock, 6)
    signing.signed_in("an", PASSWORD)
    wrong_times(signing, clock, 4)
    assert signing.signed_in("an", PASSWORD) == AN


def test_another_officer_does_not_wait(signing: SignIn, clock: TickingClock) -> None:
    wrong_times(signing, clock, 4)
    refused(signing)
    assert signing.signed_in("binh", PASSWORD) == BINH


def test_neither_a_restart_nor_a_clock_put_back_shortens_the_lock(
    signing: SignIn, store: Store, clock: TickingClock, tmp_path: Path
) -> None:
    wrong_times(signing, clock, 9)
    refused(signing)
    clock.advance(-timedelta(days=1))
    assert refused(signing, "an", PASSWORD).key == "sign_in.locked"
    store.close()
    again = open_store(tmp_path / "desk.db", KEY)
    try:
        assert refused(SignIn(again, clock), "an", PASSWORD).key == "sign_in.locked"
        clock.advance(timedelta(days=1) + LOCK)
        assert SignIn(again, clock).signed_in("an", PASSWORD) == AN
    finally:
        again.close()


def test_wrong_tries_and_the_lock_stand_in_the_journal(
    signing: SignIn, store: Store, clock: TickingClock
) -> None:
    wrong_times(signing, clock, 9)
    refused(signing)
    lines = Journal(store).of_day(NOW.date())
    assert [line.action for line in lines].count("officer.wrong_password") == 10
    assert lines[-1].action == "officer.locked"
    until = clock.now() + LOCK
    assert lines[-1].text.in_words("en") == f"Sign-in locked until {until:%d/%m/%Y %H:%M}"
    assert "sai" not in str([line.details for line in lines])
