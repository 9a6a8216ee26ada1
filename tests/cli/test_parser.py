"""Help and complaints of the command line in the language asked for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from desk_app.cli import main
from desk_app.cli.grammar import parser
from desk_app.cli.parser import USAGE, Parser, language_of

VIETNAMESE = re.compile("[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụ]", re.I)
ENGLISH = ("usage:", "options:", "positional arguments", "show this help", "invalid", "required")


def every(root: Parser) -> Iterator[Parser]:
    """The parser and those of all its commands."""
    yield root
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in set(action.choices.values()):
                assert isinstance(below, Parser)
                yield from every(below)


def test_every_command_has_help_in_vietnamese() -> None:
    for one in every(parser("vi")):
        words = one.format_help()
        assert VIETNAMESE.search(words), words
        assert words.startswith("cách dùng: desk-app")
        assert not any(english in words for english in ENGLISH), words


def test_every_command_has_help_in_english() -> None:
    for one in every(parser("en")):
        words = one.format_help()
        assert not VIETNAMESE.search(words), words
        assert words.startswith("usage: desk-app")


def test_every_option_says_what_it_does() -> None:
    for one in every(parser("en")):
        silent = [
            action.option_strings
            for action in one._actions
            if action.option_strings and not action.help
        ]
        assert silent == []


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], "vi"),
        (["--lang", "en", "queue"], "en"),
        (["--lang=en", "--help"], "en"),
        (["--lang"], "vi"),
        (["--lang", "fr"], "vi"),
        (["search", "--lang-x"], "vi"),
    ],
)
def test_the_language_is_known_before_the_line_is(arguments: list[str], language: str) -> None:
    assert language_of(arguments) == language


@pytest.mark.parametrize(
    ("arguments", "vietnamese", "english"),
    [
        (["show"], "còn thiếu CODE", "CODE missing"),
        (["queue", "--wrong"], "tên --wrong", "word or option --wrong"),
        (["search", "x", "--limit"], "--limit cần một giá trị", "--limit needs a value"),
        (["search", "x", "--limit", "ba"], "«ba» không phải số đếm", "«ba» is not a count"),
        (["day", "31/02/2026"], "không phải ngày", "is not a day"),
        (["receipt", "H", "-o", "x", "--paper", "A3"], "không nhận 'A3'", "does not take 'A3'"),
        (
            ["scan", "H"],
            "còn thiếu một trong: --from --device",
            "one of --from --device is missing",
        ),
        (["scan", "H", "--from"], "--from cần một giá trị", "--from needs a value"),
        (
            ["scan", "H", "--from", "x", "--device", "y"],
            "--device không dùng cùng --from",
            "--device cannot stand beside --from",
        ),
        (["scan", "H", "--d", "y"], "có thể là: --device, --dpi", "any of: --device, --dpi"),
        (["queue", "--help=x"], "không nhận giá trị", "takes no value"),
        (["scan", "H", "--from", "x", "--dpi", "0"], "không phải độ phân giải", "not a resolution"),
        (["scan", "H", "--from", "x", "--dpi", "9999"], "từ 50 đến 1300", "from 50 to 1300"),
        (["central", "dossiers", "--limit", "x"], "không nhận 'x'", "does not take 'x'"),
    ],
)
def test_a_line_that_is_not_right_gets_a_sentence(
    arguments: list[str], vietnamese: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (("vi", vietnamese), ("en", english)):
        with pytest.raises(SystemExit) as ended:
            main(["--lang", language, *arguments])
        assert ended.value.code == USAGE
        assert words in capsys.readouterr().err


def test_what_argparse_may_say_one_day_is_told_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        parser("vi").error("something new")
    assert "something new" in capsys.readouterr().err
