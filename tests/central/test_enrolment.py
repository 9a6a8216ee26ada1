"""A desk joins once, with a code that is good once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk_app.central import administration, enrolment, tables
from desk_app.central.engine import CentreStore
from desk_app.central.enrolment import code_hash, enrol, make_code
from desk_app.central.round_trip import NotWelcomeHere
from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.sync.protocol import EnrolRequest, credential_hash
from tests.builders.messages import COUNTER, CREDENTIAL, UNIT, enrol_request, identity_text


def refused(store: CentreStore, clock: TickingClock, said: EnrolRequest) -> str:
    with pytest.raises(NotWelcomeHere) as caught:
        enrol(store, clock, said)
    assert caught.value.title("vi")
    return caught.value.code


def test_a_desk_learns_its_place(store: CentreStore, clock: TickingClock) -> None:
    code = make_code(store, clock, UNIT, COUNTER)
    answer = enrol(store, clock, enrol_request(code.code))
    assert (answer.unit.code, answer.counter, answer.epoch) == (UNIT, COUNTER, 1)
    assert answer.training
    assert answer.centre_name


def test_a_lost_answer_can_be_asked_for_again(store: CentreStore, clock: TickingClock) -> None:
    said = enrol_request(make_code(store, clock, UNIT, COUNTER).code)
    first = enrol(store, clock, said)
    clock.advance(timedelta(days=3))
    assert enrol(store, clock, said) == first


def test_a_code_serves_one_desk(store: CentreStore, clock: TickingClock) -> None:
    code = make_code(store, clock, UNIT, COUNTER).code
    enrol(store, clock, enrol_request(code))
    assert refused(store, clock, enrol_request(code, desk=2)) == "enrol-code-used"
    assert refused(store, clock, enrol_request(code, credential="x" * 43)) == "enrol-code-used"


def test_a_code_is_over_after_a_day(store: CentreStore, clock: TickingClock) -> None:
    code = make_code(store, clock, UNIT, COUNTER)
    clock.advance(timedelta(hours=24, seconds=1))
    assert refused(store, clock, enrol_request(code.code)) == "enrol-code-expired"


def test_a_guessed_code_is_wrong(store: CentreStore, clock: TickingClock) -> None:
    assert refused(store, clock, enrol_request("0000-0000-0000")) == "enrol-code-wrong"


def test_a_desk_id_is_enrolled_once(store: CentreStore, clock: TickingClock) -> None:
    enrol(store, clock, enrol_request(make_code(store, clock, UNIT, COUNTER).code))
    second = enrol_request(make_code(store, clock, UNIT, COUNTER).code)
    assert refused(store, clock, second) == "desk-known"


def test_a_revoked_desk_does_not_come_back_with_its_old_code(
    store: CentreStore, clock: TickingClock
) -> None:
    said = enrol_request(make_code(store, clock, UNIT, COUNTER).code)
    enrol(store, clock, said)
    administration.revoke_desk(store, clock, said.desk_id)
    assert refused(store, clock, said) == "desk-revoked"


def test_two_desks_with_one_code_at_once(store: CentreStore, clock: TickingClock) -> None:
    code = make_code(store, clock, UNIT, COUNTER).code

    def attempt(desk: int) -> str:
        try:
            return enrol(store, clock, enrol_request(code, desk)).desk_id
        except NotWelcomeHere as no:
            return no.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(1, 5)))
    assert outcomes.count("enrol-code-used") == 3
    with store.reading() as session:
        assert len(session.scalars(select(tables.Desk)).all()) == 1


def test_codes_and_credentials_are_kept_only_as_hashes(
    sqlite_store: CentreStore, clock: TickingClock
) -> None:
    code = make_code(sqlite_store, clock, UNIT, COUNTER).code
    enrol(sqlite_store, clock, enrol_request(code))
    with sqlite_store.reading() as session:
        kept = session.scalars(select(tables.EnrolCode)).one()
        desk = session.get_one(tables.Desk, identity_text(800_001))
    assert kept.code_sha256 == code_hash(code)
    assert code not in str(vars(kept))
    assert desk.credential_sha256 == credential_hash(CREDENTIAL)
    assert CREDENTIAL not in str(vars(desk))


def test_a_code_may_be_typed_as_people_type() -> None:
    assert code_hash("rfk9-0dl1-vqta") == code_hash(" RFK9 ODI1 VQTA ")
    assert code_hash("RFK90D11VQTA") != code_hash("RFK90D11VQTB")


def test_codes_differ(sqlite_store: CentreStore, clock: TickingClock) -> None:
    codes = {make_code(sqlite_store, clock, UNIT, COUNTER).code for _ in range(5)}
    assert len(codes) == 5
    assert all(set(code) <= set(enrolment.LETTERS + "-") for code in codes)


def test_a_new_counter_is_made(sqlite_store: CentreStore, clock: TickingClock) -> None:
    make_code(sqlite_store, clock, UNIT, "Quầy lưu động")
    with sqlite_store.reading() as session:
        assert session.get(tables.Counter, (UNIT, "Quầy lưu động")) is not None


@pytest.mark.parametrize(
    ("unit", "counter", "key"),
    [
        ("H00", COUNTER, "central.unit_unknown"),
        ("H99.05", COUNTER, "central.unit_over"),
        (UNIT, "  ", "central.counter_name"),
        (UNIT, "x" * 201, "central.counter_name"),
    ],
)
def test_a_code_needs_a_living_unit_and_a_counter(
    sqlite_store: CentreStore, clock: TickingClock, unit: str, counter: str, key: str
) -> None:
    with pytest.raises(Refusal) as caught:
        make_code(sqlite_store, clock, unit, counter)
    assert caught.value.key == key
    assert caught.value.meaning("vi")
