"""Draws every screen of the real program, with training data, into a folder.

tools/screenshots.py FOLDER          every screen, vi/en, light/dark, two sizes, 100 and 150 %
tools/screenshots.py --docs          the few pictures of the documents, into docs/pictures/
tools/screenshots.py FOLDER --only search,day
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desk_app import app, app_window  # noqa: E402
from desk_app.clock import VIETNAM, TickingClock  # noqa: E402
from desk_app.paper.scanners.port import ScannedImage  # noqa: E402
from desk_app.services.desk import Desk  # noqa: E402
from desk_app.services.intake_json import read_form  # noqa: E402
from desk_app.services.page_views import PageSource, PaperTarget  # noqa: E402
from desk_app.services.shared_dossiers import apply_amended  # noqa: E402
from desk_app.services.sign_in import OfficerAtDesk  # noqa: E402
from desk_app.sync.protocol import (  # noqa: E402
    AmendmentV1,
    DossierAmendedV1,
    FieldAmended,
)
from desk_app.ui.collecting import collected_here  # noqa: E402
from desk_app.ui.desk_window import DeskWindow  # noqa: E402
from desk_app.ui.language import language  # noqa: E402
from desk_app.ui.pictures import Shot, settle, take_all  # noqa: E402
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome  # noqa: E402
from desk_app.ui.screens.digitise.state import ScanOf  # noqa: E402
from desk_app.ui.theme import theme  # noqa: E402
from tests.builders.office_pages import (  # noqa: E402
    Scan,
    blank,
    certificate,
    letter,
    scanned,
    stamped,
    table,
)

MORNING = datetime(2026, 11, 20, 7, 40, tzinfo=VIETNAM)
SIZES = ((1366, 768), (1920, 1080))
PERCENTS = (100, 150)
MODES = ("light", "dark")
PAST = 220
CARD = "079187001234||Nguyễn Thị Phương Uyên|05091987|Nữ|25/7 Bến Xuân, tỉnh Mẫu|01022022"
PEOPLE = (
    ("079187001234", "Nguyễn Thị Phương Uyên", "1987-09-05", "female", "1.001193"),
    ("079085004321", "Trần Quốc Huy", "1985-03-21", "male", "2.000815"),
    ("001190005678", "Lê Thị Ngọc Ánh", "1990-12-01", "female", "1.004222"),
    ("048075002468", "Phạm Văn Đức", "1975-07-15", "male", "2.000884"),
    ("031182009753", "Hoàng Thuỳ Trâm", "1982-01-30", "female", "1.000894"),
    ("092068001357", "Huỳnh Minh Tuấn", "1968-05-09", "male", "2.000815"),
    ("079195008642", "Đặng Thị Mỹ Duyên", "1995-10-10", "female", "1.001193"),
)


class OnePrinter:
    """A printer that takes everything; nothing leaves the machine."""

    silent = False

    @property
    def known(self) -> tuple[PrinterOnDesk, ...]:
        """The printer of the counter."""
        return self.all()

    def all(self) -> tuple[PrinterOnDesk, ...]:
        """The printer of the counter."""
        return (PrinterOnDesk("HP LaserJet – Quầy 03", "", True),)

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        """Says it is printed."""
        return PrintOutcome("printed")


def fill(desk: Desk, clock: TickingClock) -> list[str]:
    """A morning at the counter: the codes received, the last two not printed."""
    officer = desk.officer()
    codes = []
    for number, (id_number, name, born, sex, procedure) in enumerate(PEOPLE * 2):
        clock.advance(timedelta(minutes=9 + number % 4))
        said = {
            "procedure": procedure,
            "channel": "direct",
            "applicant": {
                "kind": "citizen",
                "id_number": id_number,
                "full_name": name,
                "birth_date": born,
                "sex": sex,
                "address": f"{number + 3} đường Bến Xuân, tỉnh Mẫu",
                "phone": "0912345678",
            },
            "papers": [{"number": 1, "state": "submitted", "originals": 1}],
            "pages": 3,
            "copies": 2,
        }
        code = desk.intake.receive(read_form(said), officer).code
        codes.append(code)
        if number < 2 * len(PEOPLE) - 2:
            job = desk.receipts.first_print(code)
            desk.receipts.record_print(job, "printed", "HP LaserJet", officer)
    desk.receipts.reprint(codes[2], "lost", officer)
    for login in {card.login for card in desk.sign_in.officers()}:
        someone = desk.officer(login)
        desk.drafts.save(None, someone, {"procedure": "1.001193"}, "Đăng ký khai sinh")
        for procedure in ("2.000815", "1.001193"):
            desk.catalogue.set_favourite(login, procedure)
    clock.advance(timedelta(minutes=6))
    return codes


def begun(desk: Desk) -> str:
    """An intake about to be finished: the id of the supervisor's draft."""
    said = {
        "procedure": "1.001193",
        "channel": "direct",
        "applicant": {"qr": CARD, "phone": "0912345678"},
        "papers": [
            {"number": number, "state": "submitted", "originals": 1} for number in (1, 2, 3)
        ],
    }
    form = read_form(said).to_json()
    return desk.drafts.save(None, supervisor(desk), form, "Đăng ký khai sinh")


