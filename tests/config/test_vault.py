"""The vault keeps the key in a real Secret Service, and says plainly when it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from desk_app.config import vault
from desk_app.config.profile import create_profile
from desk_app.config.vault import (
    KeyringVault,
    TrainingVault,
    new_key,
    unwrap_with_recovery,
    vault_of,
    wrap_for_recovery,
)
from desk_app.errors import DeskError, EnvironmentFault, Refusal

PASSPHRASE = "bốn con ngựa nâu"

# Runs inside a session bus of its own, with a keyring unlocked by a password.
SECRET_SERVICE = """
import sys
from pathlib import Path
from desk_app.config.profile import open_profile
from desk_app.config.vault import KeyringVault
from desk_app.errors import DeskError
vault = KeyringVault(open_profile(Path(sys.argv[2])))
try:
    if sys.argv[1] == "keep":
        vault.keep(bytes(range(32)))
    elif sys.argv[1] == "forget":
        vault.forget()
    print((vault.fetch() or b"").hex() or "nothing")
except DeskError as error:
    print(error.key)
"""


def _in_secret_service(tmp_path: Path, *steps: str, unlock: bool = True) -> list[str]:
    if shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None:
        pytest.skip("gnome-keyring and dbus are not installed: no real Secret Service to ask")
    home = tmp_path / "home"
    runtime = tmp_path / "run"
    home.mkdir(exist_ok=True)
    runtime.mkdir(mode=0o700, exist_ok=True)
    start = "printf 'test\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize"
    calls = "; ".join(
        f'"{sys.executable}" -c "$SCRIPT" {step} "{tmp_path / "profile"}"' for step in steps
    )
    done = subprocess.run(
        [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            f"{start + ' >/dev/null 2>&1;' if unlock else ''} {calls}",
        ],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_RUNTIME_DIR": str(runtime),
            "SCRIPT": SECRET_SERVICE,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.split()


def test_the_key_survives_in_a_real_secret_service(tmp_path: Path) -> None:
    create_profile(tmp_path / "profile", training=False)
    key = bytes(range(32)).hex()
    assert _in_secret_service(tmp_path, "fetch", "keep", "fetch") == ["nothing", key, key]
    assert _in_secret_service(tmp_path, "fetch", "forget") == [key, "nothing"]


def test_no_keyring_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    create_profile(tmp_path / "profile", training=False)
    (said,) = _in_secret_service(tmp_path, "keep", unlock=False)
    assert said in ("vault.none", "vault.locked", "vault.silent")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="their keyrings need no bus")
def test_no_session_bus_is_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with pytest.raises(EnvironmentFault) as caught:
        KeyringVault(create_profile(tmp_path, training=False)).keep(new_key())
    assert caught.value.key == "vault.none"


class _Ring(KeyringBackend):
    """A keyring in memory with one named fault."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.fault = fault
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.fault == "locked":
            raise keyring.errors.KeyringLocked
        return None if self.fault == "forgets" else self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fault == "locked":
            raise keyring.errors.KeyringLocked
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        if username not in self.kept:
            raise keyring.errors.PasswordDeleteError
        del self.kept[username]


@pytest.mark.parametrize("fault", ["locked", "forgets"])
def test_a_keyring_in_trouble_is_a_sentence(tmp_path: Path, fault: str) -> None:
    profile = create_profile(tmp_path, training=False)
    with pytest.raises(EnvironmentFault) as caught:
        KeyringVault(profile, _Ring(fault)).keep(new_key())
    assert caught.value.key == f"vault.{fault}"


def test_forgetting_what_is_not_there_is_fine(tmp_path: Path) -> None:
    KeyringVault(create_profile(tmp_path, training=False), _Ring()).forget()


def test_a_silent_keyring_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    release = Event()

    class _Silent(_Ring):
        def get_password(self, service: str, username: str) -> str | None:
            release.wait()
            return None

    monkeypatch.setattr(vault, "TIMEOUT_S", 0.05)
    with pytest.raises(EnvironmentFault) as caught:
        KeyringVault(create_profile(tmp_path, training=False), _Silent()).fetch()
    release.set()
    assert caught.value.key == "vault.silent"


def test_a_training_profile_keeps_its_key_beside_its_data(tmp_path: Path) -> None:
    profile = create_profile(tmp_path, training=True)
    key = new_key()
    kept = vault_of(profile)
    assert kept.fetch() is None
    kept.keep(key)
    assert vault_of(profile).fetch() == key
    kept.forget()
    assert kept.fetch() is None


def test_a_real_profile_never_keeps_its_key_in_the_open(tmp_path: Path) -> None:
    profile = create_profile(tmp_path, training=False)
    assert isinstance(vault_of(profile), KeyringVault)
    with pytest.raises(Refusal):
        TrainingVault(profile)


def test_the_recovery_passphrase_brings_the_key_back(tmp_path: Path) -> None:
    key = new_key()
    wrap_for_recovery(tmp_path / "recovery.json", key, PASSPHRASE)
    assert key.hex() not in (tmp_path / "recovery.json").read_text()
    assert unwrap_with_recovery(tmp_path / "recovery.json", PASSPHRASE) == key


@pytest.mark.parametrize("fault", ["wrong passphrase", "missing file", "damaged file", "short"])
def test_recovery_refuses_with_a_sentence(tmp_path: Path, fault: str) -> None:
    file = tmp_path / "recovery.json"
    if fault == "short":
        with pytest.raises(Refusal):
            wrap_for_recovery(file, new_key(), "ngắn")
        assert not file.exists()
        return
    wrap_for_recovery(file, new_key(), PASSPHRASE)
    if fault == "missing file":
        file.unlink()
    if fault == "damaged file":
        file.write_text(file.read_text()[:40])
    said = "sai rồi đó bạn ơi" if fault == "wrong passphrase" else PASSPHRASE
    with pytest.raises(DeskError) as caught:
        unwrap_with_recovery(file, said)
    expected = "vault.wrong_passphrase" if fault == "wrong passphrase" else "vault.no_recovery"
    assert caught.value.key == expected
