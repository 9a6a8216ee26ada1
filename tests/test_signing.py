"""Signatures of desks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app import signing

PRIVATE = signing.new_private_key()
PUBLIC = signing.public_key_of(PRIVATE)
OTHER = signing.public_key_of(signing.new_private_key())


@given(words=st.binary(max_size=200))
def test_what_was_signed_is_told_from_everything_else(words: bytes) -> None:
    signature = signing.sign(PRIVATE, words)
    assert signing.is_signed(PUBLIC, words, signature)
    assert not signing.is_signed(PUBLIC, words + b"x", signature)
    assert not signing.is_signed(OTHER, words, signature)


@pytest.mark.parametrize("signature", ["", "not base64url!", "AAAA", "é" * 86])
def test_what_is_no_signature_is_none(signature: str) -> None:
    assert not signing.is_signed(PUBLIC, b"words", signature)
    assert not signing.is_signed("no key", b"words", signing.sign(PRIVATE, b"words"))


@given(data=st.binary(max_size=64))
def test_bytes_have_one_text_only(data: bytes) -> None:
    text = signing.to_text(data)
    assert signing.from_text(text) == data
    with pytest.raises(ValueError, match="base64url"):
        signing.from_text(text + "=")