def scan(desk: Desk, code: str) -> None:
    """Pages of two papers, one of them with trouble, and a pile that found no dossier."""
    officer = desk.officer()
    checklist = desk.scanning.checklist(code)
    numbers = [paper.number for paper in checklist.papers if paper.why_not is None]
    papers = (
        (numbers[0], [letter(1), blank(), letter(2), table(3), letter(4)]),
        (numbers[1], [stamped(5), certificate(6)]),
    )
    for number, drawn in papers:
        ways = [Scan(dpi=150, skew=1.5 if place == 2 else 0.0) for place in range(len(drawn))]
        if number == numbers[0]:
            ways[4] = Scan(dpi=150, blur=0.9)
        images = [
            ScannedImage(scanned(page, way), "image/jpeg", 150)
            for page, way in zip(drawn, ways, strict=True)
        ]
        target = PaperTarget(checklist.dossier_id, number)
        desk.scanning.add_many(target, images, PageSource("sane", device="fi-8170"), officer)
    pile = [ScannedImage(scanned(letter(n), Scan(dpi=150)), "image/jpeg", 150) for n in (7, 8)]
    desk.piles.take(pile, PageSource("hot_folder"), officer)
    desk.piles.take(pile[:1], PageSource("sane", device="fi-8170"), officer)
    desk.scanning.check_waiting()


def disagree(desk: Desk, code: str) -> None:
    """Two counters wrote different phone numbers; only this one wrote a new address."""
    reason = "người nộp báo lại"
    typed = {
        "applicant.phone": "0987654321",
        "applicant.address": "12/4 đường Bến Xuân, tỉnh Mẫu",
    }
    done = desk.amendments.amend(code, typed, reason, desk.officer())
    other = AmendmentV1(
        entry_id=desk.clock.new_id(),
        dossier_id=done.id,
        said=DossierAmendedV1(
            code=code,
            fields={"applicant.phone": FieldAmended(before="0912345678", after="0903112233")},
            officer="huong",
            officer_name="Bùi Thu Hương",
            counter="Quầy 05",
            at=desk.clock.now(),
            reason=reason,
        ),
    )
    with desk.store.write() as session:
        apply_amended(session, other.model_dump(mode="json"), desk.clock.now())


def shots(code: str, draft: str, disputed: str) -> tuple[Shot, ...]:
    """Every screen and every part worth a look."""
    parts = ("papers", "timeline", "fee", "promise")
    sections = ("general", "printing", "scanners", "reader", "keys", "sync", "about")
    return (
        Shot("home", "home"),
        Shot("intake", "intake", draft),
        Shot("digitise", "digitise", code),
        Shot("digitise-pages", "digitise", ScanOf(code, 1)),
        Shot("unmatched", "unmatched"),
        Shot("receipt", "receipt", code),
        Shot("search", "search", "nguyen"),
        *(Shot(f"dossier-{part}", "search", code, part) for part in parts),
        Shot("dossier-conflict", "search", disputed, "summary"),
        Shot("dossier-decide", "search", disputed, "amend"),
        Shot("dossier-amend", "search", code, "amend"),
        Shot("search-nothing", "search", "khong co ai"),
        Shot("sync", "sync_centre", "unsent"),
        Shot("sync-sent", "sync_centre", "sent"),
        Shot("day", "day"),
        *(Shot(f"settings-{section}", "settings", section) for section in sections),
        Shot("help", "help"),
    )


def supervisor(desk: Desk) -> OfficerAtDesk:
    """Who sees every screen."""
    cards = desk.sign_in.officers()
    return desk.officer(next(card.login for card in cards if card.role == "supervisor"))


DOCS = (
    *("digitise-pages", "unmatched"),
    *("home", "intake", "receipt", "search", "dossier-papers", "dossier-timeline"),
    *("dossier-decide", "sync", "day", "settings-printing", "settings-reader"),
)


def sign_in(counter: DeskWindow) -> None:
    """A supervisor sits down."""
    counter.session.begin(supervisor(counter.desk))


def draw(folder: Path, only: set[str], *, docs: bool) -> int:
    """Draws all; returns how many pictures were made."""
    made = 0
    with tempfile.TemporaryDirectory() as place, ExitStack() as closing:
        clock = TickingClock(MORNING)
        profile = Path(place) / "desk"
        app.make_training_desk(profile, dossiers=PAST, clock=clock)
        desk = closing.enter_context(app.running(profile, clock=clock))
        codes = fill(desk, clock)
        code = codes[4]
        disagree(desk, codes[5])
        draft = begun(desk)
        scan(desk, code)
        counter = app_window.wire_window(desk, printers=OnePrinter())
        closing.callback(counter.end)
        counter.begin()
        # The keeper of the look writes each change down: let it, the profile is thrown away.
        names = only or (set(DOCS) if docs else set())
        wanted = [shot for shot in shots(code, draft, codes[5]) if not names or shot.name in names]
        combinations = (
            [("vi", "light", SIZES[0], 100)]
            if docs
            else list(product(("vi", "en"), MODES, SIZES, PERCENTS))
        )
        for name, mode, size, percent in combinations:
            language().set(name)
            theme().set_mode(mode)
            theme().set_percent(percent)
            mark = "" if docs else f"-{name}-{mode}-{size[0]}-{percent}"
            if not only or "sign-in" in only:
                counter.session.end()
                counter.window.forget_screens()
                made += len(take_all(counter, [Shot("sign-in", "sign_in")], size, folder, mark))
            sign_in(counter)
            counter.window.forget_screens()
            made += len(take_all(counter, wanted, size, folder, mark))
        settle(counter)
    return made


def main() -> int:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    asked.add_argument("--docs", action="store_true", help="only the pictures of the documents")
    asked.add_argument("--only", default="", help="names of screens, by comma")
    said = asked.parse_args()
    docs = said.docs or said.folder == ROOT / "docs" / "pictures"
    app_window.make_application("vi")
    only = {name for name in said.only.split(",") if name}
    with collected_here():
        print(f"{draw(said.folder, only, docs=docs)} pictures in {said.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
