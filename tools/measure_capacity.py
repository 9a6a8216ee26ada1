#!/usr/bin/env python3
"""What a dossier weighs at the centre: rows, bytes, write-ahead log, on a PostgreSQL of its own.

    .venv/bin/python tools/measure_capacity.py 100000

Invented desks send invented dossiers through the centre's own code, batch by batch: the intake, a
print, an archive copy for each of three papers, two steps of progress. Then every table says how
large it is. The figures of docs/capacity.md come from here.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.people import FAMILIES, GIVEN, MIDDLES  # noqa: E402
from desk_app.central import administration, enrolment, tables  # noqa: E402
from desk_app.central.engine import CentreStore, open_centre  # noqa: E402
from desk_app.central.round_trip import round_trip  # noqa: E402
from desk_app.central.setup import set_up  # noqa: E402
from desk_app.clock import VIETNAM, TickingClock  # noqa: E402
from desk_app.sync.protocol import (  # noqa: E402
    MAX_ENTRIES,
    Block,
    EnrolRequest,
    Entry,
    HeldBlock,
    SyncRequest,
    UnitV1,
    credential_hash,
    payload_hash,
)
from tests.builders.postgres import find_binaries, make_database, postgres_server  # noqa: E402

START = datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)
DESKS_OF_A_UNIT = 2
DAYS, A_DAY = 10, 200
PAPERS = (
    "Tờ khai theo mẫu, có xác nhận của cơ quan có thẩm quyền",
    "Giấy chứng sinh hoặc giấy tờ thay thế giấy chứng sinh theo quy định",
    "Căn cước công dân hoặc giấy tờ tuỳ thân khác của người yêu cầu, còn giá trị sử dụng",
    "Giấy tờ chứng minh nơi cư trú (chỉ khi chưa khai thác được từ cơ sở dữ liệu)",
)


@dataclass
class Desk:
    """A desk that sends."""

    id: str
    unit: str
    cursor: int = 0


class Office:
    """The desks of a province and what they have to say."""

    def __init__(self, store: CentreStore, clock: TickingClock, seed: int) -> None:
        self.store, self.clock = store, clock
        self.lottery = random.Random(seed)
        self.desks: list[Desk] = []

    def open(self, desks: int) -> None:
        """Units with their desks."""
        for number in range(desks):
            place, desk = divmod(number, DESKS_OF_A_UNIT)
            unit = f"H98.{place + 1:02d}"
            if desk == 0:
                said = UnitV1(code=unit, name=f"Xã Mẫu {place + 1}", level="commune_centre")
                administration.add_unit(self.store, self.clock, said)
            code = enrolment.make_code(self.store, self.clock, unit, f"Quầy {desk + 1:02d}").code
            identity = self.clock.new_id()
            enrolment.enrol(
                self.store,
                self.clock,
                EnrolRequest(
                    code=code,
                    desk_id=identity,
                    app_version="1",
                    credential_sha256=credential_hash("c" * 43),
                ),
            )
            administration.set_block_size(self.store, unit, f"Quầy {desk + 1:02d}", 200)
            self.desks.append(Desk(identity, unit))

    def ask(self, desk: Desk, entries: list[Entry], held: list[HeldBlock]) -> list[Block]:
        """One round trip."""
        said = SyncRequest(
            app_version="1",
            epoch=1,
            nonce="n" * 32,
            cursor=desk.cursor,
            sent_at=self.clock.now(),
            entries=entries,
            blocks=held,
        )
        answer, _ = round_trip(self.store, self.clock, desk.id, "c" * 43, said)
        refused = [one for one in answer.entries if one.outcome != "accepted"]
        assert not refused, refused[:3]
        assert len(answer.entries) == len(entries)
        desk.cursor = answer.cursor
        return answer.blocks

    def day(self, desk: Desk, each: int) -> list[str]:
        """A day of a desk; the codes of what it received."""
        today = self.clock.now().date()
        blocks = {block.id: block for block in self.ask(desk, [], [])}
        mine = sorted((b for b in blocks.values() if b.day == today), key=lambda b: b.first)
        numbers = [n for block in mine for n in range(block.first, block.last + 1)][:each]
        held = [HeldBlock(id=b.id, day=b.day, left=b.last - b.first + 1) for b in blocks.values()]
        batch: list[Entry] = []
        codes = []
        for number in numbers:
            code = f"{desk.unit}-{today:%y%m%d}-{number:04d}"
            codes.append(code)
            batch += self._dossier(desk, code, today)
            if len(batch) > MAX_ENTRIES - 5:
                self.ask(desk, batch, held)
                batch = []
        if batch:
            self.ask(desk, batch, held)
        return codes

    def _dossier(self, desk: Desk, code: str, today: date) -> Iterator[Entry]:
        dossier = self.clock.new_id()
        at = self.clock.now().isoformat(timespec="seconds")
        said = [("dossier.received", self._received(desk, code, at))]
        print_said = {"code": code, "printed_at": at, "officer": "uyen", "reprint": 0}
        said.append(("receipt.printed", print_said))
        said += [("paper.digitised", self._digitised(code, n, at)) for n in (1, 2, 3)]
        for position, (kind, payload) in enumerate(said, 1):
            yield Entry(
                id=self.clock.new_id(),
                dossier_id=dossier,
                position=position,
                kind=kind,
                version=1,
                created_at=self.clock.now(),
                payload=payload,
                payload_sha256=payload_hash(payload),
            )

    def _person(self) -> dict[str, Any]:
        pick = self.lottery.choice
        return {
            "kind": "citizen",
            "id_number": f"{self.lottery.randrange(10**12):012d}",
            "full_name": f"{pick(FAMILIES)} {pick(MIDDLES)} {pick(GIVEN)}",
            "birth_date": f"19{self.lottery.randrange(50, 99)}-0{self.lottery.randrange(1, 9)}-15",
            "sex": pick(("male", "female")),
            "address": f"{self.lottery.randrange(1, 400)} thôn Bến Xuân, xã Mẫu, tỉnh Mẫu",
            "phone": f"09{self.lottery.randrange(10**8):08d}",
            "identity_method": "card_qr",
        }

    def _received(self, desk: Desk, code: str, at: str) -> dict[str, Any]:
        papers = [
            {
                "number": number,
                "name": name,
                "state": "submitted",
                "originals": 1,
                "certified": 0,
                "copies": 1,
                "note": None,
            }
            for number, name in enumerate(PAPERS, 1)
        ]
        return {
            "code": code,
            "look_up_token": f"{self.lottery.randrange(2**160):040x}",
            "unit": desk.unit,
            "counter": "Quầy 01",
            "officer": "uyen",
            "officer_name": "Lê Thị Hải Uyên",
            "procedure": "1.001193",
            "procedure_version": 1,
            "procedure_name": "Thủ tục đăng ký khai sinh kết hợp đăng ký thường trú",
            "case": None,
            "channel": "direct",
            "applicant": self._person(),
            "submitter": self._person() if self.lottery.random() < 0.2 else None,
            "papers": papers,
            "sets": 1,
            "fee_vnd": 8000,
            "fee_reason": None,
            "received_at": at,
            "promised_at": at,
            "calendar_version": "vietnam-2026/3",
            "result_at": "counter",
            "note": None,
        }

    def _digitised(self, code: str, number: int, at: str) -> dict[str, Any]:
        def page() -> dict[str, Any]:
            noise = self.lottery.randbytes(8)
            return {"sha256": hashlib.sha256(noise).hexdigest(), "size": 250_000}

        return {
            "code": code,
            "number": number,
            "version": 1,
            "file_id": self.clock.new_id(),
            "file_name": f"{code}_20260302_GT{number:02d}-V1.pdf",
            "mime": "application/pdf",
            "sha256": page()["sha256"],
            "size": 520_000,
            "pages": [page(), page()],
            "has_text": True,
            "declared_pages": 2,
            "digitised_at": at,
            "officer": "uyen",
            "counter": "Quầy 01",
        }


def measure(dossiers: int, seed: int, url: str) -> None:
    """Fills the database at ``url`` and tells what it weighs."""
    store = open_centre(url)
    clock = TickingClock(START)
    with TemporaryDirectory() as empty:
        resources = Path(empty)
        for name in ("procedures", "calendar"):
            (resources / name).mkdir()
        set_up(store, clock, resources=resources)
    office = Office(store, clock, seed)
    office.open(max(DESKS_OF_A_UNIT, dossiers // (DAYS * A_DAY)))
    look = psycopg.connect(url, autocommit=True)
    wal = _one(look, "SELECT pg_current_wal_lsn()")
    before = _one(look, "SELECT pg_database_size(current_database())")
    began = time.perf_counter()
    received = progress = 0
    for _ in range(DAYS):
        for desk in office.desks:
            codes = office.day(desk, A_DAY)
            received += len(codes)
            for code in codes[::10]:
                for state in ("processing", "done"):
                    administration.record_progress(store, clock, code, state)
                    progress += 1
        clock.advance(timedelta(days=1))
        print(f"{received} dossiers, {time.perf_counter() - began:.0f} s", file=sys.stderr)
    seconds = time.perf_counter() - began
    written = _one(look, f"SELECT pg_current_wal_lsn() - '{wal}'::pg_lsn")
    look.execute("VACUUM ANALYZE")
    after = _one(look, "SELECT pg_database_size(current_database())")
    _tell(look, received)
    each, log = (after - before) / received, float(written) / received
    print(
        f"\n{received} dossiers, {progress} steps of progress, {len(office.desks)} desks,"
        f" one client: {seconds:.0f} s; {each:.0f} bytes a dossier in the database,"
        f" {log:.0f} in the write-ahead log"
    )
    _tell_of_polls(look, office)
    look.close()
    store.close()


def _tell_of_polls(look: psycopg.Connection[Any], office: Office) -> None:
    """What it costs when desks that have nothing to say ask for news."""
    held = {
        desk.id: [
            HeldBlock(id=b.id, day=b.day, left=b.last - b.first + 1)
            for b in office.ask(desk, [], [])
        ]
        for desk in office.desks
    }
    wal, began = _one(look, "SELECT pg_current_wal_lsn()"), time.perf_counter()
    worked, polls = time.process_time(), 2000
    for number in range(polls):
        desk = office.desks[number % len(office.desks)]
        office.ask(desk, [], held[desk.id])
    log = float(_one(look, f"SELECT pg_current_wal_lsn() - '{wal}'::pg_lsn")) / polls
    took, cpu = time.perf_counter() - began, time.process_time() - worked
    print(
        f"a desk that asks for news: {1000 * took / polls:.1f} ms, of these"
        f" {1000 * cpu / polls:.1f} ms of the centre's processor time; {log:.0f} bytes of"
        " write-ahead log"
    )


def _one(look: psycopg.Connection[Any], question: str) -> Any:
    found = look.execute(question.encode()).fetchone()
    assert found is not None
    return found[0]


def _tell(look: psycopg.Connection[Any], dossiers: int) -> None:
    print("| table | rows a dossier | bytes a row, table | indexes | bytes a dossier |")
    print("|---|---|---|---|---|")
    for table in tables.Base.metadata.sorted_tables:
        rows = _one(look, f"SELECT count(*) FROM {table.name}")
        if rows * 50 < dossiers:
            continue
        heap = _one(look, f"SELECT pg_table_size('{table.name}')")
        index = _one(look, f"SELECT pg_indexes_size('{table.name}')")
        print(
            f"| `{table.name}` | {rows / dossiers:.2f} | {heap / rows:.0f} | {index / rows:.0f} |"
            f" {(heap + index) / dossiers:.0f} |"
        )


def main() -> int:
    """Measures once."""
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    said.add_argument("dossiers", type=int)
    said.add_argument("--seed", type=int, default=20261122)
    arguments = said.parse_args()
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL is not installed: tools/setup.sh test", file=sys.stderr)
        return 4
    told = subprocess.run([binaries / "postgres", "--version"], capture_output=True, check=True)
    print(told.stdout.decode().strip())
    with postgres_server() as server:
        measure(arguments.dossiers, arguments.seed, make_database(server, "capacity"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
