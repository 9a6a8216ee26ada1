"""One running instance per profile, however the other one ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desk_app.config.instance_lock import InstanceLock
from desk_app.errors import EnvironmentFault

HOLD = """
import sys
from pathlib import Path
from desk_app.config.instance_lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_instance_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = InstanceLock(tmp_path / "desk.lock")
    with pytest.raises(EnvironmentFault) as caught:
        InstanceLock(tmp_path / "desk.lock")
    assert caught.value.key == "profile.in_use"
    first.release()
    InstanceLock(tmp_path / "desk.lock").release()


def test_a_killed_instance_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "desk.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(EnvironmentFault):
            InstanceLock(tmp_path / "desk.lock")
        other.send_signal(signal.SIGKILL)
        other.wait()
    InstanceLock(tmp_path / "desk.lock").release()
