"""``desk-app try`` without a display: a morning in a minute, with papers and pictures to show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desk_app.app import running

HERE = Path(__file__).parents[1]


def _try(folder: Path, out: Path, language: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: it makes a QApplication and two servers' worth of noise."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "desk_app", "--profile", str(folder), "--lang", language),
            *("try", "--headless", "--out", str(out)),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONIOENCODING": "utf-8"},
    )


@pytest.mark.slow
def test_a_morning_in_a_minute(tmp_path: Path) -> None:
    done = _try(tmp_path / "profile", tmp_path / "out", "vi")
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"register.pdf", "screen-intake.png", "screen-receipt.png"} <= made
    assert {"screen-digitise.png", "screen-unmatched.png"} <= made
    assert len([name for name in made if name.startswith("receipt-")]) == 6
    assert len([name for name in made if name.startswith("cover-")]) == 3
    assert len([name for name in made if name.endswith("_GT01-V1.pdf")]) == 3
    assert all(name in done.stdout for name in made)
    assert "Đã gửi 4 mục" in done.stdout
    assert "3 chồng về đúng hồ sơ, 1 chồng vào khay chờ ghép" in done.stdout
    assert "Đã gửi 3 trang" in done.stdout
    assert "«Bến Xuân»: 3 trang" in done.stdout
    with running(tmp_path / "profile" / "desk") as desk:
        assert desk.outbox.queue().waiting == desk.outbox.queue().pages_waiting == 0
        assert {line.state for line in desk.search.search("").dossiers} == {
            "received",
            "processing",
        }
    again = _try(tmp_path / "profile", tmp_path / "out2", "en")
    assert again.returncode == 0, again.stderr
    assert "Sent 4 entries" in again.stdout
