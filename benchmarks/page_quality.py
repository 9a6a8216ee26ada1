"""The quality check of scanned pages: faults found, false alarms, milliseconds a page."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from benchmarks.cover_sheets import percent
from benchmarks.measure import Figure, Goal, Options, Report
from desk_app.paper.page_quality import look
from tests.builders.office_pages import (
    ORDINARY,
    Scan,
    blank,
    blank_with_dust,
    scanned,
)

TITLE = "The quality check of a page while the applicant waits"
GOOD, GOOD_QUICK = 400, 13
BAD, BAD_QUICK = 360, 12
# Of these every fault can be told; a photograph has no upside, a title page no lines.
TELLING = ("letter", "half_empty", "table", "stamped", "certificate", "coloured", "coded")


@dataclass(frozen=True)
class Trial:
    """A scanned page and what is to be found on it."""

    jpeg: bytes
    fault: str | None


def measure(_folder: Path, options: Options) -> Report:
    """Looks at good pages and at pages with one fault each."""
    chance = random.Random(options.seed)
    taken: list[float] = []
    quiet, right = [], []
    for trial in good(GOOD_QUICK if options.quick else GOOD, chance):
        spent, kinds = _looked_at(trial)
        taken.append(spent)
        quiet.append(not kinds)
    for trial in bad(BAD_QUICK if options.quick else BAD, chance):
        _, kinds = _looked_at(trial)
        right.append(trial.fault in kinds)
    figure = Figure("a page, 150 to 300 dpi", "ms", tuple(taken))
    return Report(
        TITLE,
        [figure],
        [
            Goal("good pages without a false alarm", percent(quiet), 99.0, "more", "%"),
            Goal("faults found", percent(right), 98.0, "more", "%"),
            Goal("a page, median", figure.median, 60.0, unit="ms"),
        ],
        [
            f"{len(quiet)} good pages: text, capitals, figures, tables, half-empty pages, photos, "
            "stamps, coloured paper, print near the edges, codes, handwriting; noise up to 8 grey "
            f"levels, dim light, skew below 0.7 degrees. {len(right)} bad ones, a fault each: "
            "skew 1.5 to 9 degrees, blur of 0.25 to 1.2 mm (one sigma), dark, faint, blank with "
            "dust and print shining through, upside down, on its side.",
            "Decoding the JPEG is part of the time.",
        ],
    )


def good(count: int, chance: random.Random) -> Iterator[Trial]:
    """Pages nobody would scan again."""
    names = list(ORDINARY)
    for number in range(count):
        page = ORDINARY[names[number % len(names)]](number // len(names) % 5)
        yield Trial(scanned(page, _fair(chance, number)), None)


def bad(count: int, chance: random.Random) -> Iterator[Trial]:
    """Pages with one fault each."""
    faults = ("skewed", "blurred", "too_dark", "too_light", "blank", "upside_down", "sideways")
    for number in range(count):
        fault = faults[number % len(faults)]
        name = TELLING[number // len(faults) % len(TELLING)]
        page = ORDINARY[name](number % 3)
        yield Trial(_with(fault, page, chance, number), fault)


def _with(fault: str, page: Image.Image, chance: random.Random, seed: int) -> bytes:
    if fault == "blank":
        page = blank_with_dust(seed) if seed % 2 else blank()
    if fault == "too_light":
        page = page.convert("L").point(lambda level: 255 - (255 - level) // 6)
    changes = {
        "skewed": {"skew": chance.choice((-1, 1)) * chance.uniform(1.5, 9)},
        "blurred": {"blur": chance.uniform(0.25, 1.2)},
        "too_dark": {"light": chance.uniform(0.2, 0.4)},
        "upside_down": {"turn": 180},
        "sideways": {"turn": chance.choice((90, 270))},
    }
    fair = _fair(chance, seed)
    usual = {"dpi": fair.dpi, "noise": fair.noise, "quality": fair.quality, "seed": seed}
    return scanned(page, Scan(**(usual | changes.get(fault, {}))))


def _fair(chance: random.Random, seed: int) -> Scan:
    return Scan(
        dpi=chance.choice((150, 200, 300)),
        skew=chance.uniform(-0.7, 0.7),
        blur=chance.choice((0, 0, 0.05, 0.08)),
        noise=chance.uniform(0, 8),
        quality=chance.randint(60, 90),
        light=chance.choice((1, 1, 0.85, 0.75)),
        seed=seed,
    )


def _looked_at(trial: Trial) -> tuple[float, set[str]]:
    began = time.perf_counter()
    seen = look(trial.jpeg)
    return (time.perf_counter() - began) * 1000, {finding.kind for finding in seen.findings}
