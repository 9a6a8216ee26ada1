"""Archive copies to the centre: what a broken line costs, and how fast they go, against curl."""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from benchmarks.measure import Goal, Options, Report, figure, in_turns, milliseconds, ratio
from desk_app.sync.central_http import HttpCentre
from tests.builders.archive_copies import Copy, a_copy
from tests.builders.upload_line import IDENTITY, UploadLine, upload_line
from tests.fakes.cut_line import Cut

TITLE = "Upload of archive copies: bytes sent again after cuts, and the rate"
CUTS = 20
BLOCK = 256 * 1024


def measure(folder: Path, options: Options) -> Report:
    """Cuts a long upload again and again; then sends whole files in turns with curl."""
    pages, rounds = (2, 2) if options.quick else (15, 9)
    copy = a_copy(*[1_400_000] * pages, seed=options.seed)
    size = len(copy.pdf)
    lottery = random.Random(options.seed)
    with upload_line(folder) as line:
        calm = line.send(line.announce(copy), copy)
        sent = {
            manner: [[_cut(line, copy, lottery, manner) / size] for _ in range(rounds // 3 + 1)]
            for manner in ("fin", "reset")
        }
        with _centre(folder) as url, closing(HttpCentre(url, IDENTITY)) as centre:
            turns = {"ours": _ours(line, centre, copy), "curl": _curl(folder, copy)}
            found = in_turns(turns, rounds=rounds)
    mebibytes = f"{size / 2**20:.0f} MiB"
    goals = [
        Goal(f"bytes sent by size, {CUTS} cuts, the line closes", _median(sent["fin"]), 1.05),
        Goal(f"bytes sent by size, {CUTS} cuts, the line is reset", _median(sent["reset"]), None),
        Goal("bytes sent by size, no cut", calm / size, None),
    ]
    figures = [figure(f"one archive copy of {mebibytes}, proved", "ms", found["ours"])]
    if found["curl"][0]:
        figures.append(figure(f"curl, {mebibytes}, to a file nobody syncs", "ms", found["curl"]))
        rate = ratio(found["curl"], found["ours"])
        goals.append(Goal("rate by curl", rate, None, "more"))
    return Report(
        TITLE,
        figures,
        goals,
        [
            "A cut lets a random number of bytes through, then breaks both directions; 'reset' "
            "also throws away what lies in the buffers of the line, which no sender can know of.",
            "Ours decrypts, sends pieces, and the centre syncs, counts, hashes the whole and every "
            "page before it proves; curl reads a plain file, and its server only writes. Both "
            "plain HTTP on loopback: no TLS stands between to make them alike.",
        ],
    )


def _cut(line: UploadLine, copy: Copy, lottery: random.Random, manner: str) -> float:
    """How many bytes went up until the file was there."""
    file = line.announce(copy)
    places = sorted(lottery.randrange(len(copy.pdf)) for _ in range(CUTS))
    steps = [here - before for before, here in zip([0, *places], places, strict=False)]
    line.line.cut(*[Cut(step, "up", manner) for step in steps])  # type: ignore[arg-type]
    sent = line.send(file, copy)
    line.line.cut()
    return sent


@contextmanager
def _centre(folder: Path) -> Iterator[str]:
    """The same centre once more, in a process of its own, as it is in life."""
    words = ["central", "serve", "--database", str(folder / "centre.db")]
    words += ["--files", str(folder / "kept"), "--listen", "127.0.0.1:0"]
    command = [sys.executable, "-m", "desk_app", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip().removeprefix("listening on ")
        finally:
            process.terminate()


def _ours(line: UploadLine, centre: HttpCentre, copy: Copy) -> Callable[[], list[float]]:
    uploads = line.uploads()  # one for all, as at a desk: it knows how quick the line is

    def run() -> list[float]:
        file = line.announce(copy)
        return [milliseconds(lambda: line.send_by(centre, file, uploads))]

    return run


def _curl(folder: Path, copy: Copy) -> Callable[[], list[float]]:
    curl, source = shutil.which("curl"), folder / "copy.pdf"
    source.write_bytes(copy.pdf)

    def run() -> list[float]:
        if curl is None:
            return []
        with _receiver(folder / "received") as url:
            command = [curl, "-sS", "--noproxy", "*", "-T", str(source), url]
            return [milliseconds(lambda: subprocess.run(command, check=True, capture_output=True))]

    return run


@contextmanager
def _receiver(target: Path) -> Iterator[str]:
    """A server that writes one body to a file and answers."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError), door.accept()[0] as line, target.open("wb") as out:
            data = b""
            while b"\r\n\r\n" not in data:
                data += line.recv(BLOCK)
            head, _, body = data.partition(b"\r\n\r\n")
            fields = dict(row.lower().split(b": ", 1) for row in head.split(b"\r\n")[1:])
            if b"100-continue" in fields.get(b"expect", b""):
                line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            left = int(fields[b"content-length"]) - out.write(body)
            while left:
                left -= out.write(line.recv(BLOCK))
            line.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/copy"
    finally:
        thread.join(20)
        door.close()


def _median(rounds: list[list[float]]) -> float:
    return sorted(value for values in rounds for value in values)[len(rounds) // 2]
