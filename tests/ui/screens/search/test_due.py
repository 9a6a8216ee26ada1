"""Keys wait for the answer to what was typed, in the order they were pressed."""

from __future__ import annotations

from desk_app.ui.screens.search.due import UNREAD, Due


class _Keys:
    def __init__(self) -> None:
        self.due, self.done = Due(), list[str]()

    def press(self, name: str, *, in_list: bool = False) -> None:
        self.due.then(lambda: self.done.append(name), in_list=in_list)


def test_with_nothing_due_a_key_acts_at_once() -> None:
    keys = _Keys()
    keys.press("amend")
    assert keys.done == ["amend"]


def test_a_key_waits_for_the_list_and_for_the_dossier() -> None:
    keys = _Keys()
    keys.due.asks("0042")
    keys.press("amend")
    assert not keys.due.takes("004")
    assert keys.due.list_due
    assert keys.due.takes("0042")
    keys.due.wants("H1")
    keys.due.settle()
    assert keys.done == []
    keys.due.wants(None)
    keys.due.settle()
    assert keys.done == ["amend"]


def test_arrows_wait_for_the_list_only_and_keep_their_turn() -> None:
    keys = _Keys()
    keys.due.wants("H1")
    keys.press("down", in_list=True)
    assert keys.done == ["down"]
    keys.press("amend")
    keys.press("up", in_list=True)
    assert keys.done == ["down"], "not before what was pressed first"
    keys.due.wants(None)
    keys.due.settle()
    assert keys.done == ["down", "amend", "up"]


def test_typing_on_drops_what_waited_asking_the_same_again_does_not() -> None:
    keys = _Keys()
    keys.due.asks("004")
    keys.press("amend")
    keys.due.asks("004")
    keys.due.takes("004")
    keys.due.settle()
    assert keys.done == ["amend"]
    keys.due.asks("004")
    keys.press("print")
    keys.due.asks("0042")
    keys.due.takes("0042")
    keys.due.settle()
    assert keys.done == ["amend"]


def test_after_a_failure_nothing_is_done_later_by_surprise() -> None:
    keys = _Keys()
    keys.due.asks("0042")
    keys.press("amend")
    keys.due.fail()
    keys.press("print")
    keys.due.asks("0042")
    keys.due.takes("0042")
    keys.due.settle()
    assert keys.done == []
    keys.press("scan")
    assert keys.done == ["scan"]


def test_a_row_not_read_yet_is_waited_for() -> None:
    keys = _Keys()
    keys.due.wants(UNREAD)
    keys.press("amend")
    assert keys.due.dossier == UNREAD
    assert keys.done == []
    keys.due.forget()
    keys.due.wants(None)
    keys.due.settle()
    assert keys.done == []
