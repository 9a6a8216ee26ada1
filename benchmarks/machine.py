"""On what the figures were measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.measure import milliseconds

LIBRARIES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "sqlcipher3",
    "reportlab",
    "weasyprint",
    "pydantic",
    "psycopg",
)


def describe(folder: Path) -> dict[str, Any]:
    """Processor, memory, system, versions, and what a durable write costs in ``folder``."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(_memory() / 2**30, 1),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite_stdlib": sqlite3.sqlite_version,
        "sqlite_sqlcipher": sqlcipher.sqlite_version,
        "libraries": {name: version(name) for name in LIBRARIES},
        "write_4_kib_and_fdatasync_ms": round(_durable_write(folder), 3),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def _processor() -> str:
    table = Path("/proc/cpuinfo")
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _durable_write(folder: Path) -> float:
    file = folder / "write-probe"
    with file.open("wb", buffering=0) as out:

        def once() -> None:
            out.write(bytes(4096))
            os.fdatasync(out.fileno())

        once()
        samples = sorted(milliseconds(once) for _ in range(31))
    file.unlink()
    return samples[15]
