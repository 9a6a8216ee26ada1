"""A 3 MiB archive copy over a line that breaks at every interesting byte, in both directions.

Whatever breaks, the file arrives whole and the same, and hardly a byte goes twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.archive_copies import a_copy
from tests.builders.upload_line import UploadLine, upload_line
from tests.fakes.cut_line import Cut

COPY = a_copy(1_400_000, 1_000_000, 740_000)
SIZE = len(COPY.pdf)
KIB_64 = 64 * 1024


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UploadLine]:
    """Everything real, on loopback."""
    with upload_line(tmp_path_factory.mktemp("cuts")) as ready:
        yield ready


@pytest.fixture(scope="module")
def calm(bench: UploadLine) -> int:
    """How many bytes go up when nothing breaks, heads included."""
    bench.line.cut()
    up = bench.send(bench.announce(COPY), COPY)
    assert SIZE < up < 1.01 * SIZE
    return up


def interesting_bytes(turn: int) -> list[int]:
    """In the first head, at or one byte beside some of the 64 KiB of what goes up (others for each
    ``turn``), at the last byte."""
    some = range(KIB_64 * (3 + 5 * turn), SIZE, 10 * KIB_64)
    boundaries = [place + n % 3 - 1 for n, place in enumerate(some)]
    return [1, 400, *boundaries, SIZE]


@pytest.mark.parametrize(("manner", "turn"), [("fin", 0), ("reset", 1)])
def test_cut_on_the_way_up(bench: UploadLine, calm: int, manner: str, turn: int) -> None:
    resent = []
    places = [*interesting_bytes(turn), calm - 1]
    for place, file in zip(places, bench.announce_all(COPY, len(places)), strict=True):
        bench.line.cut(Cut(place, "up", manner))  # type: ignore[arg-type]
        resent.append(bench.send(file, COPY) - calm)
        assert not bench.line.cuts, place
    assert max(resent) <= 0.05 * SIZE


@pytest.mark.parametrize("manner", ["fin", "reset"])
def test_cut_on_the_way_down(bench: UploadLine, calm: int, manner: str) -> None:
    """Before the answer, in its head, in the proof: the centre has the bytes, the desk does not
    know."""
    resent = []
    places = (0, 50, 300, 1100)
    for place, file in zip(places, bench.announce_all(COPY, len(places)), strict=True):
        bench.line.cut(Cut(place, "down", manner))  # type: ignore[arg-type]
        resent.append(bench.send(file, COPY) - calm)
    bench.line.cut()
    assert max(resent) <= 0.05 * SIZE


def test_twenty_cuts_in_one_file(bench: UploadLine, calm: int) -> None:
    file = bench.announce(COPY)
    step = SIZE // 21
    bench.line.cut(*[Cut(step, "up", "fin") for _ in range(20)])
    sent = bench.send(file, COPY)
    assert not bench.line.cuts
    assert sent <= 1.05 * SIZE


def test_a_line_that_breaks_before_the_first_byte_every_time(bench: UploadLine, calm: int) -> None:
    file = bench.announce(COPY)
    bench.line.cut(*[Cut(0, "up", "reset") for _ in range(4)])
    assert bench.send(file, COPY) <= 1.01 * calm
