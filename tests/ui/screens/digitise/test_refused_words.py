"""Files that nobody can read are each told of, with what came in all the same."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_app.errors import Refusal
from desk_app.paper.scanners.port import ScannerTrouble
from desk_app.services.page_views import RefusedFile
from desk_app.ui.language import in_words
from desk_app.ui.screens.digitise.refused_words import refused_words, tell_trouble
from desk_app.ui.widgets.info_bar import InfoBar

LOCKED = RefusedFile("khoá.pdf", Refusal("page_files.encrypted"))
EMPTY = RefusedFile("rỗng.jpg", Refusal("page_files.empty"))


def test_each_file_has_its_own_reason_and_the_pages_that_came_are_counted(look: None) -> None:
    said = refused_words([LOCKED, EMPTY], 11)
    assert in_words(said.title) == "Không đọc được 2 tệp; 11 trang của các tệp khác đã vào"
    assert in_words(said.meaning) == (
        "khoá.pdf (Tệp PDF có mật khẩu), rỗng.jpg (Tệp rỗng, không có trang nào)."
    )
    assert "chưa có trang nào" in in_words(refused_words([LOCKED], 0).title)


def test_of_many_files_some_are_named_and_the_rest_counted(look: None) -> None:
    said = in_words(refused_words([LOCKED] * 4 + [EMPTY] * 4, 0).meaning)
    assert said.count("khoá.pdf") == 4
    assert said.endswith("), và 4 tệp nữa.")


def test_one_file_is_told_of_in_full(look: None) -> None:
    said = refused_words([LOCKED], 0)
    assert "mật khẩu" in in_words(said.next_step)
    assert "Không mở được tệp" in in_words(said.meaning)


def test_where_files_of_a_hot_folder_went_is_said(look: None) -> None:
    aside = RefusedFile("a.pdf", Refusal("page_files.empty"), aside=True)
    assert "«chua-doc-duoc»" in in_words(refused_words([aside, LOCKED], 1).next_step)
    assert "chua-doc-duoc" not in in_words(refused_words([LOCKED], 1).next_step)


def test_what_ended_the_reading_comes_first(qtbot: QtBot, look: None) -> None:
    bar = InfoBar()
    qtbot.addWidget(bar)
    tell_trouble(bar, ScannerTrouble("jam"), refused_words([EMPTY], 3))
    assert bar.title.words == "Kẹt giấy trong máy quét"
    assert "rỗng.jpg (Tệp rỗng" in bar.next_step.words
    tell_trouble(bar, None, refused_words([EMPTY], 3))
    assert bar.title.words.startswith("Không đọc được 1 tệp")
