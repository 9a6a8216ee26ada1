"""The whole desk against a whole centre: enrol, receive, send, hear back, lose the line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk_app import app
from desk_app.cli import main
from desk_app.config.profile import open_profile, profile_exists
from desk_app.config.vault import TrainingVault
from desk_app.enrolling import enrol
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.local_centre import LocalCentre, local_centre
from desk_app.services.intake_json import read_form
from tests.builders.desks import a_dossier_said, a_training_desk, a_training_profile

UNIT, COUNTER = "H99.21.01", "Quầy 03"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCentre]:
    with local_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


def _code(centre: LocalCentre) -> str:
    return str(centre.ask("enrol-code", "--unit", UNIT, "--counter", COUNTER)["code"])


def _received(folder: Path, **changes: Any) -> str:
    with app.running(folder) as desk:
        form = read_form(a_dossier_said(received_at=None, **changes))
        return desk.intake.receive(form, desk.officer()).code


def test_a_desk_joins_receives_and_sends(tmp_path: Path, centre: LocalCentre) -> None:
    answer = enrol(tmp_path / "desk", centre.url, _code(centre), training=True)
    assert (answer["unit"], answer["counter"], answer["training"]) == (UNIT, COUNTER, True)
    assert answer["fetched"] > 60
    code = _received(tmp_path / "desk")
    with app.running(tmp_path / "desk") as desk:
        report = app.sync_once(desk)
        assert (report.accepted, report.waiting) == (1, 0)
        assert desk.dossiers.get(code).sync == "accepted"
        assert app.sync_once(desk).accepted == 0
    told = centre.ask("show", code)
    assert told["applicant"] == "Nguyễn Thị Phương Uyên"
    centre.ask("progress", code, "processing")
    with app.running(tmp_path / "desk") as desk:
        assert app.sync_once(desk).fetched >= 1
        assert desk.dossiers.get(code).state == "processing"


def test_without_the_line_work_goes_on_and_the_queue_drains_by_itself_later(
    tmp_path: Path, centre: LocalCentre
) -> None:
    folder = tmp_path / "desk"
    enrol(folder, centre.url, _code(centre), training=True)
    with app.running(folder) as desk:
        place = desk.this_desk()
        _at(desk, centre_url="http://127.0.0.1:9")
        codes = [
            desk.intake.receive(read_form(a_dossier_said(received_at=None)), desk.officer()).code
            for _ in range(3)
        ]
        report = app.sync_once(desk)
        assert (report.reached_centre, report.waiting) == (False, 3)
        assert {entry.code for entry in desk.outbox.queue().entries} == set(codes)
        assert all(entry.last_error for entry in desk.outbox.queue().entries)
        _at(desk, centre_url=place.centre_url)
        report = app.sync_once(desk)
        assert (report.accepted, report.waiting) == (3, 0)
    known = {line["code"] for line in centre.ask("dossiers", "--limit", "500")["dossiers"]}
    assert set(codes) <= known


def _at(desk: Any, **place: Any) -> None:
    from dataclasses import replace

    from desk_app.services.this_desk import write_this_desk

    with desk.store.write() as session:
        write_this_desk(session, replace(desk.this_desk(), **place))
    desk.forget_place()


def test_a_desk_with_dossiers_never_joins_another_place(
    tmp_path: Path, centre: LocalCentre
) -> None:
    folder = a_training_profile(tmp_path)
    with a_training_desk(tmp_path) as desk:
        desk.intake.receive(read_form(a_dossier_said()), desk.officer())
    with pytest.raises(Refusal) as caught:
        enrol(folder, centre.url, _code(centre), training=True)
    assert caught.value.key == "desk.has_dossiers"
    with a_training_desk(tmp_path) as desk:
        assert desk.search.search("uyen").total == 1


def test_a_stand_alone_training_desk_may_join_while_it_is_empty(
    tmp_path: Path, centre: LocalCentre
) -> None:
    folder = a_training_profile(tmp_path)
    enrol(folder, centre.url, _code(centre), training=True)
    code = _received(folder)
    with app.running(folder) as desk:
        assert desk.this_desk().centre_url == centre.url
        report = app.sync_once(desk)
        assert (report.accepted, report.refused) == (1, 0), code


def test_two_desks_of_a_unit_never_share_a_code(tmp_path: Path, centre: LocalCentre) -> None:
    codes: list[str] = []
    for name in ("a", "b"):
        enrol(tmp_path / name, centre.url, _code(centre), training=True)
        codes += [_received(tmp_path / name) for _ in range(3)]
    assert len(set(codes)) == 6
    for name in ("a", "b"):
        with app.running(tmp_path / name) as desk:
            assert app.sync_once(desk).refused == 0


def test_a_desk_that_is_shut_out_hears_why(
    tmp_path: Path, centre: LocalCentre, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = enrol(tmp_path / "desk", centre.url, _code(centre), training=True)["desk"]
    centre.ask("desk", "revoke", desk)
    assert main(["--json", "--profile", str(tmp_path / "desk"), "sync"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"]["title"]
    assert answer["accepted"] == 0


def test_a_lost_key_is_a_sentence(tmp_path: Path) -> None:
    folder = a_training_profile(tmp_path)
    TrainingVault(open_profile(folder)).forget()
    with pytest.raises(EnvironmentFault) as caught, app.running(folder):
        pass
    assert caught.value.key == "vault.no_training_key"
    assert "khôi phục" not in caught.value.next_step("vi")


@pytest.mark.parametrize("kept", ["", "no hexadecimal", "ab" * 31])
def test_a_damaged_key_of_a_training_desk_is_a_sentence(tmp_path: Path, kept: str) -> None:
    folder = a_training_profile(tmp_path)
    open_profile(folder).training_key.write_text(kept, encoding="ascii")
    with pytest.raises(EnvironmentFault) as caught, app.running(folder):
        pass
    assert caught.value.key == "vault.no_training_key"


def test_a_profile_that_could_not_be_made_is_not_there(tmp_path: Path) -> None:
    app.make_profile(tmp_path / "desk", training=True)
    with pytest.raises(Refusal):
        app.make_profile(tmp_path / "desk", training=True)
    assert profile_exists(tmp_path / "desk")


def test_a_desk_whose_profile_is_lost_keeps_its_dossiers(tmp_path: Path) -> None:
    folder = a_training_profile(tmp_path)
    profile = (folder / "profile.json").read_bytes()
    (folder / "profile.json").unlink()
    with pytest.raises(EnvironmentFault) as caught:
        app.make_profile(folder, training=True)
    assert caught.value.key == "profile.stray_database"
    (folder / "profile.json").write_bytes(profile)
    with app.running(folder) as desk:
        assert desk.enrolled


def test_a_profile_whose_making_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    made = app.make_profile(folder, training=True)
    made.named.rename(made.begun)
    again = app.make_profile(folder, training=True)
    assert again.id != made.id
    with app.running(folder) as desk:
        assert not desk.enrolled
