"""The desk writes down what its window shows first, and nothing about people."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from desk_app.config.first_picture import NAME, FirstPicture, read_first_picture
from desk_app.services.first_picture import remember_first_picture
from tests.builders.desks import a_training_desk


def test_look_unit_and_counter_are_remembered(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        desk.settings.set("language", "en")
        desk.settings.set("text_size", 125)
        remember_first_picture(desk)
        unit, counter = desk.unit().name, desk.this_desk().counter
        people = [card.full_name for card in desk.sign_in.officers()]
    kept = read_first_picture(tmp_path / "desk")
    assert kept == FirstPicture("en", "system", 125, unit, counter)
    said = (tmp_path / "desk" / NAME).read_text(encoding="utf-8")
    assert people
    assert not any(name in said for name in people)


def test_a_unit_that_is_not_known_yet_is_left_open(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        with desk.store.write() as session:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            here = "json_set(value, '$.unit', 'H99.99')"
            session.execute(text(f"UPDATE setting SET value = {here} WHERE name = 'this_desk'"))
        desk.forget_place()
        remember_first_picture(desk)
        assert read_first_picture(tmp_path / "desk").unit == ""
