"""Every entry, every reason and every next step has words."""

from __future__ import annotations

from typing import get_args

import pytest

from desk_app.services.outbox_desk import STATES
from desk_app.services.outbox_words import kind_words, last_error, what_next
from desk_app.sync.protocol import PAYLOADS, EntryReason
from desk_app.wording import LANGUAGES, has_words, message
from tests.builders.stores import NOW


def test_every_state_has_a_next_step() -> None:
    for language in LANGUAGES:
        for state in STATES:
            for attempts, at in ((0, None), (3, None), (3, NOW)):
                assert what_next(state, attempts, at).in_words(language)


@pytest.mark.parametrize("name", ["revoked", "copied"])
def test_a_desk_that_is_stopped_promises_no_next_try(name: str) -> None:
    said = what_next("waiting", 3, NOW, f"sync.not_welcome.desk_{name}")
    assert said.key == f"outbox.next.{name}"


def test_a_kind_of_a_newer_program_is_named_as_it_is() -> None:
    assert "new.kind" in kind_words("new.kind").in_words("vi")


def test_every_kind_and_every_reason_of_the_centre_has_words() -> None:
    for kind, _ in PAYLOADS:
        assert has_words(f"outbox.kind.{kind}")
    for reason in get_args(EntryReason):
        told = last_error(reason, "said")
        assert told == message(f"outbox.reason.{reason}")
        assert all(told.in_words(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("said", "words", "told"),
    [
        (None, None, None),
        (None, "Sai số", message("outbox.reason.words", words="Sai số")),
        ("new-reason", None, message("outbox.reason.other", code="new-reason", words="—")),
        ("store.busy", None, message("store.busy.title")),
    ],
)
def test_reasons_of_any_kind_are_told(said: str | None, words: str | None, told: object) -> None:
    assert last_error(said, words) == told
