"""The commands of the desk: each calls the service that the screen calls."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk_app import app, enrolling
from desk_app.cli.command import Command
from desk_app.cli.progress import ProgressLine
from desk_app.config.display import require_display
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.events import CalendarChanged, CatalogueChanged
from desk_app.wording import say

if TYPE_CHECKING:
    from desk_app.services.desk import Desk

# Loaded when a command needs it: the window, the demonstration and the centre bring libraries
# that take longer to load than `queue` takes to answer.


def window(command: Command) -> int:
    """Opens the window."""
    require_display()
    code: int = import_module("desk_app.app_window").open_window(command.folder, command.language)
    return code


def trial(command: Command) -> int:
    """The counter on a training profile with a centre of its own; the guided demonstration where
    there is no display."""
    code: int = import_module("desk_app.demo").run(
        command.arguments.profile,
        out=command.out,
        language=command.language,
        headless=command.headless,
    )
    return code


def demo(command: Command) -> None:
    """A training profile that stands alone."""
    if command.arguments.profile is None:
        raise Refusal("cli.demo_needs_profile")
    command.show(app.make_training_desk(command.folder, dossiers=command.dossiers), "demo")


def enrol(command: Command) -> None:
    """Joins a centre."""
    recovery = None
    if command.recovery_file is not None:
        recovery = _passphrase(command)
    answer = enrolling.enrol(
        command.folder,
        command.url,
        command.code,
        training=command.training,
        recovery=recovery,
    )
    command.show(answer, "enrol")
    if "recovery_passphrase" in answer:
        enrolling.noted(command.folder)  # it is written; killed before, the next start shows it


def recover(command: Command) -> None:
    """Opens the profile with IT's passphrase and gives the key back to the keyring."""
    with app.running(command.folder, passphrase=_passphrase(command)) as desk:
        answer = {
            "profile": str(command.folder),
            "recovered": True,
            "waiting": desk.outbox.queue().waiting,
        }
    command.show(answer, "record")


def passphrase(command: Command) -> None:
    """Gives the profile a new recovery passphrase."""
    said = None if command.recovery_file is None else _passphrase(command)
    answer = enrolling.replace_passphrase(command.folder, said)
    command.show(answer, "record")
    if "recovery_passphrase" in answer:
        enrolling.noted(command.folder)


def receive(command: Command) -> int:
    """Receives one dossier, or each of a list: all or none per dossier."""
    intake_json = import_module("desk_app.services.intake_json")
    source = command.read(command.file)
    said = intake_json.split(source)
    many = source.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    worst = 0
    if command.pdf is not None:
        command.can_write(command.pdf)
    with app.running(command.folder) as desk:
        officer = desk.officer(command.officer)
        for one in said:
            try:
                received = desk.intake.receive(intake_json.read_form(one), officer)
            except Refusal as refusal:
                if not many:
                    raise
                command.show_error(refusal)
                worst = refusal.exit_code
                continue
            answer = received.as_json(command.language)
            if command.pdf is not None:
                path = _numbered(command.pdf, received.code) if many else command.pdf
                try:
                    command.write(path, desk.receipts.stored(received.code))
                except EnvironmentFault as fault:
                    # The dossier is received: what went wrong after that is a warning.
                    answer["warnings"].append(fault.title(command.language))
                    worst = max(worst, fault.exit_code)
            command.show(answer, "received")
    return worst


def show(command: Command) -> None:
    """One dossier, its papers, timeline and sync state."""
    with app.running(command.folder) as desk:
        command.show(desk.dossiers.get(command.code).as_json(command.language), "dossier")


def amend(command: Command) -> None:
    """Corrects fields of a dossier after its receipt; decides where counters disagree."""
    typed: dict[str, str | None] = {}
    if command.file is not None:
        typed |= _fields_said(command.read(command.file))
    for one in command.set or ():
        name, mark, value = one.partition("=")
        if not mark:
            raise Refusal("cli.amend_no_value", text=one)
        typed[name.strip()] = value
    if not typed:
        raise Refusal("cli.amend_what")
    with app.running(command.folder) as desk:
        officer = desk.officer(command.officer)
        done = desk.amendments.amend(command.code, typed, command.reason, officer)
        command.show(done.as_json(), "amended")


def search(command: Command) -> None:
    """Finds dossiers as the search screen does, and scanned pages that hold the words."""
    with app.running(command.folder) as desk:
        answer = desk.search.search(command.text, command.limit).as_json()
        hits = desk.page_search.find(command.text, command.limit)
    answer["pages"] = [
        {"code": hit.code, "paper": hit.paper_number, "page": hit.position, "text": hit.snippet}
        for hit in hits
    ]
    command.show(answer, "search")


