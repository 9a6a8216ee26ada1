"""Cover sheets and ordinary pages, distorted as feeders do: what is found, and how fast."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from benchmarks.measure import Figure, Goal, Options, Report, milliseconds
from desk_app.paper.barcode_reading import PageCodes, codes_on
from desk_app.paper.cover_code import CoverCode
from desk_app.paper.cover_sheet_pdf import CoverSheet, make
from desk_app.paper.pdf_pages import page_image
from tests.builders.office_pages import DPI, ORDINARY, Scan, scanned

TITLE = "Cover sheets in a pile: found, and milliseconds a page"
PAGES, PAGES_QUICK = 1200, 24


@dataclass(frozen=True)
class Trial:
    """One page through the feeder, and the cover it is (None: an ordinary page)."""

    jpeg: bytes
    cover: CoverCode | None
    what: str


def measure(_folder: Path, options: Options) -> Report:
    """Reads every page once; each is judged by what was printed on it."""
    count = PAGES_QUICK if options.quick else PAGES
    read, alone, right = [], [], []
    taken: dict[str, list[float]] = {"cover": [], "ordinary": []}
    for trial in trials(count, options.seed):
        began = time.perf_counter()
        codes = codes_on(trial.jpeg)
        spent = (time.perf_counter() - began) * 1000
        taken["cover" if trial.cover else "ordinary"].append(spent)
        right.append(codes.cover is None or same(codes.cover, trial.cover))
        if trial.cover:
            read.append(codes.cover is not None)
        else:
            alone.append(not (codes.cover or leads(codes)))
    plain = [_milliseconds(page) for page in _clean_ordinary(2 if options.quick else 6)]
    ordinary = Figure("ordinary page, 300 dpi grey A4", "ms", tuple(plain))
    return Report(
        TITLE,
        [
            Figure("cover sheet, distorted, 150 to 300 dpi", "ms", tuple(taken["cover"])),
            Figure("ordinary page, distorted, 150 to 300 dpi", "ms", tuple(taken["ordinary"])),
            ordinary,
        ],
        [
            Goal("cover sheets found and read", percent(read), 100.0, "more", "%"),
            Goal("pages that no wrong code was read on", percent(right), 100.0, "more", "%"),
            Goal("ordinary pages left alone", percent(alone), 100.0, "more", "%"),
            Goal("an ordinary page at 300 dpi, median", ordinary.median, 25.0, unit="ms"),
        ],
        [
            f"{count} synthetic pages, half of them cover sheets: skew up to 10 degrees either "
            "way, blur up to 0.25 mm (one sigma), noise up to 12 grey levels, upside down, 150, "
            "200 and 300 dpi, JPEG quality 60 to 90, dim light, codes covered by a note. Ordinary "
            "pages: text, tables, photos, stamps, coloured paper, foreign QR codes and bars.",
            "Decoding the JPEG is part of the time.",
        ],
    )


def percent(facts: list[bool]) -> float:
    """How many of them hold."""
    return 100 * sum(facts) / len(facts)


def leads(codes: PageCodes) -> bool:
    """Whether a pile would be parted at the page."""
    return codes.damaged_cover or codes.foreign or codes.too_many_covers


def _milliseconds(page: bytes) -> float:
    return milliseconds(lambda: codes_on(page))


def same(read: CoverCode, printed: CoverCode | None) -> bool:
    """Whether pages would go where the sheet says."""
    return printed is not None and (read.dossier, read.paper) == (printed.dossier, printed.paper)


def trials(count: int, seed: int) -> Iterator[Trial]:
    """Cover sheets and ordinary pages in turn."""
    chance = random.Random(seed)
    sheets = [(code, sheet) for code, sheet in _sheets(12, chance)]
    pages = [(name, draw(number)) for number in range(2) for name, draw in ORDINARY.items()]
    for number in range(count):
        how = _how(chance, number)
        if number % 2:
            name, page = pages[number // 2 % len(pages)]
            yield Trial(scanned(page, how), None, f"{name} {how}")
        else:
            code, sheet = sheets[number // 2 % len(sheets)]
            covered, words = _covered(sheet, chance)
            yield Trial(scanned(covered, how), code, f"{words} {how}")


def _clean_ordinary(seeds: int) -> Iterator[bytes]:
    for seed in range(seeds):
        for name in ("letter", "table", "half_empty", "edge_text", "coded"):
            yield scanned(ORDINARY[name](seed), Scan(seed=seed))


def _how(chance: random.Random, seed: int) -> Scan:
    return Scan(
        dpi=chance.choice((150, 200, 300)),
        skew=chance.uniform(-10, 10),
        blur=chance.choice((0, 0, 0.08, 0.15, 0.25)),
        noise=chance.uniform(0, 12),
        turn=chance.choice((0, 0, 180)),
        quality=chance.randint(60, 90),
        light=chance.choice((1, 1, 0.85, 0.7)),
        seed=seed,
    )


def _sheets(count: int, chance: random.Random) -> Iterator[tuple[CoverCode, Image.Image]]:
    for number in range(count):
        unit = chance.choice(("H25.12.34", "000.00.19.H26", "H15.50.05.13", "G09.20"))
        day = f"{'20' * chance.randint(0, 1)}2611{chance.randint(10, 30)}"
        code = CoverCode(f"{unit}-{day}-{chance.randint(1, 99999):04d}", number + 1, 1, count)
        names = ("Tờ khai đăng ký khai sinh", "Giấy chứng nhận quyền sử dụng đất (bản gốc)")
        sheet = CoverSheet(code, names[number % 2], "Nguyễn Thị Phương Uyên", "Phường Bến Đá")
        yield code, page_image(make([sheet]), 0, DPI, mode="L")


def _covered(sheet: Image.Image, chance: random.Random) -> tuple[Image.Image, str]:
    """A note over one of the codes, or over the bars, or none."""
    where = chance.choice(("", "", "head", "foot", "bars", "half of each"))
    places = {
        "": [],
        "head": [(180, 180, 900, 900)],
        "foot": [(1580, 2600, 2300, 3330)],
        "bars": [(300, 2450, 2200, 2800)],
        "half of each": [(180, 180, 480, 900), (1800, 3100, 2300, 3400)],
    }
    page = sheet.copy()
    for box in places[where]:
        ImageDraw.Draw(page).rectangle(box, fill=chance.choice((235, 200)))
    return page, where
