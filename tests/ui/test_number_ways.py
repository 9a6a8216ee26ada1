"""Which ways to numbers stand where."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desk_app.services.number_ways import NumberWays
from desk_app.ui.number_ways import offer_ways, page_that_helps
from desk_app.ui.widgets.info_bar import InfoBar


@pytest.mark.parametrize(
    ("ways", "page"),
    [
        (NumberWays(sealed=2, neighbours=True), "open"),
        (NumberWays(neighbours=True), "take"),
        (NumberWays(centre=True), None),
    ],
    ids=["sealed", "neighbour", "neither"],
)
def test_the_key_leads_where_its_button_leads(
    ways: NumberWays, page: str | None, look: None, qtbot: QtBot
) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    pages: list[object] = []
    sent: list[bool] = []
    first = offer_ways(bar, ways, lambda: sent.append(True), pages.append, offline=True)
    assert page_that_helps(ways) == page
    assert first is not None
    first.click()
    assert pages == ([page] if page else [])
    assert sent == ([] if page else [True])
    assert first.accessibleName().endswith("(Ctrl+M)" if page else "(F5)")


def test_where_nothing_helps_nothing_is_offered(look: None, qtbot: QtBot) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    assert offer_ways(bar, NumberWays(), lambda: None, lambda _page: None) is None
