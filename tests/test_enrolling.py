"""A desk joins: the code works once, and is not lost with an answer or with a killed program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from desk_app import app
from desk_app.central import commands
from desk_app.central.engine import CentreStore
from desk_app.central.enrolment import make_code
from desk_app.central.http import make_app
from desk_app.clock import SystemClock
from desk_app.config.profile import profile_exists
from desk_app.enrolling import enrol
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.sync.joining import TRIES
from tests.builders.centres import prepare, small_resources, sqlite_copy
from tests.builders.messages import COUNTER, UNIT
from tests.builders.served import served


class LosesAnswers:
    """A centre that takes desks in, and ``lost`` times its answer does not arrive."""

    def __init__(self, centre: FastAPI, lost: int) -> None:
        self.centre, self.lost = centre, lost

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != "/v1/enrol" or self.lost == 0:
            await self.centre(scope, receive, send)
            return
        self.lost -= 1
        await self.centre(scope, receive, _nowhere)
        raise ConnectionError("lost")


async def _nowhere(_: Message) -> None:
    """Where the answers go."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    prepare(str(folder / "template.db"), small_resources(folder / "resources"))
    return folder / "template.db"


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[CentreStore]:
    with sqlite_copy(template, tmp_path) as opened:
        yield opened


def _code(store: CentreStore) -> str:
    return make_code(store, SystemClock(), UNIT, COUNTER).code


def test_a_code_works_once(store: CentreStore, tmp_path: Path) -> None:
    code = _code(store)
    with served(make_app(store, SystemClock())) as url:
        answer = enrol(tmp_path / "one", url, code, training=True)
        with pytest.raises(Refusal) as caught:
            enrol(tmp_path / "two", url, code, training=True)
        with pytest.raises(Refusal) as again:
            enrol(tmp_path / "one", url, code, training=True)
    assert (answer["unit"], answer["counter"]) == (UNIT, COUNTER)
    assert caught.value.key == "sync.not_welcome.enrol_code_used"
    assert again.value.key == "desk.already_enrolled"
    assert not profile_exists(tmp_path / "two")


def test_a_code_whose_answers_are_lost_lets_the_same_desk_in_later(
    store: CentreStore, tmp_path: Path
) -> None:
    code, folder = _code(store), tmp_path / "desk"
    centre = LosesAnswers(make_app(store, SystemClock()), lost=TRIES)
    with served(centre) as url:  # type: ignore[arg-type]
        with pytest.raises(EnvironmentFault):
            enrol(folder, url, code, training=True)
        with app.running(folder) as desk:
            assert not desk.enrolled
        answer = enrol(folder, f"{url}/", code.lower(), training=True)
    assert [desk["id"] for desk in commands.desks(str(tmp_path / "centre.db"))] == [answer["desk"]]
    with app.running(folder) as desk:
        assert desk.this_desk().desk_id == answer["desk"]


def test_a_training_desk_does_not_use_up_a_code_of_a_real_centre(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'centre.db'}"
    commands.init(database, name="Tỉnh Thật")
    commands.unit_add("H10", "UBND tỉnh", "province", database=database)
    commands.unit_add("H10.01", "Trung tâm", "commune_centre", parent="H10", database=database)
    code = commands.enrol_code("H10.01", "Quầy 01", database)["code"]
    with (
        commands.ready_centre(database) as store,
        served(make_app(store, SystemClock())) as url,
        pytest.raises(Refusal) as caught,
    ):
        enrol(tmp_path / "desk", url, code, training=True)
    assert caught.value.key == "sync.not_welcome.not_for_training"
    assert commands.desks(database) == []
    assert not profile_exists(tmp_path / "desk")


def test_an_empty_code_is_not_sent(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        enrol(tmp_path / "desk", "http://127.0.0.1:9", "  ", training=True)
    assert caught.value.key == "desk.no_code"


def test_a_centre_that_is_not_there_leaves_no_profile_behind(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        enrol(tmp_path / "desk", "http://127.0.0.1:9", "AAAA-BBBB", training=True)
    assert not profile_exists(tmp_path / "desk")
