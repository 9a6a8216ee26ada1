"""``scan``, ``cover``, ``unclaimed``, ``devices``: from paper to archive copies by command."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk_app import app
from desk_app.cli.command import Command
from desk_app.cli.parser import Parser
from desk_app.cli.progress import ProgressLine
from desk_app.errors import DeskError, Refusal
from desk_app.wording import message, say

# Loaded when a command needs it: every start of the program reads this grammar.
if TYPE_CHECKING:
    from desk_app.paper.scanners.port import ScannedImage, ScanOptions
    from desk_app.services.desk import Desk
    from desk_app.services.page_views import PageSource, PaperTarget, PileReport, RefusedFile
    from desk_app.services.sign_in import OfficerAtDesk

WAYS = ("sane", "escl", "wia", "folder")
SOURCES = ("flatbed", "feeder", "feeder_both_sides")
SET_AS_LISTS = ("addresses", "folders", "sane_devices", "ways")
COLOURS = ("color", "grey", "black_white")
LEAST_DPI, MOST_DPI = 50, 1300


def add_grammar(add: Callable[[str, Callable[[Command], int | None]], Parser]) -> None:
    """Adds the words."""
    scan = add("scan", scan_command)
    scan.add_argument("code", nargs="?", metavar="CODE")
    _option(scan, "paper", "paper_number", type=int, metavar="N")
    ways = scan.add_mutually_exclusive_group(required=True)
    _option(scan, "from", "from", ways, dest="files", type=Path, nargs="+", metavar="FILE")
    _option(scan, "device", "device", ways, metavar="NAME")
    _option(scan, "no-text", "no_text", action="store_true")
    _option(scan, "source", "source", choices=SOURCES)
    _option(scan, "colour", "colour", choices=COLOURS)
    _option(scan, "dpi", "dpi", type=_Dpi(scan.language), metavar="N")
    _option(scan, "officer", "officer", metavar="LOGIN")
    scan.set_defaults(grammar=scan)
    cover = add("cover", cover_command)
    cover.add_argument("code", metavar="CODE")
    words = say("cli.option.out_file", cover.language)
    cover.add_argument("-o", dest="out", type=Path, metavar="OUT.pdf", required=True, help=words)
    _option(cover, "paper", "paper_number", type=int, nargs="+", default=[], metavar="N")
    _option(cover, "officer", "officer", metavar="LOGIN")
    add("unclaimed", unclaimed_command)
    devices = add("devices", devices_list)
    actions = devices.add_subparsers(metavar="ACTION", required=True)
    for name, run in (("list", devices_list), ("test", devices_test)):
        words = say(f"cli.command.devices_{name}", devices.language)
        action = actions.add_parser(name, help=words, description=words)
        action.set_defaults(run=run)
        if name == "test":
            action.add_argument("device", metavar="DEVICE")
    words = say("scanner.set", devices.language)
    change = actions.add_parser("set", help=words, description=words)
    change.set_defaults(run=devices_set)
    change.add_argument("name", metavar="NAME", choices=(*SET_AS_LISTS, "extra", "announced"))
    change.add_argument("values", metavar="VALUE", nargs="*")


class _Dpi:
    """A resolution that scanners have."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: str) -> int:
        if text.isdecimal() and LEAST_DPI <= int(text) <= MOST_DPI:
            return int(text)
        said = say("cli.not_a_dpi", self._language, text=text, least=LEAST_DPI, most=MOST_DPI)
        raise argparse.ArgumentTypeError(said)


def _option(to: Parser, name: str, key: str, group: Any = None, **how: Any) -> None:
    words = say(f"cli.option.{key}", to.language)
    (group or to).add_argument(f"--{name}", help=words, **how)


