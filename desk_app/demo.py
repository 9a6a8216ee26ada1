"""``desk-app try``: the counter with everything it needs on one machine.

A training profile and a training centre on loopback. Where there is a display the window opens;
elsewhere the guided demonstration runs and leaves receipts and pictures in a folder.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import platformdirs

from desk_app import app
from desk_app.config.display import has_display
from desk_app.config.profile import profile_exists
from desk_app.enrolling import enrol
from desk_app.local_centre import LocalCentre, local_centre
from desk_app.services.desk import Desk
from desk_app.services.intake_form import IntakeForm
from desk_app.services.intake_json import read_form
from desk_app.services.this_desk import write_this_desk
from desk_app.wording import say

UNIT = "H99.21.01"
COUNTER = "Quầy 03"
# Which paper of the demonstration belongs to which of its dossiers.
NOTHING_TO_SCAN = "certified"
PAPERS = ("birth", NOTHING_TO_SCAN, "residence", "marriage")
CARD = "079187001234||Nguyễn Thị Phương Uyên|05091987|Nữ|25/7 Bến Xuân, tỉnh Mẫu|01022022"


def run(folder: Path | None, *, out: Path, language: str, headless: bool) -> int:
    """Makes or opens the training counter in ``folder``; returns the exit code."""
    where = folder or Path(platformdirs.user_data_dir("desk_app-training", appauthor=False))
    with local_centre(where / "centre") as centre:
        profile = where / "desk"
        _join(profile, centre)
        if headless or not has_display():
            return guided(profile, centre, out, language)
        code: int = import_module("desk_app.app_window").open_window(profile, language)
        return code


def _join(profile: Path, centre: LocalCentre) -> None:
    """Enrols the desk the first time; afterwards tells it where the centre listens today."""
    if profile_exists(profile) and _tell_where(profile, centre):
        return
    code = centre.ask("enrol-code", "--unit", UNIT, "--counter", COUNTER)["code"]
    enrol(profile, centre.url, code, training=True)


def _tell_where(profile: Path, centre: LocalCentre) -> bool:
    """False: the desk has no place at a centre, as a program that was killed may leave it."""
    with app.running(profile) as desk:
        if not desk.enrolled:
            return False
        here = replace(desk.this_desk(), centre_url=centre.url, public_url=centre.url)
        with desk.store.write() as session:
            write_this_desk(session, here)
        return True


def guided(profile: Path, centre: LocalCentre, out: Path, language: str) -> int:
    """A morning in a minute: receive, print, send, hear back, scan a pile and send it; writes
    receipts, scanned papers and pictures."""
    out.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    with app.running(profile) as desk:
        codes = [_receive(desk, form, out, made, language) for form in _forms()]
        _tell("demo.waiting", language, count=desk.outbox.queue().waiting)
        report = app.sync_once(desk)
        _tell("demo.sent", language, accepted=report.accepted)
        centre.ask("progress", codes[0], "processing", "--note", "Đang thẩm tra")
        app.sync_once(desk)
        state = desk.dossiers.get(codes[0]).state
        _tell("demo.heard", language, code=codes[0], state=say(f"dossier.state.{state}", language))
        made += _scan(desk, dict(zip(PAPERS, codes, strict=True)), out, language)
        register = out / "register.pdf"
        register.write_bytes(desk.registers.pdf())
        made.append(register)
    drawing = import_module("desk_app.demo_pictures")
    drawing.without_display()
    pictures = drawing.take_pictures(profile, out, language)
    _tell("demo.made", language)
    for path in [*made, *pictures]:
        print(f"  {path}")
    return 0


def _scan(desk: Desk, codes: dict[str, str], out: Path, language: str) -> tuple[Path, ...]:
    """Scans one pile for the dossiers whose papers are scanned, and sends the archive copies."""
    scanning = import_module("desk_app.demo_scanning")
    wanted = {name: code for name, code in codes.items() if name != NOTHING_TO_SCAN}
    pile = scanning.scan_pile(desk, wanted, out)
    filed = [one for one in pile.report.stacks if one.filed]
    unmatched = sum(one.stack_id is not None for one in pile.report.stacks)
    _tell("demo.scanned", language, pages=pile.report.pages, stacks=len(filed), tray=unmatched)
    report = app.sync_once(desk)
    _tell("demo.uploaded", language, pages=report.pages_uploaded, bytes=report.bytes_uploaded)
    hits = desk.page_search.find(pile.text)
    _tell("demo.found", language, text=pile.text, count=len(hits))
    files: tuple[Path, ...] = pile.files
    return files


def _receive(desk: Desk, form: IntakeForm, out: Path, made: list[Path], language: str) -> str:
    received = desk.intake.receive(form, desk.officer())
    _tell("demo.received", language, code=received.code)
    for paper in ("A5", "A4", "80mm") if not made else ("A5",):
        path = out / f"receipt-{received.code}-{paper}.pdf"
        path.write_bytes(desk.receipts.stored(received.code, paper))
        made.append(path)
    return received.code


def _forms() -> list[IntakeForm]:
    """A birth by ID card, five pages certified twice, a residence by an authorised person, a
    marriage status; in the order of :data:`PAPERS`."""
    common: dict[str, Any] = {"channel": "direct", "applicant": {"qr": CARD, "phone": "0912345678"}}
    submitted = {"state": "submitted", "originals": 1}
    return [
        read_form(said)
        for said in (
            {
                **common,
                "procedure": "1.001193",
                "papers": [{"number": number, **submitted} for number in (1, 2, 3)],
            },
            {
                **common,
                "procedure": "2.000815",
                "pages": 5,
                "copies": 2,
                "papers": [{"number": 1, "state": "presented"}],
            },
            {
                **common,
                "procedure": "1.004222",
                "papers": [{"number": 1, **submitted}],
                "submitter": {
                    "kind": "citizen",
                    "full_name": "Trần Quốc Huy",
                    "id_number": "079085004321",
                    "authorisation": "Giấy ủy quyền số 12/2026",
                },
            },
            {
                **common,
                "procedure": "1.004873",
                "papers": [{"number": 1, **submitted}],
            },
        )
    ]


def _tell(key: str, language: str, **values: Any) -> None:
    print(say(key, language, **values), flush=True)
