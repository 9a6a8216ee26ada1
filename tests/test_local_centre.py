"""A centre of one's own: up while the block runs, gone afterwards."""

from __future__ import annotations

import socket
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
