"""The served centre, as a process of its own."""

from __future__ import annotations

import json
import logging
import signal
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from desk_app.central.serving import FactsFormatter, listen, url_of
from desk_app.errors import EnvironmentFault, Refusal

SERVE = """
import sys
from desk_app.central.commands import serve
serve(sys.argv[1], listen="127.0.0.1:0", ready=lambda line: print(line, flush=True))
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_stops_cleanly(
    sqlite_template: Path, tmp_path: Path, how: signal.Signals
) -> None:
    file = tmp_path / "centre.db"
    file.write_bytes(sqlite_template.read_bytes())
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("listening on http://127.0.0.1:")
        answer = httpx.get(line.removeprefix("listening on ") + "/v1/health", trust_env=False)
        assert answer.json()["ok"]
        where = answer.url.host, answer.url.port
        with socket.create_connection(where) as spoilt:
            spoilt.sendall(b"Nguyen Thi Thu\r\n\r\n")
            assert b"400" in spoilt.recv(100)
        process.send_signal(how)
        rest, log = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, rest) == (0, "")
    lines = [json.loads(line) for line in log.splitlines()]
    assert lines[0]["route"] == "/v1/health"
    assert "uvicorn" in lines[1]["from"]
    assert "Thu" not in log


def test_a_taken_port_is_a_sentence() -> None:
    with listen("127.0.0.1:0") as opened:
        where = url_of(opened).removeprefix("http://")
        with pytest.raises(EnvironmentFault) as caught:
            listen(where)
    assert where in caught.value.title("vi")


@pytest.mark.parametrize("where", ["", "localhost", "127.0.0.1:http", "127.0.0.1:70000"])
def test_a_strange_address_is_a_sentence(where: str) -> None:
    with pytest.raises(Refusal) as caught:
        listen(where)
    assert caught.value.key == "central.listen_where"


def test_any_free_port_may_be_asked_for() -> None:
    with listen("127.0.0.1:0") as opened:
        assert opened.getsockname()[1] > 0
        assert opened.family == socket.AF_INET


def test_an_error_in_the_log_is_its_kind_only() -> None:
    fault = ValueError("Nguyễn Thị Thử")
    told = (ValueError, fault, None)
    record = logging.LogRecord("desk_app.x", logging.ERROR, "f", 1, "failed", (), told)
    line = FactsFormatter().format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert datetime.fromisoformat(json.loads(line)["time"]).utcoffset() == timedelta(0)
    assert "Thử" not in line


def test_of_what_a_library_says_only_the_place_is_told() -> None:
    record = logging.LogRecord("some.library", logging.ERROR, "lib.py", 7, "%s", ("Thử",), None)
    line = json.loads(FactsFormatter().format(record))
    assert line["from"] == "some.library lib:7"
    assert "Thử" not in json.dumps(line, ensure_ascii=False)
