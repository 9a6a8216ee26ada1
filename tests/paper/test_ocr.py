from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.errors import EnvironmentFault
from desk_app.paper.ocr import DATA, ChildReader
from tests.builders.office_pages import Scan, scanned
from tests.builders.written_pages import accuracy, written
from tests.fakes import page_readers

# Far more than a short page takes on a busy machine; a hanging reader is given a moment.
PATIENCE, MOMENT = 300.0, 0.2


def fake(*words: str) -> tuple[str, ...]:
    return (sys.executable, str(Path(page_readers.__file__)), *words)


@pytest.fixture(scope="module")
def page() -> tuple[bytes, str]:
    picture, text = written(4, lines=5)
    return scanned(picture, Scan(dpi=200)), text


@pytest.fixture(scope="module")
def reader() -> Iterator[ChildReader]:
    with ChildReader(limit_seconds=PATIENCE) as reader:
        yield reader


def child_of(reader: ChildReader) -> subprocess.Popen[bytes]:
    assert reader._child is not None
    return reader._child._process


def test_a_page_is_read_in_a_process_of_its_own(
    reader: ChildReader, page: tuple[bytes, str]
) -> None:
    jpeg, text = page
    found = reader.read_page(jpeg, 200)
    assert accuracy(text, found.text) > 0.95
    assert [word.text for word in found.words] == found.text.split()
    assert child_of(reader).pid > 0


def test_the_process_stays_for_the_next_page(reader: ChildReader, page: tuple[bytes, str]) -> None:
    first = reader.read_page(page[0], 200)
    process = child_of(reader)
    assert reader.read_page(page[0], 200) == first
    assert child_of(reader) is process


def test_a_reader_killed_between_pages_is_started_again(
    reader: ChildReader, page: tuple[bytes, str]
) -> None:
    first = reader.read_page(page[0], 200)
    before = child_of(reader)
    before.kill()
    before.wait()
    assert reader.read_page(page[0], 200) == first
    assert child_of(reader).pid != before.pid


def test_a_reader_that_dies_in_the_middle_of_a_page_is_started_again(
    tmp_path: Path, page: tuple[bytes, str]
) -> None:
    mark = tmp_path / "has-crashed"
    with ChildReader(command=fake("crash-once", str(mark)), limit_seconds=PATIENCE) as reader:
        assert accuracy(page[1], reader.read_page(page[0], 200).text) > 0.95
    assert mark.exists()


@pytest.mark.parametrize("how", ["crash", "cut"])
def test_a_page_that_kills_the_reader_twice_is_given_up(how: str, page: tuple[bytes, str]) -> None:
    with ChildReader(command=fake(how), limit_seconds=PATIENCE) as reader:
        with pytest.raises(EnvironmentFault) as found:
            reader.read_page(page[0], 200)
        assert found.value.key == "pages.reader_ended"


def test_a_reader_that_is_not_there_is_told(tmp_path: Path, page: tuple[bytes, str]) -> None:
    with ChildReader(command=(str(tmp_path / "no-such-program"),)) as reader:
        with pytest.raises(EnvironmentFault) as found:
            reader.read_page(page[0], 200)
        assert found.value.key == "pages.reader_ended"


def test_without_its_data_it_does_not_read(tmp_path: Path, page: tuple[bytes, str]) -> None:
    with ChildReader(data=tmp_path, limit_seconds=PATIENCE) as reader:
        with pytest.raises(EnvironmentFault) as found:
            reader.read_page(page[0], 200)
        assert found.value.key == "pages.reader_ended"


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_read(
    page: tuple[bytes, str],
) -> None:
    with ChildReader(command=fake("hang"), limit_seconds=MOMENT) as reader:
        with pytest.raises(EnvironmentFault) as found:
            reader.read_page(page[0], 200)
        assert found.value.key == "pages.reader_slow"
        assert found.value.meaning("vi")
        assert reader._child is None


def test_something_that_is_no_page_harms_no_other(
    reader: ChildReader, page: tuple[bytes, str]
) -> None:
    with pytest.raises(EnvironmentFault) as found:
        reader.read_page(b"no picture", 200)
    assert found.value.key == "pages.reader_ended"
    assert accuracy(page[1], reader.read_page(page[0], 200).text) > 0.95


def test_closing_ends_the_process_and_the_next_page_starts_one(page: tuple[bytes, str]) -> None:
    reader = ChildReader(limit_seconds=PATIENCE)
    reader.close()
    reader.read_page(page[0], 200)
    process = child_of(reader)
    reader.close()
    assert process.returncode is not None
    assert reader.read_page(page[0], 200).words
    reader.close()


def test_many_threads_share_it(reader: ChildReader, page: tuple[bytes, str]) -> None:
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(reader.read_page(page[0], 200).text))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 3
    assert len(set(texts)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_it_stays_out_of_the_officers_way(reader: ChildReader, page: tuple[bytes, str]) -> None:
    reader.read_page(page[0], 200)
    folder = Path("/proc") / str(child_of(reader).pid)
    nice = int((folder / "stat").read_text().rpartition(")")[2].split()[16])
    ours = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[16])
    assert nice == min(19, ours + 10)
    assert "OMP_THREAD_LIMIT=1" in (folder / "environ").read_text().split("\0")
    assert len(list((folder / "task").iterdir())) == 1


def test_the_data_are_shipped() -> None:
    assert (DATA / "vie.traineddata").stat().st_size > 400_000
    assert "Apache" in (DATA / "README.md").read_text(encoding="utf-8")
