"""The buttons that lead to numbers, wherever it is said that there are few or none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desk_app.services.number_ways import NumberWays
from desk_app.ui.screens.numbers.state import OPEN, TAKE
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import Message, message

_Way = tuple[Message, Callable[[], object], str]


def page_that_helps(ways: NumberWays) -> str | None:
    """The page of the screen of numbers that brings some; None: neither does."""
    if ways.sealed:
        return OPEN
    return TAKE if ways.neighbours else None


def offer_ways(
    bar: InfoBar,
    ways: NumberWays,
    send: Callable[[], object],
    open_page: Callable[[str], object],
    *,
    offline: bool = False,
) -> Button | None:
    """Adds what helps to ``bar``, the likeliest first, and gives that button; None: nothing does.

    Args:
        send: asks the centre now.
        open_page: shows this page of the screen of numbers.
        offline: the centre was out of reach lately: asking it comes last.
    """
    # The key of the screen leads to the same page, so it is printed there.
    first = page_that_helps(ways)
    numbers: list[_Way] = [
        (
            message(f"numbers_screen.way.{page}"),
            partial(open_page, page),
            "numbers" if page == first else "",
        )
        for page, there in ((OPEN, ways.sealed > 0), (TAKE, ways.neighbours))
        if there
    ]
    centre: list[_Way] = []
    if ways.centre:
        centre.append((message("numbers_screen.way.send"), send, "refresh"))
    buttons = [
        bar.add_action(text, act, action)
        for text, act, action in (numbers + centre if offline else centre + numbers)
    ]
    return buttons[0] if buttons else None
