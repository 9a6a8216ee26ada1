"""Where pages come from, and the next key."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.ui.screens.digitise.foot import Foot
from desk_app.ui.screens.digitise.state import FILES, DigitiseState, Source
from desk_app.wording import message
from tests.builders.page_cards import a_checklist, a_paper


def a_foot(qtbot: QtBot) -> Foot:
    foot = Foot()
    qtbot.addWidget(foot)
    foot.show()
    return foot


def test_the_key_names_the_paper_where_there_is_room(look: None, qtbot: QtBot) -> None:
    foot = a_foot(qtbot)
    state = DigitiseState(a_checklist(a_paper(1, "Tờ khai")), 1)
    foot.say(state, cramped=False)
    assert foot.scan.words == "Quét vào «Tờ khai»"
    foot.say(state, cramped=True)
    assert foot.scan.words == "Quét"


def test_backs_need_fronts_and_nothing_is_scanned_twice_at_once(look: None, qtbot: QtBot) -> None:
    foot = a_foot(qtbot)
    state = DigitiseState(a_checklist(a_paper(1)), 1)
    for busy, pages, said in (
        (False, False, (True, False)),
        (False, True, (True, True)),
        (True, True, (False, False)),
    ):
        foot.offer(state, busy=busy, pages=pages)
        assert (foot.scan.isEnabled(), foot.backs.isEnabled()) == said
    closed = a_paper(1, why_not=message("scanning.why_not.presented"))
    foot.offer(DigitiseState(a_checklist(closed), 1), busy=False, pages=True)
    assert not foot.scan.isEnabled()


def test_a_way_in_that_is_gone_is_not_chosen(look: None, qtbot: QtBot) -> None:
    foot = a_foot(qtbot)
    foot.show_sources([Source("a|feeder", "Máy A"), Source(FILES, "Tệp")], FILES)
    assert foot.source.value() == FILES
    foot.show_sources([Source("a|feeder", "Máy A")], FILES)
    assert foot.source.value() == "a|feeder"
