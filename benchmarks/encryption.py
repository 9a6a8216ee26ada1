"""A file of pages put into the scan store, against a bare copy synced to the disk."""

from __future__ import annotations

import os
import random
from pathlib import Path

from benchmarks.measure import (
    Goal,
    Options,
    Report,
    figure,
    in_turns,
    milliseconds,
    ratio,
    repeated,
)
from desk_app.paper.scan_store import ScanStore

TITLE = "Encryption at rest: bytes to a durable, encrypted, hashed file"
MIB = 1024 * 1024
LARGE, PAGE = 64 * MIB, 1_300_000  # a long archive copy, an A4 page in colour at 300 dpi
_PIECE = MIB


def measure(folder: Path, options: Options) -> Report:
    """``ScanStore.put`` and copy + fsync, of a large file and of one page."""
    rounds, each = (2, 2) if options.quick else (15, 3)
    sizes = {"large": 4 * MIB if options.quick else LARGE, "page": PAGE}
    store = ScanStore(folder / "pages")
    turns = {}
    for name, size in sizes.items():
        data = random.Random(options.seed).randbytes(size)
        (folder / name).write_bytes(data)
        turns[f"put {name}"] = repeated(lambda data=data: _put(store, data), each)
        turns[f"copy {name}"] = repeated(lambda name=name: _copy(folder, name), each)
    found = in_turns(turns, rounds=rounds)
    large = f"{sizes['large'] // MIB} MiB"
    return Report(
        TITLE,
        [
            figure(f"ScanStore.put, {large}", "ms", found["put large"]),
            figure(f"copy + fsync, {large}, not encrypted", "ms", found["copy large"]),
            figure("ScanStore.put, one page of 1.3 MB", "ms", found["put page"]),
            figure("copy + fsync, one page, not encrypted", "ms", found["copy page"]),
        ],
        [
            Goal(
                f"throughput by copy + fsync, {large}",
                ratio(found["copy large"], found["put large"]),
                0.7,
                "more",
            ),
            Goal(
                "throughput by copy + fsync, one page",
                ratio(found["copy page"], found["put page"]),
                None,
                "more",
            ),
        ],
        [
            "Ours encrypts (AES-256-GCM), hashes (SHA-256), syncs file, name and folder; the copy "
            "reads a file that is in memory, writes it and syncs the file alone.",
        ],
    )


def _put(store: ScanStore, data: bytes) -> float:
    kept = []
    spent = milliseconds(lambda: kept.append(store.put(data)))
    store.remove(kept[0].name)
    return spent


def _copy(folder: Path, name: str) -> float:
    spent = milliseconds(lambda: copy_durably(folder / name, folder / "copy"))
    (folder / "copy").unlink()
    return spent


def copy_durably(source: Path, target: Path) -> None:
    """Copy and fsync, nothing else."""
    with source.open("rb") as read, target.open("wb") as written:
        while piece := read.read(_PIECE):
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
