from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.paper.page_cipher import (
    CHUNK,
    HEADER,
    TAG,
    Damaged,
    PageCipher,
    chunk_place,
    new_header,
    new_key,
    plain_size,
    tags_of,
)

SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5)


def sealed_file(plain: bytes, key: bytes) -> bytes:
    header = new_header()
    return header + bytes(PageCipher(key, header).seal(memoryview(plain), 0, last=True))


def opened(file: bytes, key: bytes) -> bytes:
    plain_size(len(file))
    cipher = PageCipher(key, file[:HEADER])
    return b"".join(cipher.unseal(memoryview(file)[HEADER:], 0, last=True))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_can_be_opened(size: int) -> None:
    key, plain = new_key(), bytes(range(256)) * (size // 256 + 1)
    file = sealed_file(plain[:size], key)
    assert opened(file, key) == plain[:size]
    assert plain_size(len(file)) == size


def test_nothing_of_the_plain_bytes_shows() -> None:
    plain = b"marker-of-a-page" * 10_000
    assert b"marker" not in sealed_file(plain, new_key())


def test_equal_pages_are_different_files() -> None:
    key = new_key()
    assert sealed_file(b"page", key) != sealed_file(b"page", key)
    assert new_key() != key


@given(place=st.integers(0, HEADER + 2 * (CHUNK + TAG) + 100 + TAG - 1), bit=st.integers(0, 7))
def test_any_bit_that_changes_is_noticed(place: int, bit: int) -> None:
    key = b"k" * 32
    file = bytearray(sealed_file(bytes(2 * CHUNK + 100), key))
    file[place] ^= 1 << bit
    with pytest.raises(Damaged):
        opened(bytes(file), key)


@given(cut=st.integers(0, HEADER + 2 * (CHUNK + TAG) + 100 + TAG - 1))
def test_a_file_cut_off_anywhere_is_noticed(cut: int) -> None:
    key = b"k" * 32
    with pytest.raises(Damaged):
        opened(sealed_file(bytes(2 * CHUNK + 100), key)[:cut], key)


def test_a_file_cut_off_between_chunks_is_noticed() -> None:
    key = new_key()
    file = sealed_file(bytes(3 * CHUNK), key)
    with pytest.raises(Damaged):
        opened(file[: chunk_place(2)], key)


def test_chunks_in_another_order_are_noticed() -> None:
    key = new_key()
    file = sealed_file(bytes(3 * CHUNK), key)
    one, two, three = (file[chunk_place(n) : chunk_place(n + 1)] for n in range(3))
    for other in (two + one + three, one + one + three, one + three):
        with pytest.raises(Damaged):
            opened(file[:HEADER] + other, key)


def test_something_added_is_noticed() -> None:
    key = new_key()
    file = sealed_file(bytes(CHUNK), key)
    for more in (b"x", bytes(TAG), file[HEADER:]):
        with pytest.raises(Damaged):
            opened(file + more, key)


def test_a_chunk_of_another_file_with_the_same_key_is_noticed() -> None:
    key = new_key()
    one, other = sealed_file(bytes(CHUNK), key), sealed_file(bytes(CHUNK), key)
    with pytest.raises(Damaged):
        opened(one[:HEADER] + other[HEADER:], key)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Damaged):
        opened(sealed_file(b"page", new_key()), new_key())


def test_a_file_of_somebody_else_is_not_tried() -> None:
    with pytest.raises(Damaged):
        PageCipher(new_key(), b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\nab"[:HEADER])


def test_the_tags_stand_for_the_bytes() -> None:
    plain = memoryview(bytes(2 * CHUNK + 9))
    sealed = PageCipher(new_key(), new_header()).seal(plain, 0, last=True)
    tags = tags_of(sealed)
    assert [tags[n * TAG : (n + 1) * TAG] for n in range(3)] == [
        bytes(sealed[CHUNK : CHUNK + TAG]),
        bytes(sealed[2 * CHUNK + TAG : 2 * (CHUNK + TAG)]),
        bytes(sealed[-TAG:]),
    ]
    assert hashlib.sha256(tags).digest() != hashlib.sha256(tags[:-TAG]).digest()


def test_the_last_number_is_the_last_chunk() -> None:
    cipher = PageCipher(new_key(), new_header())
    cipher.seal(memoryview(b"x"), 2**32 - 1, last=True)
    with pytest.raises(ValueError, match="256 TiB"):
        cipher.seal(memoryview(b"x"), 2**32, last=True)