def scan_command(command: Command) -> int:
    """Pages into a paper, or a pile that splits itself; ends with the archive copies made."""
    arguments: argparse.Namespace = command.arguments
    if (command.code is None) != (arguments.paper is None):
        command.grammar.error(say("cli.scan_code_and_paper", command.language))
    from desk_app.services.opened_files import RefusedFiles

    with app.running(command.folder) as desk:
        officer = desk.officer(command.officer)
        target = _target(desk, command.code, arguments.paper) if command.code else None
        images, source = _images(desk, command, target)
        refused = RefusedFiles(desk.devices, source)
        line = ProgressLine(say("cli.progress.pages", command.language))
        try:
            report = desk.piles.take(
                images, source, officer, target=target, on_refused=refused, progress=line.count
            )
        finally:
            line.end()
        if refused.files and not report.pages:
            raise _error_of(refused.files)
        if target is not None:
            _join_sides(desk, target, report, officer)
        others = desk.piles.resume(officer)
        copies = desk.archiving.run(read_text=not command.no_text)
        answer = _answer(desk, command, report, target)
        answer["refused"] = [file.name for file in refused.files]
        if refused.files:
            answer |= _error_of(refused.files).as_json(command.language)
        answer["resumed"] = sum(other.pages for other in others)
        answer["archive"] = {
            "made": copies.made,
            "with_text": copies.with_text,
            "failed": copies.failed,
            "waiting": copies.waiting,
            "bytes": copies.bytes,
        }
        trouble = report.trouble if isinstance(report.trouble, DeskError) else None
        if trouble is not None:
            answer |= trouble.as_json(command.language)
        command.show(answer, "scan")
        if trouble is None:
            desk.piles.acknowledge(source)
    if trouble is not None:
        return trouble.exit_code
    return Refusal.exit_code if refused.files else 0


def _error_of(refused: Sequence[RefusedFile]) -> Refusal:
    """The first refusal, with what is wrong with each file in its fields."""
    first = refused[0].why
    for file in refused:
        first.fields[file.name] = message(f"{file.why.key}.title", **file.why.values)
    return first


def cover_command(command: Command) -> None:
    """Cover sheets of a dossier."""
    with app.running(command.folder) as desk:
        officer = desk.officer(command.officer)
        pdf, numbers = desk.cover_sheets.pdf(command.code, officer, command.arguments.paper)
        command.write(command.out, pdf)
        code = desk.scanning.checklist(command.code).code
    answer = {"code": code, "file": str(command.out), "papers": list(numbers)}
    command.show(answer, "cover")


def unclaimed_command(command: Command) -> None:
    """The files of scanned pages that belong to no page: what a crash left behind. They stay."""
    with app.running(command.folder) as desk:
        files = desk.scanning.unclaimed()
    command.show({"files": list(files)}, "unclaimed")


def devices_list(command: Command) -> None:
    """The scanners and hot folders of this desk."""
    with app.running(command.folder) as desk:
        devices = [device.to_json() for device in desk.devices.devices()]
    command.show({"devices": devices}, "devices")


def devices_test(command: Command) -> int:
    """A trial scan of one page, which is thrown away."""
    with app.running(command.folder) as desk:
        report = desk.devices.test(_device_id(desk, command.device))
    answer: dict[str, Any] = {
        "device": report.device.to_json(),
        "seconds": round(report.seconds, 2),
        "pages": report.pages,
        "bytes": report.size,
        "mime": report.mime,
    }
    if report.trouble is not None:
        answer |= report.trouble.as_json(command.language)
    command.show(answer, "device_test")
    return report.trouble.exit_code if report.trouble is not None else 0


def devices_set(command: Command) -> None:
    """Says once what the search for scanners cannot know; without a value it is forgotten.

    Raises:
        Refusal: the setting does not take that value.
    """
    values: Any = command.values
    if command.name == "extra":
        parts = [shlex.split(value) for value in values]
        values = {words[0]: words[1:] for words in parts if words}
    elif command.name == "announced":
        values = {("on",): True, ("off",): False, (): True}.get(tuple(values), values)
    with app.running(command.folder) as desk:
        said = {**desk.settings.get("scanners"), command.name: values}
        desk.settings.set("scanners", said)
    command.show(said, "scanner_settings")


