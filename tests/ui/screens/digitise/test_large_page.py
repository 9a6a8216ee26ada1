"""One page large, what is wrong with it, and the camera in its place."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.services.page_views import Finding
from desk_app.ui.screens.digitise.large_page import LargePage
from tests.builders.page_cards import a_page
from tests.ui.screenshots import shoot
from tests.ui.widgets.test_camera_view import GivenFrames


def test_what_is_wrong_stands_above_the_page(look: None, qtbot: QtBot) -> None:
    large = LargePage()
    qtbot.addWidget(large)
    shoot(large, (340, 560))
    large.say_finding(a_page(1))
    assert not large.finding.isVisible()
    large.say_finding(a_page(1, findings=(Finding("blurred", 8.0),)))
    assert large.finding.isVisible()
    assert "mờ" in large.finding.words
    large.say_finding(None)
    assert not large.finding.isVisible()


def test_the_camera_looks_only_while_it_is_on(look: None, qtbot: QtBot) -> None:
    large = LargePage()
    qtbot.addWidget(large)
    shoot(large, (340, 560))
    large.show_camera(GivenFrames(), on=True)
    assert large.camera.isVisible()
    assert not large.page.isVisible()
    large.show_camera(None, on=False)
    assert not large.camera.looks
    assert large.page.isVisible()
