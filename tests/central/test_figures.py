"""Figures for monitoring: right, cheap, and about nobody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from desk_app.central.engine import CentreStore
from desk_app.central.figures import (
    FOLDER_VARIABLE,
    FRESH_SECONDS,
    Figures,
    Passed,
    StoreFigures,
    of_all_processes,
    of_one_process,
    process_ended,
    told,
)
from desk_app.central.http import make_app
from desk_app.clock import TickingClock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.sync.protocol import credential_hash
from tests.builders.centres import enrolled
from tests.builders.messages import (
    COUNTER,
    CREDENTIAL,
    UNIT,
    entry,
    identity_text,
    received,
    sync_request,
)
from tests.builders.served import served

DESK = identity_text(800_001)


def lines(text: str) -> dict[str, float]:
    """What is told, by name and labels."""
    pairs = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {f"{name}".removeprefix("desk_centre_"): float(value) for name, _, value in pairs}


@pytest.fixture
def scraped(store: CentreStore, clock: TickingClock, tmp_path: Path) -> Iterator[str]:
    """What monitoring reads of a centre where a desk has sent a dossier."""
    enrolled(store, clock)
    figures = Figures()
    registry = of_one_process(figures, StoreFigures(store, clock, tmp_path))
    with told(registry, "127.0.0.1:0") as there:
        with (
            served(make_app(store, clock, figures=figures)) as url,
            httpx.Client(base_url=url, trust_env=False) as web,
        ):
            bearer = {"Authorization": f"Bearer {DESK}.{CREDENTIAL}"}
            for said in (sync_request(), sync_request(entry(1), waiting=7), sync_request(entry(1))):
                web.post("/v1/sync", content=said.model_dump_json(), headers=bearer)
            web.get(f"/t/{received(1)['look_up_token']}")
            web.get("/t/secret-token")
            web.get("/Nguyễn-Thị-Thử/079187001234")
            web.request("SECRET", "/v1/sync")
            assert web.get("/metrics").status_code == 404, "told to everybody"
        # The server has ended, so everything is counted.
        yield httpx.get(there, trust_env=False).text


def test_what_passed_and_what_is_there_is_counted(scraped: str) -> None:
    said = lines(scraped)
    assert said['requests_total{method="POST",route="/v1/sync",status="200"}'] == 3
    assert said['requests_total{method="GET",route="/t/{token}",status="404"}'] == 1
    assert said['entries_total{outcome="accepted"}'] == 1
    assert said['entries_total{outcome="duplicate"}'] == 1
    assert said['received_bytes_total{route="/v1/sync"}'] > 500
    assert said['request_seconds_count{route="/v1/sync"}'] >= 3
    assert said["database_up"] == said["desks"] == said["desks_seen_today"] == 1
    assert said["numbers_leased_today"] >= 20
    assert said["database_bytes"] > 100_000
    assert said["files_free_bytes"] > 0
    assert said["round_trips_at_work"] == said["round_trips_waiting"] == 0
    assert said["database_connections_open"] >= 1


def test_monitoring_can_read_it(scraped: str) -> None:
    families = {family.name: family for family in text_string_to_metric_families(scraped)}
    assert all(family.documentation for family in families.values())
    kinds = {name.removeprefix("desk_centre_"): family.type for name, family in families.items()}
    assert kinds["requests"] == "counter"
    assert kinds["request_seconds"] == "histogram"
    assert kinds["database_up"] == "gauge"
    buckets = [
        sample
        for sample in families["desk_centre_request_seconds"].samples
        if sample.name.endswith("_bucket") and sample.labels["route"] == "/v1/sync"
    ]
    counts = [sample.value for sample in buckets]
    assert counts == sorted(counts)
    assert buckets[-1].labels["le"] == "+Inf"


def test_nothing_is_told_about_people_or_desks(scraped: str) -> None:
    payload = received(1)
    applicant = payload["applicant"]
    secrets = [applicant["full_name"], applicant["id_number"], payload["code"], UNIT, COUNTER, DESK]
    secrets += [CREDENTIAL, credential_hash(CREDENTIAL), payload["look_up_token"], "secret-token"]
    secrets += [entry(1).id, entry(1).dossier_id, "uyen", "Hải", "Thử", "SECRET"]
    assert [one for one in secrets if one in scraped] == []


def test_monitoring_costs_a_few_looks_and_not_every_time(
    store: CentreStore, clock: TickingClock
) -> None:
    asked: list[object] = []
    event.listen(store.engine, "before_cursor_execute", lambda *said: asked.append(said))
    now = [0.0]
    figures = StoreFigures(store, clock, seconds=lambda: now[0])
    for later in (0.0, FRESH_SECONDS - 1, 1.0):
        now[0] += later
        list(figures.collect())
    assert 2 <= len(asked) <= 2 * 6


def test_a_database_that_is_gone_is_a_figure(
    sqlite_store: CentreStore, clock: TickingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> object:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(sqlite_store.engine, "connect", unreachable)
    registry = of_one_process(Figures(), StoreFigures(sqlite_store, clock))
    assert lines(generate_latest(registry).decode())["database_up"] == 0


PROCESS = """
from desk_app.central.figures import Figures, Passed
figures = Figures()
figures.passed(Passed("POST", "/v1/sync", 200, 0.1, 1000))
figures._at_work.set(3)
import os
print(os.getpid())
"""


def test_several_processes_count_together_and_a_dead_one_does_nothing_more(
    sqlite_store: CentreStore, clock: TickingClock, tmp_path: Path
) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    around = {"PATH": "", FOLDER_VARIABLE: str(folder), "PYTHONPATH": str(Path.cwd())}
    run = [sys.executable, "-c", PROCESS]
    ended = [
        int(subprocess.run(run, env=around, check=True, capture_output=True, text=True).stdout)
        for _ in range(2)
    ]
    registry = of_all_processes(folder, StoreFigures(sqlite_store, clock))
    said = lines(generate_latest(registry).decode())
    requests = 'requests_total{method="POST",route="/v1/sync",status="200"}'
    assert (said[requests], said["round_trips_at_work"], said["database_up"]) == (2, 6, 1)
    process_ended(folder, ended[0])
    said = lines(generate_latest(registry).decode())
    assert (said[requests], said["round_trips_at_work"]) == (2, 3)


def test_strange_methods_are_not_labels() -> None:
    figures = Figures()
    figures.passed(Passed("NGUYEN", "-", 400, 0.1, 0))
    assert "NGUYEN" not in generate_latest(figures.registry).decode()


def test_an_address_that_will_not_do_is_a_sentence() -> None:
    registry = Figures().registry
    with pytest.raises(Refusal), told(registry, "nowhere"):
        pass
    with told(registry, "127.0.0.1:0") as first:
        where = first.removeprefix("http://").removesuffix("/metrics")
        with pytest.raises(EnvironmentFault), told(registry, where):
            pass
