"""Scanning from the command line: into a paper, a whole pile, cover sheets, devices."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from desk_app import app
from desk_app.cli import main
from desk_app.errors import EnvironmentFault
from desk_app.services.desk import Desk
from desk_app.services.page_views import PageSource
from tests.builders.desks import a_training_desk
from tests.builders.piles import (
    a_cover,
    a_damaged_cover,
    a_page,
    paper,
    received,
    scanned,
)


class Shell:
    """Runs commands in this process on one training profile."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *words: str, json_wanted: bool = True) -> tuple[int, str]:
        """Exit code, and what was said."""
        head = ["--profile", str(self.folder / "desk"), *(["--json"] if json_wanted else [])]
        self._capsys.readouterr()
        code = main([*head, *words])
        caught = self._capsys.readouterr()
        return code, caught.out if json_wanted else caught.out + caught.err

    def answer(self, *words: str) -> Any:
        """The document of a command that must succeed."""
        code, said = self.run(*words)
        assert code == 0, said
        return json.loads(said)

    def error(self, *words: str, exit_code: int = 3) -> str:
        """The key of the error of a command that must fail."""
        code, said = self.run(*words)
        assert code == exit_code, said
        return str(json.loads(said)["error"]["key"])


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    with a_training_desk(tmp_path):
        pass
    return Shell(tmp_path, capsys)


@pytest.fixture
def codes(shell: Shell) -> list[str]:
    with a_training_desk(shell.folder) as desk:
        return [received(desk) for _ in range(2)]


def files(folder: Path, *jpegs: bytes) -> list[str]:
    made = []
    for place, jpeg in enumerate(jpegs):
        path = folder / f"trang-{place:02}.jpg"
        path.write_bytes(jpeg)
        made.append(str(path))
    return made


