"""A slice of the bad input, for one running centre."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from tests.faults.bad_input.centre import let_go, tried_centre
from tests.faults.bad_input.described import examined
from tests.faults.bad_input.lines import Sent, said
from tests.faults.trials import fuzz

pytestmark = pytest.mark.xdist_group("fuzz")
MADE_HERE = [trial for trial in fuzz.TRIALS if trial.count_ci]


@pytest.fixture(scope="module", autouse=True)
def _centre() -> Iterator[None]:
    """One centre for all of them."""
    yield
    let_go()


@pytest.mark.parametrize("trial", MADE_HERE, ids=lambda trial: trial.name)
def test_bad_input_is_refused_and_leaves_nothing(trial: fuzz.Trial) -> None:
    outcome = trial.run(0, trial.count_ci)
    assert outcome.failures == ()
    assert outcome.trials == trial.count_ci


def test_the_centre_is_as_it_describes_itself() -> None:
    assert list(examined(tried_centre(), seed=1, examples=0, as_desk=True)) == []


@pytest.mark.parametrize(
    ("pieces", "ends"),
    [
        ([b""], True),
        ([b"GET / HTTP/1.1\r\nHost: c"], True),
        ([b"GET / HTTP/1.1\r\nHost: centre\r\n\r\n", b""], True),
        ([b"GET / HTTP/1.1\r\nHost: centre\r\nConnection: close\r\n\r\n"], False),
        ([b"no request\r\n\r\n"], False),
    ],
)
def test_who_says_less_than_a_request_says_that_nothing_more_comes(
    pieces: list[bytes], ends: bool
) -> None:
    assert Sent(pieces, "").ends is ends


def test_an_answer_is_heard_to_its_end_of_whoever_hangs_up_hard_behind_it() -> None:
    answer = b"HTTP/1.1 413 \r\nContent-Length: 80000\r\n\r\n" + b"x" * 80_000
    with socket.create_server(("127.0.0.1", 0)) as door:
        gone = threading.Event()

        def serve() -> None:
            line, _ = door.accept()
            line.recv(1)
            line.sendall(answer)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()
            gone.set()

        def pieces() -> Iterator[bytes]:
            yield b"POST / HTTP/1.1\r\n"
            gone.wait(10)
            yield b"more"

        serving = threading.Thread(target=serve)
        serving.start()
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        [heard] = said(url, Sent(pieces(), ""))  # type: ignore[arg-type]
        serving.join()
    assert (heard.status, len(heard.body)) == (413, 80_000)
