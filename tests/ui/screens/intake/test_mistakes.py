"""One list of mistakes: in order, with the names of their fields."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desk_app.ui.language import in_words
from desk_app.ui.screens.intake.mistakes import in_order, named
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.wording import message


@pytest.fixture
def fields(qtbot: QtBot, look: None) -> list[LabelledInput]:
    names = ("id_number", "full_name", "phone")
    made = [LabelledInput(message(f"intake_screen.person.{name}")) for name in names]
    for field in made:
        qtbot.addWidget(field)
    return made


def test_the_order_is_the_one_of_the_screen_and_a_field_stands_once(
    fields: list[LabelledInput],
) -> None:
    found = [("c", fields[2]), ("a", fields[0]), ("again", fields[2])]
    mistakes = in_order(found, [*fields, fields[0]], fields[2:])
    assert [mistake.widget for mistake in mistakes] == [fields[0], fields[2]]
    assert in_words(mistakes[1].text) == "Người nộp thay – Điện thoại: c"


def test_a_sentence_names_its_field_once(fields: list[LabelledInput]) -> None:
    plain = message("people.id_number_length", found=11)
    assert named(plain, fields[0]) is plain
    long = message("people.too_long", most=5, found=9)
    assert in_words(named(long, fields[1])).startswith("Họ tên: Dài quá")
