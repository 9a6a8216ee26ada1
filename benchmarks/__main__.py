"""``python -m benchmarks``: measures, prints a table for people, writes ``results.json``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.document import DOCUMENT, renew
from benchmarks.machine import describe
from benchmarks.measure import Options, Report
from benchmarks.table import lines_of

BENCHMARKS = (
    "durable_save",
    "receipt",
    "catalogue",
    "search",
    "start",
    "memory",
    "commands",
    "cover_sheets",
    "page_quality",
    "encryption",
    "archive",
    "pile",
    "reading",
    "scan_memory",
    "strip",
    "upload",
    "backlog",
    "sync",
    "recovery",
    "answers",
    "load",
)
RESULTS = Path(__file__).parent / "results.json"


def main(arguments: list[str]) -> int:
    """Runs the benchmarks; with ``--strict`` 1 if a goal was missed by more than the noise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="BENCHMARK", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="see that they run; no true figures")
    parser.add_argument("--strict", action="store_true", help="fail if a goal was lost")
    parser.add_argument("--document", action="store_true", help="renew docs/performance.md")
    parser.add_argument("--seed", type=int, default=Options().seed)
    parser.add_argument("--out", type=Path, default=RESULTS, help="where results.json goes")
    said = parser.parse_args(arguments)
    unknown = set(said.only) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    options = Options(quick=said.quick, seed=said.seed)
    reports: dict[str, Report] = {}
    for name in said.only or BENCHMARKS:
        reports |= run_all([name], options, say=print)
        write_results(said.out, reports, options)  # at once: the next one may fail
    if said.document:
        renew(DOCUMENT, json.loads(said.out.read_text(encoding="utf-8")))
    goals = [goal for report in reports.values() for goal in report.goals]
    lost = sum(goal.verdict == "lost" for goal in goals)
    print(f"\n{len(goals)} ratios and limits; {lost} lost by more than the noise.")
    return int(said.strict and lost > 0)


def run_all(
    names: tuple[str, ...] | list[str], options: Options, say: Callable[[str], object]
) -> dict[str, Report]:
    """Runs the benchmarks one after the other, each in a folder of its own."""
    reports = {}
    for name in names:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
            reports[name] = import_module(f"benchmarks.{name}").measure(Path(folder), options)
        for line in lines_of(reports[name], time.perf_counter() - began):
            say(line)
    return reports


def write_results(out: Path, reports: dict[str, Report], options: Options) -> None:
    """Writes the file for programs; results of benchmarks that were not run now stay."""
    before: dict[str, Any] = {}
    if out.exists() and not options.quick:
        before = json.loads(out.read_text(encoding="utf-8")).get("benchmarks", {})
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        machine = describe(Path(folder))
    found = {name: report.as_json() for name, report in reports.items()}
    document = {
        "machine": machine,
        "seed": options.seed,
        "quick": options.quick,
        "benchmarks": before | found,
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
