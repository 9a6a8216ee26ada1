"""What the bar of the scan screen says about finishing, blank sides and cover sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from desk_app.ui.language import Text, in_words
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.wording import Message, message


def tell_lacking(bar: InfoBar, lacking: Sequence[Text]) -> None:
    """Papers are not whole."""
    bar.say(
        message("digitise.missing_papers", count=len(lacking)),
        " · ".join(map(in_words, lacking)),
        message("digitise.missing_next"),
        tone="care",
    )


def tell_finished(bar: InfoBar, cut_short: Sequence[int]) -> None:
    """All is asked for, but for papers whose reading was ``cut_short``."""
    if cut_short:
        bar.say(
            message("digitise.finished_in_part"),
            message("digitise.finished_in_part_meaning", numbers=list(cut_short)),
            message("digitise.finished_in_part_next"),
            tone="care",
        )
        return
    bar.say(message("digitise.finished"), message("digitise.finished_meaning"), tone="good")


def tell_only_blank(bar: InfoBar, name: str, count: int) -> None:
    """There is nothing on any side that was just scanned."""
    bar.say(
        message("digitise.only_blank", name=name, count=count),
        next_step=message("digitise.only_blank_next"),
        tone="care",
    )


def tell_no_printer(bar: InfoBar, save: Callable[[], object]) -> None:
    """No printer here: a file is the way to paper, and there the cursor goes."""
    bar.say(
        message("digitise.covers_no_printer"),
        message("digitise.covers_no_printer_next"),
        tone="care",
    )
    button = bar.add_action(message("digitise.covers_save"), save)
    button.setFocus(Qt.FocusReason.OtherFocusReason)


def tell_covers_failed(bar: InfoBar, reason: Message | None) -> None:
    """The printer says no."""
    bar.say(
        message("digitise.covers_failed"),
        reason or "",
        message("digitise.covers_failed_next"),
        tone="care",
    )