def receipt(command: Command) -> None:
    """The stored receipt; with a reason, a marked and counted reprint."""
    with app.running(command.folder) as desk:
        if command.reprint is None:
            pdf = desk.receipts.stored(command.code, command.paper)
            times = 0
        else:
            officer = desk.officer(command.officer)
            job = desk.receipts.reprint(command.code, command.reprint, officer, command.paper)
            pdf, times = job.pdf, job.reprint
        command.write(command.out, pdf)
    answer = {"code": command.code, "file": str(command.out), "reprint": times}
    command.show(answer, "receipt")


def sync(command: Command) -> int:
    """One pass of the engine. A line that is down is no failure of the command; a centre that
    shuts this desk out is."""
    with app.running(command.folder) as desk:
        report = app.sync_once(desk)
    answer = report.as_json()
    if report.fault is not None:
        answer |= report.fault.as_json(command.language)
    command.show(answer, "sync")
    return report.fault.exit_code if isinstance(report.fault, Refusal) else 0


def proxy(command: Command) -> None:
    """How this desk gets out to the network: says it, or changes it."""
    with app.running(command.folder) as desk:
        if command.way is not None:
            asked = command.password_file
            password = None
            if asked is not None:
                password = command.read(str(asked)).decode("utf-8", "replace").strip("\r\n")
            desk.proxy.choose(command.way, command.user or "", password)
        command.show(desk.proxy.as_json(), "record")


def queue(command: Command) -> None:
    """What waits, since when, the last error, the next try."""
    with app.running(command.folder) as desk:
        answer = desk.outbox.queue().as_json(command.language)
        command.show(answer | _began_anew(desk, command), "queue")


def numbers(command: Command) -> None:
    """The leased blocks and what is left."""
    with app.running(command.folder) as desk:
        blocks = [
            {
                "unit": block.unit,
                "day": block.day.isoformat(),
                "first": block.first,
                "last": block.last,
                "next": block.next,
                "left": block.left,
                "kind": block.kind,
                "sealed": block.sealed,
                "closed": block.closed,
            }
            for block in desk.numbers.blocks()
        ]
        command.show({"blocks": blocks} | _began_anew(desk, command), "numbers")


def day(command: Command) -> None:
    """The day: counts, fees, exceptions; with ``-o`` as the register (form 07)."""
    with app.running(command.folder) as desk:
        wanted = command.date or desk.clock.now().date()
        answer = desk.day_review.day(wanted).as_json(command.language)
        out: Path | None = command.out
        if out is not None:
            kind = out.suffix.lower()
            if kind not in (".pdf", ".xlsx"):
                raise Refusal("cli.register_kind", found=kind or "—")
            make = desk.registers.pdf if kind == ".pdf" else desk.registers.xlsx
            line = ProgressLine(say("cli.line.register", command.language))
            try:
                command.write(out, make(wanted, progress=line))
            finally:
                line.end()
            answer["file"] = str(out)
        command.show(answer, "day")


def catalogue_import(command: Command) -> int:
    """New versions of procedures; says line by line what could not be read."""
    from desk_app.services.catalogue_import import import_catalogue

    source = command.read(command.what)
    with app.running(command.folder) as desk:
        line = ProgressLine(say("cli.line.catalogue", command.language))
        try:
            report = import_catalogue(desk.store, desk.clock, source, line)
        finally:
            line.end()
        desk.bus.publish(CatalogueChanged())
        command.show(report.as_json(command.language), "import")
    return 0


def catalogue_show(command: Command) -> None:
    """A procedure: cases, papers with their numbers, channels, times, fees, version."""
    with app.running(command.folder) as desk:
        command.show(desk.catalogue.show(command.what), "procedure")


def calendar_import(command: Command) -> None:
    """New working days."""
    from desk_app.services.calendar_import import import_calendar

    source = command.read(command.what)
    with app.running(command.folder) as desk:
        report = import_calendar(desk.store, desk.clock, source)
        desk.bus.publish(CalendarChanged())
        command.show(report.as_json(), "record")


def _began_anew(desk: Desk, command: Command) -> dict[str, Any]:
    """Whether this desk lately found itself put back or copied, and gave up its numbers."""
    from desk_app.services.mark_keeping import began_anew

    found = began_anew(desk.store, desk.clock.now())
    return {} if found is None else {"began_anew": found.as_json(command.language)}


def _fields_said(source: bytes) -> dict[str, str | None]:
    """``{"applicant.phone": "0912345678", "note": null}``."""
    try:
        said = json.loads(source)
    except ValueError as fault:
        raise Refusal("cli.amend_json") from fault
    fits = isinstance(said, dict) and all(
        value is None or isinstance(value, str) for value in said.values()
    )
    if not fits:
        raise Refusal("cli.amend_json")
    return dict(said)


def _passphrase(command: Command) -> str:
    return command.read(str(command.recovery_file)).decode("utf-8", "replace").strip()


def _numbered(path: Path, code: str) -> Path:
    return path.with_name(f"{path.stem}-{code}{path.suffix or '.pdf'}")