def _target(desk: Desk, code: str, number: int) -> PaperTarget:
    """The paper that is meant, if it may be scanned.

    Raises:
        Refusal: no such dossier or paper, or it must not be scanned.
    """
    from desk_app.services.page_views import PaperTarget

    listed = desk.scanning.checklist(code)
    paper = listed.paper(number)
    if paper is None:
        raise Refusal("scanning.unknown_paper", code=listed.code, number=number)
    if paper.why_not is not None:
        raise Refusal("scanning.not_to_be_scanned", number=number, why=paper.why_not)
    return PaperTarget(listed.dossier_id, number)


def _images(
    desk: Desk, command: Command, target: PaperTarget | None
) -> tuple[Iterable[ScannedImage], PageSource]:
    from desk_app.services.page_views import PageSource

    files: list[Path] = command.files or []
    if files:
        batch = desk.devices.fingerprint(files)
        return desk.devices.files(files), PageSource("file", name=files[0].name, batch=batch)
    device = _device_id(desk, command.device)
    way = device.partition(":")[0]
    source = PageSource("hot_folder" if way == "folder" else way, device=device)
    return desk.devices.scan(device, _options(desk, command, target)), source


def _device_id(desk: Desk, name: str) -> str:
    """A full id is taken as it is; anything else is looked for among the devices."""
    way, colon, address = name.partition(":")
    if colon and way in WAYS and address:
        return name
    return desk.devices.find(name).id


def _options(desk: Desk, command: Command, target: PaperTarget | None) -> ScanOptions:
    """As the paper's recipe says, unless the command says otherwise."""
    from desk_app.paper.scanners.port import ScanOptions
    from desk_app.services.scan_recipes import USUAL

    recipe = USUAL
    if target is not None:
        paper = desk.scanning.checklist(target.dossier_id).paper(target.number)
        recipe = paper.recipe if paper else USUAL
    return ScanOptions(
        command.source or ("feeder_both_sides" if recipe.both_sides else "feeder"),
        command.colour or recipe.colour,
        command.dpi or recipe.dpi,
        recipe.size,
    )


def _join_sides(
    desk: Desk, target: PaperTarget, report: PileReport, officer: OfficerAtDesk
) -> None:
    """Two sides of a card that came in together go on one page, where the recipe says so."""
    paper = desk.scanning.checklist(target.dossier_id).paper(target.number)
    if paper is None or not paper.recipe.one_page or report.pages != 2 or paper.pages != 2:
        return
    front, back = (page for page in desk.scanning.pages(target) if page.state == "kept")
    desk.scanning.merge_card(front.id, back.id, officer)


def _answer(
    desk: Desk, command: Command, report: PileReport, target: PaperTarget | None
) -> dict[str, Any]:
    stacks = [one.as_json(command.language) for one in report.stacks]
    for one in stacks:
        one["file"] = _file(desk, one["dossier"], one["paper"]) if one["dossier"] else None
        one["hidden"] = _hidden(desk, one["dossier"], one["paper"]) if one["dossier"] else 0
    answer: dict[str, Any] = {
        "pages": report.pages,
        "expected": report.expected,
        "found": report.found,
        "stacks": stacks,
        "warnings": [note.in_words(command.language) for note in report.notes],
    }
    if target is not None:
        listed = desk.scanning.checklist(target.dossier_id)
        answer |= {"code": listed.code, "paper": target.number}
        paper = listed.paper(target.number)
        if paper is not None and paper.warning is not None:
            answer["warnings"].append(paper.warning.in_words(command.language))
    return answer


def _file(desk: Desk, code: str, number: int) -> dict[str, Any] | None:
    for paper in desk.dossiers.get(code).papers:
        if paper.number == number and paper.file is not None:
            return paper.file.as_json()
    return None


def _hidden(desk: Desk, code: str, number: int) -> int:
    """How many blank sides of the paper are hidden now."""
    paper = desk.scanning.checklist(code).paper(number)
    return paper.hidden if paper is not None else 0
