"""Messages become words late, in any language, and survive being stored."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.clock import VIETNAM
from desk_app.wording import Message, has_words, message, money, say, translations


def test_a_sentence_is_said_in_both_languages() -> None:
    assert say("errors.bug.title", "vi") == "Chương trình gặp lỗi"
    assert say("errors.bug.title", "en") == "The program hit a fault"


def test_values_are_filled_in() -> None:
    words = message("errors.bug.next", report_id="R-9").in_words("en")
    assert words == "Try the action again. If it fails again, give IT the report id R-9."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 2, 3), "03/02/2026"),
        (datetime(2026, 2, 3, 16, 5, tzinfo=VIETNAM), "03/02/2026 16:05"),
        (12500, "12500"),
        (["a", date(2026, 2, 3)], "a, 03/02/2026"),
        (message("errors.bug.title"), "The program hit a fault"),
    ],
)
def test_each_kind_of_value_is_written_its_way(value: object, words: str) -> None:
    said = say("errors.bug.next", "en", report_id=value)
    assert said.endswith(f"the report id {words}.")


@pytest.mark.parametrize(
    ("count", "english"),
    [(0, "0 dossiers"), (1, "1 dossier"), (2, "2 dossiers"), (21, "21 dossiers")],
)
def test_english_tells_one_from_many(count: int, english: str) -> None:
    assert say("search_screen.total", "en", count=count, ms=3).startswith(f"{english} ")
    assert say("search_screen.total", "vi", count=count, ms=3).startswith(f"{count} hồ sơ")


def test_a_count_that_is_a_text_is_told_as_well() -> None:
    assert say("catalogue.time.working_days", "en", value="1") == "1 working day"
    assert say("catalogue.time.working_days", "en", value="1.5") == "1.5 working days"


def test_a_key_without_words_is_an_error() -> None:
    assert has_words("errors.bug.title")
    assert not has_words("errors.bug")
    with pytest.raises(KeyError):
        say("errors.nobody_wrote_this", "vi")


def test_keys_of_all_files_are_at_hand() -> None:
    assert "errors.bug.title" in translations("vi")
    assert all("." in key for key in translations("vi"))


@pytest.mark.parametrize(
    ("vnd", "vietnamese", "english"),
    [
        (0, "0 đ", "0 VND"),
        (8000, "8.000 đ", "8,000 VND"),
        (1_250_000, "1.250.000 đ", "1,250,000 VND"),
    ],
)
def test_money_is_grouped_as_the_language_does(vnd: int, vietnamese: str, english: str) -> None:
    assert money(vnd) == vietnamese
    assert money(vnd, "en") == english


PLAIN = st.none() | st.booleans() | st.integers() | st.text()
MOMENTS = st.datetimes(timezones=st.just(timezone(timedelta(hours=7))))
VALUES = st.recursive(
    PLAIN | st.dates() | MOMENTS,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(), inner).map(lambda v: Message("a.b", v))
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES))
def test_a_stored_message_comes_back_as_it_was(values: dict[str, object]) -> None:
    stored = Message("intake.any", values)
    assert Message.from_json(stored.to_json()) == stored
