"""A clock that is off is told, at the counter and before the paper is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.models.tables import Setting
from desk_app.services.clock_check import clock_warning
from desk_app.services.desk import Desk
from desk_app.services.intake_json import read_form
from tests.builders.desks import a_dossier_said, a_training_desk


def _ahead(desk: Desk, seconds: int) -> None:
    with desk.store.write() as session:
        session.merge(Setting(name="centre_time", value={"at": "", "ahead_seconds": seconds}))


@pytest.mark.parametrize(
    ("seconds", "key"),
    [
        (0, None),
        (300, None),
        (-300, None),
        (301, "intake.clock_ahead"),
        (-691_200, "intake.clock_behind"),
    ],
)
def test_five_minutes_are_tolerated(tmp_path: Path, seconds: int, key: str | None) -> None:
    with a_training_desk(tmp_path) as desk:
        assert clock_warning(desk.store) is None
        _ahead(desk, seconds)
        told = clock_warning(desk.store)
        assert (told.key if told else None) == key


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (420, "7 phút"),
        (5400, "90 phút"),
        (-18_000, "5 giờ"),
        (86_399, "1 ngày"),
        (-691_200, "8 ngày"),
    ],
)
def test_how_far_it_is_off_is_said_as_people_say_it(
    tmp_path: Path, seconds: int, words: str
) -> None:
    with a_training_desk(tmp_path) as desk:
        _ahead(desk, seconds)
        told = clock_warning(desk.store)
        assert told is not None
        assert f" {words};" in told.in_words("vi")


def test_the_officer_is_warned_before_the_paper_is_printed(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        _ahead(desk, 7200)
        form = read_form(a_dossier_said(received_at=None))
        warnings = desk.intake.receive(form, desk.officer()).warnings
        assert any("2 giờ" in text.in_words("vi") for text in warnings)
