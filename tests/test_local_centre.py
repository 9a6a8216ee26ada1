"""A centre of one's own: up while the block runs, gone afterwards."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desk_app.errors import EnvironmentFault
from desk_app.local_centre import LocalCentre, local_centre


def test_it_serves_while_the_block_runs(tmp_path: Path) -> None:
    with local_centre(tmp_path) as centre:
        port = urlsplit(centre.url).port or 0
        socket.create_connection(("127.0.0.1", port), 5).close()
        assert {unit["code"] for unit in centre.ask("units")} >= {"H99", "H99.21.01"}
    with pytest.raises(OSError):  # noqa: PT011 - any refusal will do
        socket.create_connection(("127.0.0.1", port), 1)


_HOLDER = """
import sys
from pathlib import Path
from desk_app.local_centre import local_centre
with local_centre(Path(sys.argv[1])) as centre:
    print(centre.url, flush=True)
    sys.stdin.read()
"""


def test_it_ends_with_the_program_that_was_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as holder:
        assert holder.stdout is not None
        port = urlsplit(holder.stdout.readline().strip()).port or 0
        with socket.create_connection(("127.0.0.1", port), 5) as idle:
            holder.kill()
            holder.wait(10)
            idle.settimeout(30)
            # Accepted in time, the line is closed; still in the queue of callers, it is reset.
            with suppress(ConnectionResetError):
                assert idle.recv(1) == b""
    with pytest.raises(OSError):  # noqa: PT011 - any refusal will do
        socket.create_connection(("127.0.0.1", port), 1)


def test_it_is_found_again(tmp_path: Path) -> None:
    with local_centre(tmp_path) as centre:
        centre.ask("enrol-code", "--unit", "H99.21.01", "--counter", "Quầy 01")
    with local_centre(tmp_path) as again:
        assert again.ask("dossiers")["total"] == 0


def test_a_command_that_fails_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        LocalCentre(tmp_path).ask("show", "H99-1")
    assert caught.value.key == "demo.centre_failed"
    assert caught.value.meaning("vi")
