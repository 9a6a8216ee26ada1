"""Mistakes of the whole screen as one list: in its order, each sentence with the name of its
field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from desk_app.ui.language import Text, in_words
from desk_app.ui.widgets.error_summary import Mistake
from desk_app.ui.widgets.labelled import Labelled
from desk_app.wording import message


def in_order(
    found: Iterable[tuple[Text, QWidget]], order: Sequence[QWidget], of_submitter: Sequence[QWidget]
) -> list[Mistake]:
    """``found`` in the order of the screen; the first sentence about an input stands.

    Args:
        order: all inputs, from top to bottom.
        of_submitter: inputs whose sentence says that they are the submitter's.
    """
    kept: list[tuple[Text, QWidget]] = []
    for text, widget in found:
        if not isinstance(widget, Labelled) or all(widget is not other for _, other in kept):
            kept.append((text, widget))
    places: dict[int, int] = {}
    for place, widget in enumerate(order):
        places.setdefault(id(widget), place)  # an input may stand for two names
    kept.sort(key=lambda pair: places.get(id(pair[1]), len(places)))
    return [
        Mistake(named(text, widget, any(widget is one for one in of_submitter)), widget)
        for text, widget in kept
    ]


def named(text: Text, widget: QWidget, of_submitter: bool = False) -> Text:
    """``text`` with the name of its field in front, unless it is in there already."""
    if isinstance(widget, Labelled):
        name = in_words(widget.label).partition("(")[0].strip()
        if name.casefold() not in in_words(text).casefold():
            text = message("intake_screen.mistake.field", field=widget.label, text=text)
    return message("intake_screen.mistake.submitter", text=text) if of_submitter else text
