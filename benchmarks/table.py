"""A report as lines for people."""

from __future__ import annotations

from benchmarks.measure import Report

_SIGNS = {"met": "met", "missed": "MISSED (within noise)", "lost": "LOST", "told": ""}


def lines_of(report: Report, seconds: float) -> list[str]:
    """Title, figures, ratios with their goals, notes."""
    lines = ["", f"{report.title}   [{seconds:.0f} s]"]
    lines.append(f"  {'':62} {'median':>10} {'p95':>10} {'p99':>10}")
    for one in report.figures:
        values = " ".join(f"{_number(v):>10}" for v in (one.median, one.at(95), one.at(99)))
        lines.append(f"  {one.name:62} {values} {one.unit}  n={len(one.samples)}")
    for goal in report.goals:
        sign = "≤" if goal.better == "less" else "≥"
        wanted = f"goal {sign} {goal.goal:g} {goal.unit}" if goal.goal is not None else ""
        value = f"{_number(goal.value)} {goal.unit}"
        lines.append(f"  -> {goal.name:59} {value:>13}  {wanted}  {_SIGNS[goal.verdict]}".rstrip())
    return lines + [f"     {note}" for note in report.notes]


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"
