"""The table of ``docs/performance.md``, from ``results.json``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
BEGINS, ENDS = "<!-- figures -->", "<!-- end of figures -->"
VERDICTS = {"met": "met", "missed": "missed, within noise", "lost": "**lost**", "told": "–"}


def renew(document: Path, results: dict[str, Any]) -> None:
    """Puts the figures of ``results`` between the two marks of ``document``."""
    text = document.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    figures = "\n".join(lines_of(results))
    document.write_text(f"{before}{BEGINS}\n{figures}\n{ENDS}{after}", encoding="utf-8")


def lines_of(results: dict[str, Any]) -> list[str]:
    """Machine, then for each benchmark what was measured and how it stands to its goals."""
    machine = results["machine"]
    lines = [
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"{machine['system']}; Python {machine['python']}, SQLite {machine['sqlite_sqlcipher']} "
        f"(SQLCipher), {machine['sqlite_stdlib']} (standard library). A durable write of 4 KiB "
        f"took {machine['write_4_kib_and_fdatasync_ms']} ms. Others used the machine, too: load "
        f"average {machine['load_average'][1]} over five minutes. Seed {results['seed']}.",
    ]
    for found in results["benchmarks"].values():
        lines += [
            "",
            f"### {found['title']}",
            "",
            "| | median | p95 | p99 | |",
            "|---|--:|--:|--:|---|",
        ]
        lines += [
            f"| {one['name']} | {_number(one['median'])} | {_number(one['p95'])} | "
            f"{_number(one['p99'])} | {one['unit']}, n={one['samples']} |"
            for one in found["figures"]
        ]
        lines += ["", "| ratio or limit | measured | goal | |", "|---|--:|--:|---|"]
        lines += [_goal(one) for one in found["goals"]]
        lines += ["", *(f"{note}\n" for note in found["notes"])]
    return [line.rstrip() for line in "\n".join(lines).split("\n")]


def _goal(one: dict[str, Any]) -> str:
    sign = "≤" if one["better"] == "less" else "≥"
    wanted = f"{sign} {one['goal']:g} {one['unit']}" if one["goal"] is not None else "–"
    measured = f"{_number(one['value'])} {one['unit']}"
    return f"| {one['name']} | {measured} | {wanted} | {VERDICTS[one['verdict']]} |"


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"
