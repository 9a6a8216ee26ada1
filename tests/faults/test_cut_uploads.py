"""A 3 MiB archive copy over a line that breaks again and again (once, at each edge:
``trials/cut_line``)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.archive_copies import a_copy
from tests.builders.upload_line import UploadLine, upload_line
from tests.fakes.cut_line import Cut

COPY = a_copy(1_400_000, 1_000_000, 740_000)
SIZE = len(COPY.pdf)


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
