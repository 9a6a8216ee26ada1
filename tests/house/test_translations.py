"""All that people read stands in both languages, is asked for rightly, and nothing is left over."""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest

from desk_app.wording import LANGUAGES, RESOURCES, translations
from tests.house.keys_in_code import asks, faults_of_an_ask, mentions, placeholders
from tests.house.tree import expect_none, modules

FILES = sorted((RESOURCES / "translations").rglob("*.toml"))


def file_name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def test_both_languages_have_the_same_keys() -> None:
    vietnamese, english = (set(translations(language)) for language in LANGUAGES)
    expect_none(sorted(vietnamese ^ english))


def test_both_languages_fill_in_the_same_values() -> None:
    vietnamese, english = (translations(language) for language in LANGUAGES)
    different = [
        key
        for key in vietnamese.keys() & english.keys()
        if values_wanted(vietnamese[key], "vi") != values_wanted(english[key], "en")
    ]
    expect_none(sorted(different))


def values_wanted(words: str, language: str) -> set[str]:
    """What a sentence wants; ``reason_vi`` and ``reason_en`` are one value in two languages."""
    return {name.removesuffix(f"_{language}") for name in placeholders(words)}


def test_every_entry_is_a_sentence() -> None:
    odd = [
        f"{language}: {key}"
        for language in LANGUAGES
        for key, words in translations(language).items()
        if not isinstance(words, str) or not words.strip() or words != words.strip() + prompt(words)
    ]
    expect_none(odd)


def prompt(words: str) -> str:
    """The one space that may end an entry: after the colon of a question in a terminal."""
    return " " if words.endswith(": ") else ""


@pytest.mark.parametrize("path", FILES, ids=file_name)
def test_letters_are_composed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_all_words_the_code_asks_for_exist_and_get_their_values() -> None:
    faults = [
        f"{module.place}:{ask.line} {fault}"
        for module in modules("desk_app")
        for ask in asks(module.tree)
        for language in LANGUAGES
        for fault in faults_of_an_ask(ask, translations(language))
    ]
    expect_none(sorted(set(faults)))


# Qt asks for its own words by context and source text; ui.qt_words answers with this whole area.
ASKED_BY_QT = "qt."


def test_no_words_are_left_over() -> None:
    areas = {path.stem for path in FILES}
    mentioned = mentions((module.tree for module in modules("desk_app")), areas)
    left_over = [
        key
        for key in translations("vi")
        if not key.startswith(ASKED_BY_QT) and not mentioned.use(key)
    ]
    expect_none(left_over)


WORDS = {
    "intake.too_long": "At most {most}, found {found}",
    "store.locked.title": "Locked",
    "store.locked.meaning": "{holder} has it",
    "store.locked.next": "Wait",
}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("message('intake.unknown')", "intake.unknown has no words"),
        ("message('intake.too_long', most=3)", "intake.too_long wants found"),
        ("say('intake.too_long', 'vi')", "intake.too_long wants found, most"),
        ("Message('intake.too_long', {'most': 3})", "intake.too_long wants found"),
        ("raise Refusal('store.locked', fields={})", "store.locked.meaning wants holder"),
        ("raise errors.EnvironmentFault('store.gone')", "store.gone.title has no words"),
    ],
)
def test_a_planted_fault_is_seen(source: str, fault: str) -> None:
    seen = [text for ask in asks(ast.parse(source)) for text in faults_of_an_ask(ask, WORDS)]
    assert fault in seen


@pytest.mark.parametrize(
    "source",
    [
        "message('intake.too_long', most=3, found=4)",
        "message('intake.too_long', **values)",
        "Message('intake.too_long', values)",
        "raise Refusal('store.locked', holder='x')",
        "label.say('plain words')",
        "tr(key)",
    ],
)
def test_a_correct_call_is_left_alone(source: str) -> None:
    assert [text for a in asks(ast.parse(source)) for text in faults_of_an_ask(a, WORDS)] == []


@pytest.mark.parametrize(
    "source",
    [
        "x = 'intake.paper.later'",
        "raise Refusal('intake.paper')",
        "tr(f'intake.paper.{state}')",
        "tr(f'intake.{group}.later')",
        "tr('intake.paper.' + state)",
    ],
)
def test_a_key_is_used_however_it_is_built(source: str) -> None:
    mentioned = mentions([ast.parse(source)], ["intake"])
    assert mentioned.use("intake.paper.later")
    assert not mentioned.use("intake.fee.later_too")
