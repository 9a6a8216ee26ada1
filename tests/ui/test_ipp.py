from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.ui.ipp import GET_JOBS, Answer, read_answer, request

HEAD = struct.pack(">BBHI", 2, 0, 0, 1)


def attribute(tag: int, name: str, value: bytes) -> bytes:
    key = name.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(value)) + value


def test_an_answer_with_two_jobs() -> None:
    data = b"".join(
        [
            HEAD,
            b"\x01",
            attribute(0x47, "attributes-charset", b"utf-8"),
            b"\x02",
            attribute(0x21, "job-id", struct.pack(">i", 7)),
            attribute(0x42, "job-name", "Giấy".encode()),
            attribute(0x44, "job-state-reasons", b"one"),
            attribute(0x44, "", b"two"),
            b"\x02",
            attribute(0x21, "job-id", struct.pack(">i", 8)),
            attribute(0x36, "job-name", b"\x00\x02vi" + struct.pack(">H", 2) + b"An"),
            b"\x03",
        ]
    )
    assert read_answer(data) == Answer(
        0,
        (
            {"job-id": [7], "job-name": ["Giấy"], "job-state-reasons": ["one", "two"]},
            {"job-id": [8], "job-name": ["An"]},
        ),
    )


def test_a_request_names_what_it_wants() -> None:
    data = request(GET_JOBS, "ipp://localhost/printers/P", "an", ("job-id", "job-name"))
    assert data[2:4] == b"\x00\x0a"
    assert data.endswith(attribute(0x44, "", b"job-name") + b"\x03")


@given(st.binary(max_size=200))
def test_noise_is_an_error_of_one_kind(noise: bytes) -> None:
    with contextlib.suppress(ValueError):  # any other error fails the test
        read_answer(HEAD + noise)


@pytest.mark.parametrize("data", [b"", b"\x02\x00", HEAD])
def test_a_cut_answer_is_broken(data: bytes) -> None:
    with pytest.raises(ValueError, match="broken"):
        read_answer(data)
