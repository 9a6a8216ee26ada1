"""The real command with several processes: a killed worker costs nothing, and all end together."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import round_trip
from desk_app.central.s3_page_store import place_of
from desk_app.central.serve import MOST_PROCESSES, Order, serve
from desk_app.clock import SystemClock
from desk_app.errors import Refusal
from desk_app.sync.protocol import (
    COMPLETE_HEADER,
    NONCE_HEADER,
    OFFSET_HEADER,
    FileProof,
    SyncAnswer,
)
from tests.builders.archive_copies import a_copy, digitised_entry, file_id_of
from tests.builders.centre_processes import ENOUGH_SECONDS, RunningCentre, running_centre
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, entry, held, identity_text, received, sync_request
from tests.builders.object_storage import SECRET, ObjectStorage, environment

DESKS, EACH = 4, 12
COPY = a_copy(300_000, 20_000)
PIECE = len(COPY.pdf) // 3 + 1
CLOCK = SystemClock()


def url_of(store: CentreStore) -> str:
    return store.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def desks(store: CentreStore) -> dict[str, list[str]]:
    """Desks with a morning of queued work: by id, one message for each dossier."""
    today = CLOCK.now().date()
    queued = {}
    for number in range(1, DESKS + 1):
        enrolled(store, CLOCK, number, counter=f"Quầy {number}")
        desk = identity_text(800_000 + number)
        answer, _ = round_trip(store, CLOCK, desk, CREDENTIAL, sync_request())
        first = min(block.first for block in answer.blocks if block.day == today)
        queued[desk] = [
            sync_request(
                entry(1000 * number + n, a_dossier(first + n)), blocks=held(answer.blocks)
            ).model_dump_json()
            for n in range(EACH)
        ]
    return queued


def a_dossier(number: int) -> dict[str, object]:
    return received(number, day=CLOCK.now().date())


def send_all(url: str, desk: str, queue: list[str], go_on: threading.Event) -> list[str]:
    """What a desk does: each message again and again until it is heard. After the first few it
    waits until it may go on."""
    outcomes = []
    with httpx.Client(base_url=url, trust_env=False, timeout=120) as web:
        for count, body in enumerate(queue):
            if count == EACH // 4:
                assert go_on.wait(120)
            outcomes.append(heard(web, desk, body))
    return outcomes


def heard(web: httpx.Client, desk: str, body: str) -> str:
    bearer = {"Authorization": f"Bearer {desk}.{CREDENTIAL}"}
    while True:
        try:
            answer = web.post("/v1/sync", content=body, headers=bearer)
        except httpx.TransportError:
            continue  # its process was killed: nobody knows what became of it
        if answer.status_code == 200:
            [said] = SyncAnswer.model_validate_json(answer.content).entries
            return said.outcome
        assert answer.status_code == 429, answer.text


def test_a_killed_worker_loses_nothing_and_all_end_together(
    store: CentreStore, desks: dict[str, list[str]], tmp_path: Path
) -> None:
    words = ("--processes", "2", "--metrics", "127.0.0.1:0")
    with running_centre(url_of(store), str(tmp_path / "kept"), *words) as centre:
        assert len(centre.workers()) == 2
        go_on = threading.Event()
        with ThreadPoolExecutor(DESKS) as morning:
            sending = [
                morning.submit(send_all, centre.url, desk, queue, go_on)
                for desk, queue in desks.items()
            ]
            killed = centre.kill_a_worker()
            go_on.set()
            outcomes = [outcome for desk in sending for outcome in desk.result(300)]
        centre.log.wait_for(lambda: len(centre.workers()) == 2)
        assert killed not in centre.workers()
        [there] = [line["url"] for line in centre.log.lines if line["what"] == "figures told"]
        told = httpx.get(there, trust_env=False).text
        assert 'desk_centre_entries_total{outcome="accepted"}' in told
    # Told to end, the parent has seen its workers off: nobody holds the log any more.
    assert (centre.process.returncode, centre.log.rest) == (0, [])
    assert len(outcomes) == DESKS * EACH
    assert set(outcomes) <= {"accepted", "duplicate"}
    with store.reading() as session:
        for table in (tables.Dossier, tables.Entry, tables.UsedNumber):
            count = session.scalar(select(func.count()).select_from(table))
            assert count == DESKS * EACH, table


@pytest.fixture
def expecting(sqlite_store: CentreStore) -> CentreStore:
    """A centre that expects a file of its desk."""
    enrolled(sqlite_store, CLOCK)
    desk = identity_text(800_001)
    answer, _ = round_trip(sqlite_store, CLOCK, desk, CREDENTIAL, sync_request())
    today = CLOCK.now().date()
    first = min(block.first for block in answer.blocks if block.day == today)
    said = sync_request(entry(1, a_dossier(first)), digitised_entry(2, COPY))
    answer, _ = round_trip(sqlite_store, CLOCK, desk, CREDENTIAL, said)
    assert [one.outcome for one in answer.entries] == ["accepted", "accepted"]
    return sqlite_store


def test_a_file_goes_on_in_whatever_process_on_storage_that_all_share(
    expecting: CentreStore, object_storage: ObjectStorage, tmp_path: Path
) -> None:
    """A worker is killed between two pieces, then the parent, with which its workers end; another
    centre, on another machine so to speak, takes the rest."""
    address, around = object_storage.new_bucket(), environment(tmp_path)
    with running_centre(url_of(expecting), address, "--processes", "2", around=around) as centre:
        _, sent = a_piece(centre, 0)
        centre.kill_a_worker()
        _, sent = a_piece(centre, sent)
        centre.process.kill()
        centre.process.wait(ENOUGH_SECONDS)
        assert centre.log.has_ended(), "workers outlive their parent"
        assert SECRET not in str(centre.log.lines + centre.log.rest)
    with running_centre(url_of(expecting), address, around=around) as other:
        proof, sent = a_piece(other, sent)
    assert proof is not None
    assert (proof.sha256, proof.size, sent) == (COPY.sha256, len(COPY.pdf), len(COPY.pdf))
    place = place_of(address)
    key = f"{place.prefix}{proof.file_id[-2:]}/{proof.file_id}.pdf"
    with object_storage.client.get_object(Bucket=place.bucket, Key=key)["Body"] as kept:
        assert kept.read() == COPY.pdf


def a_piece(centre: RunningCentre, offset: int) -> tuple[FileProof | None, int]:
    """Sends some on a new line; where it ends."""
    desk = identity_text(800_001)
    headers = {
        "Authorization": f"Bearer {desk}.{CREDENTIAL}",
        NONCE_HEADER: "nonce-nonce-nonce",
    }
    path = f"{centre.url}/v1/pages/{file_id_of(1)}"
    with httpx.Client(trust_env=False, timeout=120) as web:
        said = web.head(path, headers=headers)
        assert said.headers[OFFSET_HEADER] == str(offset)
        piece = COPY.pdf[offset : offset + PIECE]
        answer = web.patch(path, content=piece, headers=headers | {OFFSET_HEADER: str(offset)})
    assert answer.status_code in (200, 204), answer.text
    assert int(answer.headers[OFFSET_HEADER]) == offset + len(piece)
    done = answer.headers[COMPLETE_HEADER] == "?1"
    return FileProof.model_validate_json(answer.content) if done else None, offset + len(piece)


@pytest.mark.parametrize("processes", [0, -1, MOST_PROCESSES + 1])
def test_a_number_that_cannot_be_is_a_sentence(processes: int, tmp_path: Path) -> None:
    order = Order(str(tmp_path / "c.db"), "127.0.0.1:0", None, processes, log=False)
    with pytest.raises(Refusal) as caught:
        serve(order, CLOCK, lambda _: None)
    assert caught.value.key == "central.processes_range"


def test_windows_has_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    order = Order(str(tmp_path / "c.db"), "127.0.0.1:0", None, 2, log=False)
    with pytest.raises(Refusal) as caught:
        serve(order, CLOCK, lambda _: None)
    assert caught.value.key == "central.processes_on_windows"
