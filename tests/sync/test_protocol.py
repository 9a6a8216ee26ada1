"""The language of desk and centre."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desk_app.sync.protocol import (
    MAX_ENTRIES,
    PAYLOADS,
    SyncRequest,
    canonical_json,
    credential_hash,
    parse_code,
    payload_hash,
    signature,
    text_hash,
    written_as,
)
from tests.builders.messages import entry, sync_request

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abđê"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("H15.50.05.13-261008-0975", ("H15.50.05.13", date(2026, 10, 8), 975)),
        ("H99-261120-12345", ("H99", date(2026, 11, 20), 12345)),
        ("000.00.00.G09-260101-0001", ("000.00.00.G09", date(2026, 1, 1), 1)),
        ("A-B-261120-0001", ("A-B", date(2026, 11, 20), 1)),
    ],
)
def test_codes_fall_into_parts(code: str, parts: tuple[str, date, int]) -> None:
    assert parse_code(code) == parts


@pytest.mark.parametrize(
    "code",
    [
        "",
        "H99",
        "H99-261120",
        "-261120-0001",
        "H99-261332-0001",
        "H99-26112-0001",
        "H99-261120-001",
        "H99-261120-00x1",
        "H99-261120-٠٠٠١",
        "H99-20261120-0001",
    ],
)
def test_other_grammars_are_none(code: str) -> None:
    assert parse_code(code) is None


@given(
    unit=st.from_regex(r"[A-Z0-9]{1,5}(\.[A-Z0-9]{1,3}){0,4}", fullmatch=True),
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    number=st.integers(1, 99_999),
)
def test_what_is_written_is_read(unit: str, day: date, number: int) -> None:
    assert parse_code(f"{unit}-{day:%y%m%d}-{number:04d}") == (unit, day, number)


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_code(text)


@given(st.dictionaries(st.text("abc"), JSON, max_size=4))
def test_the_hash_does_not_depend_on_the_order_of_names(payload: dict[str, object]) -> None:
    backwards = dict(reversed(payload.items()))
    assert canonical_json(payload) == canonical_json(backwards)
    assert payload_hash(payload) == payload_hash(backwards)


def test_the_hash_is_what_it_always_was() -> None:
    """Hashes are kept for ever: another way of writing would refuse every entry sent again."""
    assert canonical_json({"b": 1, "a": "đ"}) == '{"a":"đ","b":1}'
    assert payload_hash({"b": 1, "a": "đ"}) == (
        "5950c28c27be6ecc01c79561f7cf373afdd5cc7ee5dda1d848b49b7e01e0b46a"
    )
    assert payload_hash({"b": 1, "a": "đ"}) == text_hash('{"a":"đ","b":1}')


def test_a_signature_depends_on_key_nonce_and_body() -> None:
    key = credential_hash("secret")
    proofs = {
        signature(key, "nonce", b"body"),
        signature(credential_hash("other"), "nonce", b"body"),
        signature(key, "other", b"body"),
        signature(key, "nonce", b"other"),
    }
    assert len(proofs) == 4


def test_messages_survive_the_way() -> None:
    said = sync_request(entry(1), entry(2))
    assert SyncRequest.model_validate_json(said.model_dump_json()) == said


def test_what_a_newer_version_adds_is_passed_over() -> None:
    said = sync_request().model_dump(mode="json") | {"mood": "good"}
    assert SyncRequest.model_validate(said) == sync_request()


def test_a_batch_has_an_end() -> None:
    with pytest.raises(ValidationError):
        sync_request(*[entry(n) for n in range(1, MAX_ENTRIES + 2)])


def test_every_kind_has_a_version() -> None:
    assert set(PAYLOADS) == {
        ("dossier.received", 1),
        ("dossier.amended", 1),
        ("dossier.decided", 1),
        ("receipt.printed", 1),
        ("paper.digitised", 1),
        ("paper.withdrawn", 1),
        ("numbers.opened", 1),
        ("numbers.handed_over", 1),
        ("numbers.taken_over", 1),
        ("numbers.closed", 1),
    }


@given(st.dictionaries(st.text("abđê"), JSON, max_size=4))
def test_a_payload_is_known_by_the_hash_it_was_written_with(payload: dict[str, Any]) -> None:
    written = canonical_json(payload).encode()
    assert written_as(payload, payload_hash(payload)) == written  # in whatever order
    assert written_as(json.loads(written), payload_hash(payload)) == written
    assert written_as(payload | {"more": 1}, payload_hash(payload)) is None


@pytest.mark.parametrize("payload", [{"a": 1.5, "b": 1e300, "c": 2**70}, {"a": "\x00\x7f\u2028"}])
def test_what_others_write_otherwise_is_known_too(payload: dict[str, Any]) -> None:
    assert written_as(payload, payload_hash(payload)) == canonical_json(payload).encode()


def test_half_a_character_has_no_hash() -> None:
    with pytest.raises(UnicodeEncodeError):
        written_as({"a": "\ud800"}, "0" * 64)
