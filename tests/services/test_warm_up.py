"""Loading ahead."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.builders.stores import KEY, a_store

LOOK = """
import json, sys
from pathlib import Path
from desk_app.clock import SystemClock
from desk_app.event_bus import EventBus
from desk_app.models.schema import open_store
from desk_app.services.desk import Desk
store = open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
desk = Desk(store, SystemClock(), EventBus())
desk.sign_in.officers(), desk.outbox.queue(), desk.receipts.not_printed(), desk.settings.all()
late = {"reportlab", "pydantic", "httpx", "alembic", "xlsxwriter", "phonenumbers", "fastapi"}
print(json.dumps(sorted(late & set(sys.modules))))
from desk_app.services.warm_up import warm_up
warm_up(desk)
print(json.dumps(sorted(late & set(sys.modules))))
store.close()
"""


def test_what_only_a_receipt_needs_is_not_loaded_before_it(tmp_path: Path) -> None:
    """A window stands sooner, and `desk-app queue` answers sooner."""
    a_store(tmp_path).close()
    command = [sys.executable, "-c", LOOK, str(tmp_path / "desk.db"), KEY.hex()]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    before, after = (set(json.loads(line)) for line in said.stdout.splitlines())
    assert before == set()
    assert {"reportlab", "pydantic", "phonenumbers"} <= after
