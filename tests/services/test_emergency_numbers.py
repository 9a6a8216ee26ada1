"""A sealed block gives nothing before a supervisor opens it, at the desk, also offline."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.errors import Refusal
from desk_app.services.numbers import take_number
from desk_app.wording import say
from tests.builders.number_desks import (
    TODAY,
    a_number_desk,
    give_block,
    journalled,
    told,
)
from tests.builders.stores import AN, BINH, PASSWORD, UNIT


def test_nothing_is_given_before_it_is_opened(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 1)
        give_block(desk, 9001, 9002, kind="emergency")
        with desk.store.write() as work:
            assert take_number(work, UNIT, TODAY) == 1
        with desk.store.write() as work, pytest.raises(Refusal) as caught:
            take_number(work, UNIT, TODAY)
        assert caught.value.key == "numbers.usual_used_up"
        assert desk.numbers.left(UNIT, TODAY) == 0
        sealed = desk.emergency_numbers.sealed()
        assert sealed is not None
        assert (sealed.first, sealed.left, sealed.sealed) == (9001, 2, True)
        opened = desk.emergency_numbers.open("binh", PASSWORD, "  mất mạng từ sáng ")
        assert not opened.sealed
        assert desk.emergency_numbers.sealed() is None
        assert desk.numbers.left(UNIT, TODAY) == 2
        with desk.store.write() as work:
            assert take_number(work, UNIT, TODAY) == 9001
        assert told(desk) == ["numbers.opened"]
        assert ("binh", "numbers.opened") in journalled(desk)
        assert ("binh", "officer.signed_in") not in journalled(desk)


def test_nobody_is_sent_for_emergency_numbers_that_are_used_up(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 1, 1)
        give_block(desk, 9001, 9001, kind="emergency")
        desk.emergency_numbers.open("binh", PASSWORD, "mất mạng")
        with desk.store.write() as work:
            assert [take_number(work, UNIT, TODAY) for _ in range(2)] == [1, 9001]
        with desk.store.write() as work, pytest.raises(Refusal) as caught:
            take_number(work, UNIT, TODAY)
        refusal = caught.value
        assert refusal.key == "numbers.used_up"
        assert desk.emergency_numbers.sealed() is None
        assert desk.numbers.why_none(UNIT, TODAY) is not None
        words = {one: say(f"{refusal.key}.next", one, **refusal.values) for one in ("vi", "en")}
        assert "dự phòng" not in words["vi"]
        assert "emergency" not in words["en"]


def test_an_opened_block_is_used_up_last(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 9001, 9002, kind="emergency")
        desk.emergency_numbers.open("binh", PASSWORD, "mất mạng")
        give_block(desk, 10_000, 10_000)
        with desk.store.write() as work:
            assert [take_number(work, UNIT, TODAY) for _ in range(2)] == [10_000, 9001]


@pytest.mark.parametrize(
    ("login", "password", "reason", "key"),
    [
        (AN.login, PASSWORD, "mất mạng", "numbers.not_supervisor"),
        (BINH.login, "wrong", "mất mạng", "numbers.supervisor_wrong"),
        (BINH.login, PASSWORD, " ", "numbers.reason_missing"),
    ],
)
def test_only_a_supervisor_with_a_reason_opens(
    tmp_path: Path, login: str, password: str, reason: str, key: str
) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 9001, 9002, kind="emergency")
        with pytest.raises(Refusal) as caught:
            desk.emergency_numbers.open(login, password, reason)
        assert caught.value.key == key
        assert desk.emergency_numbers.sealed() is not None
        assert told(desk) == []


def test_it_is_opened_once_and_who_asks_again_hears_who_opened_it(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk:
        give_block(desk, 9001, 9002, kind="emergency")
        assert desk.emergency_numbers.opened() is None
        desk.emergency_numbers.open("binh", PASSWORD, "mất mạng")
        opened = desk.emergency_numbers.opened()
        assert opened is not None
        assert (opened.by, opened.left) == ("binh", 2)
        for left, key in ((2, "numbers.emergency_open"), (0, "numbers.emergency_used_up")):
            with pytest.raises(Refusal) as caught:
                desk.emergency_numbers.open("binh", PASSWORD, "mất mạng")
            assert caught.value.key == key
            assert caught.value.values["left"] == left
            assert "09:" in caught.value.meaning("vi") or not left
            with desk.store.write() as work:
                while left and desk.numbers.left(UNIT, TODAY):
                    take_number(work, UNIT, TODAY)
                    left -= 1


def test_without_any_block_there_is_nothing_to_open(tmp_path: Path) -> None:
    with a_number_desk(tmp_path) as desk, pytest.raises(Refusal) as caught:
        desk.emergency_numbers.open("binh", PASSWORD, "mất mạng")
    assert caught.value.key == "numbers.no_emergency"
