"""From F9 to the stored receipt, against reportlab and WeasyPrint drawing the same page."""

from __future__ import annotations

from pathlib import Path

from benchmarks.desks import forms, training_desk
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
from benchmarks.printed_page import pages_of, weasyprint_page, with_reportlab

TITLE = "F9 to the stored receipt: dossier committed, A5 PDF made and stored"
LINK = "https://tra-cuu.tinh-mau.invalid/t/abcdefghijklmnopqrstuv"


def measure(folder: Path, options: Options) -> Report:
    """``intake.receive`` and ``receipts.stored``, both durable, against drawing alone."""
    rounds, each = (2, 1) if options.quick else (11, 5)
    with training_desk(folder / "desk") as desk:
        officer, wanted = desk.officer(), forms(options.seed)

        def f9() -> bytes:
            return desk.receipts.stored(desk.intake.receive(next(wanted), officer).code)

        first = milliseconds(f9)
        code = desk.intake.receive(next(wanted), officer).code
        pages = pages_of(desk.receipts.stored(code))
        weasy = weasyprint_page(pages, code, LINK)

        def bare() -> bytes:
            return with_reportlab(pages, code, LINK)

        found = in_turns(
            {
                "desk": repeated(lambda: milliseconds(f9), each),
                "reportlab": repeated(lambda: milliseconds(bare), each),
                "weasyprint": repeated(lambda: milliseconds(weasy), each),
            },
            rounds=rounds,
        )
    ours = figure("receive and store the receipt", "ms", found["desk"])
    faster = ratio(found["weasyprint"], found["desk"])
    return Report(
        TITLE,
        [
            ours,
            figure("bare reportlab, same texts and codes, not stored", "ms", found["reportlab"]),
            figure("WeasyPrint, equivalent page, not stored", "ms", found["weasyprint"]),
        ],
        [
            Goal("by bare reportlab, median", ratio(found["desk"], found["reportlab"]), 2.0),
            Goal("times faster than WeasyPrint", faster, 10.0, "more"),
            Goal("first receipt of a process that was not warmed up", first, None, unit="ms"),
        ],
        [
            f"{len(pages)} A5 pages (two copies), {sum(len(p.runs) for p in pages)} pieces of "
            "text. Ours breaks lines, lays out tables, sets three faces and commits twice; bare "
            "reportlab is told where each text goes, sets one face and cuts it for each document.",
            "WeasyPrint is given each text at its place and the codes as ready pictures; it reads "
            "the font anew for each document, as its manual shows it.",
        ],
    )
