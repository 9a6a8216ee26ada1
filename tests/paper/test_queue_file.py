"""The file on a stick: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from desk_app.errors import Refusal
from desk_app.paper.queue_file import (
    BLOCK,
    MOST_RECORD,
    QueueHeader,
    QueueReader,
    QueueWriter,
    Record,
    read_message,
)
from desk_app.sync.protocol import signature

KEY, OTHER = "ab" * 32, "cd" * 32
HEADER = QueueHeader(
    kind="up",
    desk_id="01930000-0000-7000-8000-000000000001",
    epoch=1,
    unit="H15.50.05.13",
    nonce="n" * 32,
    created_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
)


def written(*records: Record, header: QueueHeader = HEADER, key: str = KEY) -> bytes:
    out = io.BytesIO()
    writer = QueueWriter(out.write, header, key, partial(signature, key))
    for record in records:
        writer.add(record.kind, record.body)
    writer.finish()
    return out.getvalue()


def read(data: bytes, key: str = KEY) -> list[Record]:
    return list(QueueReader(io.BytesIO(data)).records(key))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("QFDWAPNXz"), st.integers(0, 200_000), st.binary(max_size=20))
    )
)
def test_what_goes_in_comes_out_in_its_order(parts: list[tuple[str, int, bytes]]) -> None:
    records = [Record(kind, (said * (size // 20 + 1))[:size]) for kind, size, said in parts]
    data = written(*records)
    assert read(data) == records
    assert QueueReader(io.BytesIO(data)).header == HEADER


@pytest.mark.parametrize(
    "size", [0, 1, 65_530, 65_531, 65_532, BLOCK - 6, BLOCK - 5, BLOCK, BLOCK * 2]
)
def test_at_every_edge_of_chunks_and_blocks(size: int) -> None:
    records = [Record("D", b"x" * size), Record("D", b"y")]
    assert read(written(*records)) == records


def test_the_seal_signs_all_that_stands_before_it() -> None:
    data = written(Record("Q", b"{}"))
    reader = QueueReader(io.BytesIO(data))
    assert reader.seal.signature == signature(KEY, HEADER.nonce, reader.words())
    changed = bytearray(data)
    changed[40] ^= 1
    spoilt = QueueReader(io.BytesIO(bytes(changed)))
    assert reader.words() != spoilt.words()


def test_another_credential_or_a_changed_header_opens_nothing() -> None:
    data = written(Record("Q", b"{}"))
    with pytest.raises(Refusal):
        read(data, OTHER)
    with pytest.raises(Refusal):
        read(data.replace(b'"epoch":1', b'"epoch":2'))


def test_two_files_of_the_same_content_have_nothing_in_common() -> None:
    one, two = written(Record("Q", b"{}" * 100)), written(Record("Q", b"{}" * 100))
    begin = one.index(b"deskpage")
    assert one[begin + 16 : begin + 100] != two[begin + 16 : begin + 100]


def test_a_record_larger_than_any_reader_takes_is_not_written() -> None:
    with pytest.raises(ValueError, match="larger"):
        written(Record("D", bytes(MOST_RECORD + 1)))
    assert len(read(written(Record("D", bytes(MOST_RECORD))))) == 1


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "queue_file.foreign"),
        (b"PK\x03\x04 something", "queue_file.foreign"),
        (b"deskqueue", "queue_file.damaged"),
        (b"deskqueue\x02" + bytes(100), "queue_file.too_new"),
        (b"deskqueue\x01\xff\xff\xff\xff" + bytes(100), "queue_file.damaged"),
        (b"deskqueue\x01\x00\x00\x00\x02{}" + bytes(100), "queue_file.cut_off"),
    ],
)
def test_what_is_no_whole_file_is_told_by_its_kind(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as no:
        QueueReader(io.BytesIO(data))
    assert no.value.key == key


def test_a_header_that_says_something_else_is_damaged() -> None:
    data = written()
    for said in (b'"kind":"up"', b'"epoch":1', b'"nonce":"nnnn'):
        spoilt = data.replace(said, said[:-1] + b"\x00", 1)
        with pytest.raises(Refusal) as no:
            QueueReader(io.BytesIO(spoilt))
        assert no.value.key == "queue_file.damaged"


def test_a_seal_says_nothing_that_is_not_known() -> None:
    data = written()
    spoilt = data.replace(b'"signature"', b'"signaturf"')
    with pytest.raises(Refusal):
        QueueReader(io.BytesIO(spoilt))


def test_a_message_is_read_by_the_kind_of_its_record() -> None:
    class Said(BaseModel):
        number: int

    assert read_message(Record("A", b'{"number": 3}'), {"A": Said}) == Said(number=3)
    assert read_message(Record("B", b"?"), {"A": Said}) is None
    with pytest.raises(Refusal):
        read_message(Record("A", b"?"), {"A": Said})
