"""The benchmarks run: on little data, for figures nobody believes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, run_all, write_results
from benchmarks.document import BEGINS, ENDS, renew
from benchmarks.measure import Figure, Goal, Options, Report, in_turns, ratio
from benchmarks.table import lines_of

QUICK = Options(quick=True)
# The others open windows and servers; this keeps the suite quick.
SMOKE = ("durable_save", "receipt", "catalogue", "encryption")


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return run_all(SMOKE, QUICK, say=lambda line: None)


@pytest.mark.parametrize("name", SMOKE)
def test_each_compares_itself_with_a_peer(name: str, reports: dict[str, Report]) -> None:
    report = reports[name]
    assert len(report.figures) >= 2
    assert all(value > 0 for figure in report.figures for value in figure.samples)
    assert any(goal.unit == "x" for goal in report.goals)


def test_results_are_for_programs(tmp_path: Path, reports: dict[str, Report]) -> None:
    write_results(tmp_path / "results.json", reports, QUICK)
    said = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert set(said["benchmarks"]) == set(SMOKE)
    assert said["seed"] == QUICK.seed
    assert said["machine"]["cores"] >= 1


def test_results_are_put_into_the_page(tmp_path: Path, reports: dict[str, Report]) -> None:
    write_results(tmp_path / "results.json", reports, QUICK)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGINS}\nold figures\n{ENDS}\nafter\n", encoding="utf-8")
    for _ in range(2):
        renew(page, json.loads((tmp_path / "results.json").read_text(encoding="utf-8")))
    text = page.read_text(encoding="utf-8")
    assert "old figures" not in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert [text.count(f"### {report.title}") for report in reports.values()] == [1] * len(SMOKE)


def test_every_benchmark_named_is_there() -> None:
    folder = Path(__file__).parents[1] / "benchmarks"
    assert [name for name in BENCHMARKS if not (folder / f"{name}.py").exists()] == []


@pytest.mark.parametrize(
    ("value", "better", "verdict"),
    [
        (2.9, "less", "met"),
        (3.0, "less", "met"),
        (3.7, "less", "missed"),
        (3.8, "less", "lost"),
        (3.1, "more", "met"),
        (2.5, "more", "missed"),
        (2.3, "more", "lost"),
    ],
)
def test_only_a_miss_beyond_the_noise_is_lost(value: float, better: str, verdict: str) -> None:
    assert Goal("g", value, 3.0, better).verdict == verdict  # type: ignore[arg-type]


def test_a_figure_without_goal_is_only_told() -> None:
    assert Goal("g", 99.0, None).verdict == "told"


def test_percentiles_are_samples_that_were_seen() -> None:
    figure = Figure("f", "ms", tuple(float(n) for n in range(1, 101)))
    assert (figure.median, figure.at(95), figure.at(99)) == (50.5, 96.0, 100.0)


def test_in_every_round_another_one_begins() -> None:
    order: list[str] = []

    def turn(name: str) -> list[float]:
        order.append(name)
        return [1.0]

    found = in_turns({name: lambda name=name: turn(name) for name in "ab"}, rounds=2, warm=0)
    assert order == ["a", "b", "b", "a"]
    assert found == {"a": [[1.0], [1.0]], "b": [[1.0], [1.0]]}


def test_a_ratio_is_of_medians_within_a_round() -> None:
    ours = [[2.0, 2.0, 99.0], [6.0, 6.0, 6.0], [4.0, 4.0, 4.0]]
    peers = [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [1.0, 1.0, 1.0]]
    assert ratio(ours, peers) == 3.0


def test_a_miss_is_told_to_people() -> None:
    report = Report("Saving", [Figure("ours", "ms", (4.0,))], [Goal("by peer", 4.0, 1.5)], ["alas"])
    lines = "\n".join(lines_of(report, 1.0))
    assert "LOST" in lines
    assert "goal ≤ 1.5 x" in lines
    assert "alas" in lines