def test_pages_go_into_a_paper_and_its_copy_waits_for_sync(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    pages = files(tmp_path, a_page(1), a_page(2))
    said = shell.answer("scan", codes[0], "--paper", "1", "--no-text", "--from", *pages)
    assert (said["code"], said["paper"], said["pages"]) == (codes[0], 1, 2)
    assert said["warnings"] == [], "it is whole, not cut short"
    assert said["archive"]["made"] == 1
    (stack,) = said["stacks"]
    assert (stack["dossier"], stack["paper"], stack["reason"]) == (codes[0], 1, None)
    assert (stack["file"]["state"], stack["file"]["has_text"]) == ("made", False)
    shown = shell.answer("show", codes[0])["papers"][0]
    assert [page["state"] for page in shown["pages"]] == ["waiting", "waiting"]
    assert {len(page["sha256"]) for page in shown["pages"]} == {64}
    assert shown["file"] == stack["file"]
    assert shown["digitised"] == "scanned"
    queue = shell.answer("queue")
    assert (queue["pages_waiting"], queue["files_waiting"]) == (2, 1)
    assert queue["bytes_waiting"] == shown["file"]["size"]
    assert "paper.digitised" in [entry["kind"] for entry in queue["entries"]]


def test_a_pile_splits_itself_and_the_rest_waits_in_the_tray(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    pile = files(
        tmp_path,
        *(a_cover(codes[0], 1), a_page(1), a_cover(codes[1], 3), a_page(2), a_page(3)),
        *(a_damaged_cover(codes[0], 1), a_page(4), a_cover(codes[1], 1)),
    )
    code, said = shell.run("--lang", "en", "scan", "--no-text", "--from", *pile, json_wanted=False)
    assert code == 0, said
    assert f"{codes[0]}, paper 1: 1 page\n" in said
    assert f"{codes[1]}, paper 3: 2 pages\n" in said
    assert "Unmatched tray: 1 page. The cover sheet is damaged" in said
    assert f"{codes[1]}, paper 1: There is no page behind the cover sheet" in said
    assert "2 archive copies made" in said
    code, said = shell.run("--lang", "en", "show", codes[1], json_wanted=False)
    assert "2 pages · archive copy made, waits to be sent" in said
    code, said = shell.run("--lang", "en", "queue", json_wanted=False)
    assert "Scanned files not sent yet: 2" in said


def test_the_text_of_pages_is_read_unless_it_is_not_wanted(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    pages = files(tmp_path, a_page(1))
    said = shell.answer("scan", codes[0], "--paper", "1", "--from", *pages)
    assert said["archive"]["made"] == 1
    assert said["archive"]["failed"] == 0


@pytest.mark.parametrize(
    ("number", "key"), [(7, "scanning.not_to_be_scanned"), (99, "scanning.unknown_paper")]
)
def test_papers_that_take_no_pages_are_refused(
    shell: Shell, codes: list[str], tmp_path: Path, number: int, key: str
) -> None:
    pages = files(tmp_path, a_page(1))
    assert shell.error("scan", codes[0], "--paper", str(number), "--from", *pages) == key
    assert shell.answer("queue")["pages_waiting"] == 0


def test_what_cannot_be_read_is_named_and_keeps_nothing_else(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    bad = tmp_path / "hong.pdf"
    bad.write_bytes(b"no pages")
    pages = [str(bad), *files(tmp_path, a_page(1))]
    only = shell.error("scan", codes[0], "--paper", "1", "--from", str(bad))
    assert only.startswith("page_files.")
    assert shell.answer("show", codes[0])["papers"][0]["pages"] == []
    assert shell.error("scan", codes[0], "--paper", "1", "--from", *pages) == only
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 1
    assert shell.error("scan", "H99-1", "--paper", "1", "--from", *pages) == "dossier.unknown"
    missing = str(tmp_path / "khong-co.pdf")
    assert shell.error("scan", "--from", missing) == "devices.no_file"


@pytest.mark.parametrize(
    "words",
    [
        ("scan", "H99-1", "--from", "a.pdf"),
        ("scan", "--paper", "1", "--from", "a.pdf"),
        ("scan", "--from", "a.pdf", "--device", "x"),
        ("scan",),
        ("devices",),
        ("cover", "H99-1"),
    ],
)
def test_a_line_that_makes_no_sense_is_wrong_usage(shell: Shell, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        shell.run(*words)
    assert caught.value.code == 2


def test_an_interrupted_pile_goes_on_with_the_same_files(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    pile = files(tmp_path, a_cover(codes[0], 1), a_page(1), a_page(2))

    class Died(BaseException):
        """Nobody catches it."""

    def dies(*_: object) -> None:
        raise Died

    with a_training_desk(tmp_path) as desk:
        source = _batch(desk, pile)
        with pytest.raises(Died):
            desk.piles.take(
                desk.devices.files([Path(path) for path in pile]),
                source,
                desk.officer(),
                progress=dies,
            )
    said = shell.answer("scan", "--no-text", "--from", *pile)
    assert (said["pages"], said["resumed"]) == (3, 0)
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 2


def test_a_list_that_ended_in_trouble_goes_on_when_it_is_given_again(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    pages = files(tmp_path, *(a_page(number) for number in range(4)))
    with a_training_desk(tmp_path) as desk:

        def breaks_off() -> Any:
            yield from scanned(a_page(0), a_page(1))
            raise EnvironmentFault("scan_store.disk_full")

        source, target = _batch(desk, pages), paper(desk, codes[0])
        desk.piles.take(breaks_off(), source, desk.officer(), target=target)
    said = shell.answer("scan", codes[0], "--paper", "1", "--no-text", "--from", *pages)
    assert "Lần trước dừng sau trang 2: đã đọc tiếp từ trang 3" in said["warnings"]
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 4


def test_a_command_killed_before_its_answer_takes_no_page_twice(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    pages = files(tmp_path, a_page(1), a_page(2))
    with a_training_desk(tmp_path) as desk:
        images = desk.devices.files([Path(path) for path in pages])
        target = paper(desk, codes[0])
        desk.piles.take(images, _batch(desk, pages), desk.officer(), target=target)
    words = ("scan", codes[0], "--paper", "1", "--no-text", "--from", *pages)
    said = shell.answer(*words)
    assert (said["pages"], said["archive"]["made"]) == (2, 1)
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 2
    shell.answer(*words)  # answered: the same files are given on purpose
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 4


def test_a_pile_that_was_cut_short_is_split_by_the_next_scan(
    shell: Shell, codes: list[str], tmp_path: Path
) -> None:
    with a_training_desk(tmp_path) as desk:

        def device() -> Any:
            yield from scanned(a_cover(codes[0], 1), a_page(1))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            desk.piles.take(device(), PageSource("sane", device="x"), desk.officer())
    said = shell.answer(
        "scan", codes[1], "--paper", "1", "--no-text", "--from", *files(tmp_path, a_page(2))
    )
    assert said["resumed"] == 2
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 1


def test_two_sides_of_a_card_go_on_one_page(shell: Shell, codes: list[str], tmp_path: Path) -> None:
    from sqlalchemy import update

    from desk_app.models.tables import RequiredPaper

    with a_training_desk(tmp_path) as desk, desk.store.write() as session:
        session.execute(update(RequiredPaper).values(scan={"one_page": True}))
    sides = files(tmp_path, a_page(1), a_page(2))
    shell.answer("scan", codes[0], "--paper", "1", "--no-text", "--from", *sides)
    assert len(shell.answer("show", codes[0])["papers"][0]["pages"]) == 1


def test_files_that_belong_to_no_page_are_listed_and_stay(shell: Shell) -> None:
    assert shell.answer("unclaimed") == {"files": []}
    with a_training_desk(shell.folder) as desk:
        stray = desk.page_keeper.put([b"nobody's"]).name
    assert shell.answer("unclaimed") == {"files": [stray]}
    code, said = shell.run("--lang", "en", "unclaimed", json_wanted=False)
    assert (code, said.splitlines()) == (
        0,
        ["1 file of scanned pages that belong to no page; none is deleted", f"  {stray}"],
    )


def test_cover_sheets_are_written(shell: Shell, codes: list[str], tmp_path: Path) -> None:
    out = tmp_path / "to-bia.pdf"
    said = shell.answer("cover", codes[0], "-o", str(out), "--paper", "1", "3")
    assert said == {"code": codes[0], "file": str(out), "papers": [1, 3]}
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 2
    refused = shell.error("cover", codes[0], "-o", str(out), "--paper", "7")
    assert refused == "scanning.not_to_be_scanned"
    nowhere = str(tmp_path / "no" / "x.pdf")
    assert shell.error("cover", codes[0], "-o", nowhere, exit_code=4) == "cli.cannot_write"


def test_a_hot_folder_is_a_device(shell: Shell, codes: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "hot"
    folder.mkdir()
    shutil.copy(files(tmp_path, a_page(1))[0], folder / "001.jpg")
    with app.running(tmp_path / "desk") as desk:
        desk.settings.set("scanners", {"ways": [], "folders": [str(folder)]})
    (device,) = shell.answer("devices", "list")["devices"]
    assert (device["way"], device["id"]) == ("folder", f"folder:{folder}")
    words = ("scan", codes[0], "--paper", "1", "--no-text", "--device", device["id"])
    assert shell.answer(*words)["pages"] == 1
    assert list(folder.glob("*.jpg")) == []
    source = _sources(tmp_path, codes[0])
    assert source == [("hot_folder", "001.jpg")]
    code, said = shell.run(*words)
    assert code == 4
    answer = json.loads(said)
    assert answer["error"]["kind"] == "environment"
    assert (answer["pages"], answer["stacks"]) == (0, [])


def test_a_device_nobody_knows_is_refused(shell: Shell) -> None:
    with app.running(shell.folder / "desk") as desk:
        desk.settings.set("scanners", {"ways": []})
    assert shell.error("scan", "--device", "may quet la") == "devices.unclear"
    assert shell.error("devices", "test", "may quet la") == "devices.unclear"
    code, said = shell.run("--lang", "en", "devices", "list", json_wanted=False)
    assert (code, said) == (0, "No scanner was found\n")


def _batch(desk: Desk, paths: list[str]) -> PageSource:
    batch = desk.devices.fingerprint([Path(path) for path in paths])
    return PageSource("file", name=Path(paths[0]).name, batch=batch)


def _sources(folder: Path, code: str) -> list[tuple[str, str | None]]:
    with a_training_desk(folder) as desk:
        pages = desk.scanning.pages(paper(desk, code))
        return [(page.source.way, page.source.name) for page in pages]
