"""The log names nobody."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from desk_app.config.logs import mask, start_log, stop_log


@pytest.mark.parametrize(
    "secret",
    ["079187001234", "0912 345 678", "+84912345678", "uyen.nguyen@example.vn", "079.187.001.234"],
)
def test_what_could_name_a_person_is_masked(secret: str) -> None:
    assert secret not in mask(f"failed for {secret} at the desk")


def test_credentials_and_look_up_links_are_masked() -> None:
    said = mask("Authorization: Bearer 0198-a.b3cr3t GET /t/AbCdEfGhIjKlMnOpQrStUv")
    assert "b3cr3t" not in said
    assert "AbCdEfGh" not in said


def test_codes_and_versions_stay_readable() -> None:
    said = "H99.21.01-261120-0001 accepted by 3.53.4 in 12 ms"
    assert mask(said) == said


def test_a_traceback_is_masked_too(tmp_path: Path) -> None:
    handler = start_log(tmp_path)
    try:
        int("no such person 079187001234")
    except ValueError:
        logging.getLogger("desk_app.test").exception("bug %s", "ab12")
    finally:
        stop_log(handler)
    (line,) = (tmp_path / "desk.log").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["said"] == "bug ab12"
    assert "079187001234" not in line
