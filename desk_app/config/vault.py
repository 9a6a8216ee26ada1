"""The vault: where the database key is kept, and how IT gets it back.

The key is 32 random bytes. A real profile keeps it in the keyring of the operating system
(Secret Service, Windows Credential Manager, macOS Keychain) and, wrapped by a recovery
passphrase, in ``recovery.json``: a lost Windows profile must not lose unsent dossiers. A training
profile keeps it in the open and says TRAINING everywhere.

This is the only module that imports keyring.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from desk_app.config.profile import Profile, write_durably
from desk_app.errors import EnvironmentFault, Refusal

# The keyring's library is loaded when a keyring is asked: training desks have none.
if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "desk_app"
KEY_BYTES = 32
TIMEOUT_S = 5.0
MIN_PASSPHRASE = 12
T = TypeVar("T")

# Argon2id of RFC 9106 (second recommended choice), kept in the file so that it can be raised.
ARGON2 = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 4}


class Vault(Protocol):
    """Keeps one key per profile; beside it a mark of how far the desk has come, and the password
    for the proxy if one is needed."""

    def fetch(self) -> bytes | None:
        """The key, or None if the vault has none for this profile."""
        ...

    def keep(self, key: bytes) -> None:
        """Keeps ``key``; it survives the process and a restart of the machine."""
        ...

    def fetch_mark(self) -> str | None:
        """The mark, or None if there is none."""
        ...

    def keep_mark(self, mark: str) -> None:
        """Keeps ``mark`` in place of the one before."""
        ...

    def fetch_proxy_password(self) -> str | None:
        """The password for the proxy, or None."""
        ...

    def keep_proxy_password(self, password: str | None) -> None:
        """Keeps the password; None: forgets it."""
        ...

    def forget(self) -> None:
        """Removes all of it, if there is any."""
        ...


class TrainingVault:
    """The key of a training profile, beside its data."""

    def __init__(self, profile: Profile) -> None:
        if not profile.training:
            raise Refusal("vault.not_training")
        self._path = profile.training_key
        self._proxy = profile.folder / "training.proxy"

    def fetch(self) -> bytes | None:
        """The key, or None where there is none that could be one."""
        if not self._path.is_file():
            return None
        try:
            key = bytes.fromhex(self._path.read_text(encoding="ascii").strip())
        except ValueError:
            return None
        return key if len(key) == KEY_BYTES else None

    def keep(self, key: bytes) -> None:
        """Writes the key durably."""
        write_durably(self._path, key.hex().encode())

    def fetch_mark(self) -> str | None:
        """None: a folder keeps no secret from its own copy; the mark stands in a file."""
        return None

    def keep_mark(self, mark: str) -> None:
        """Nothing is kept."""

    def fetch_proxy_password(self) -> str | None:
        """The password, which lies in the open like everything of a training profile."""
        return self._proxy.read_text(encoding="utf-8") if self._proxy.is_file() else None

    def keep_proxy_password(self, password: str | None) -> None:
        """Writes the password, or removes it."""
        if password is None:
            self._proxy.unlink(missing_ok=True)
        else:
            write_durably(self._proxy, password.encode())

    def forget(self) -> None:
        """Removes the key file and the proxy's."""
        self._proxy.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)


class KeyringVault:
    """The keyring of the operating system. Plain-text and null backends are refused, and a
    keyring that does not answer (a hidden unlock prompt) is given up after five seconds."""

    def __init__(self, profile: Profile, backend: KeyringBackend | None = None) -> None:
        self._name = f"profile-{profile.id}"
        self._mark_name = f"mark-{profile.id}"
        self._proxy_name = f"proxy-{profile.id}"
        self._backend = backend

    def fetch(self) -> bytes | None:
        """The key, or None.

        Raises:
            EnvironmentFault: no keyring, locked, or silent.
        """
        text = _in_time(lambda: self._ring().get_password(SERVICE, self._name))
        return None if text is None else bytes.fromhex(text)

    def keep(self, key: bytes) -> None:
        """Keeps the key and reads it back: a keyring that forgets is worse than none."""
        _in_time(lambda: self._ring().set_password(SERVICE, self._name, key.hex()))
        if self.fetch() != key:
            raise EnvironmentFault("vault.forgets")

    def fetch_mark(self) -> str | None:
        """The mark, or None.

        Raises:
            EnvironmentFault: no keyring, locked, or silent.
        """
        return _in_time(lambda: self._ring().get_password(SERVICE, self._mark_name))

    def keep_mark(self, mark: str) -> None:
        """Keeps ``mark``.

        Raises:
            EnvironmentFault: no keyring, locked, or silent.
        """
        _in_time(lambda: self._ring().set_password(SERVICE, self._mark_name, mark))

    def fetch_proxy_password(self) -> str | None:
        """The password, or None.

        Raises:
            EnvironmentFault: no keyring, locked, or silent.
        """
        return _in_time(lambda: self._ring().get_password(SERVICE, self._proxy_name))

    def keep_proxy_password(self, password: str | None) -> None:
        """Keeps the password, or forgets it.

        Raises:
            EnvironmentFault: no keyring, locked, or silent.
        """
        if password is not None:
            said = password
            _in_time(lambda: self._ring().set_password(SERVICE, self._proxy_name, said))
            return
        with contextlib.suppress(_NoSuchPassword):
            self._delete(self._proxy_name)

    def forget(self) -> None:
        """Removes the key, the mark and the password."""
        for name in (self._name, self._mark_name, self._proxy_name):
            with contextlib.suppress(_NoSuchPassword):
                self._delete(name)

    def _delete(self, name: str) -> None:
        _in_time(lambda: self._ring().delete_password(SERVICE, name))

    def _ring(self) -> KeyringBackend:
        return self._backend or platform_backend()


class _NoSuchPassword(Exception):
    """The keyring has nothing under that name."""


def platform_backend() -> KeyringBackend:
    """The one backend this platform is trusted with, named explicitly (a frozen program finds
    none by itself)."""
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return WinVaultKeyring()
    if sys.platform == "darwin":
        from keyring.backends import macOS

        return macOS.Keyring()
    from keyring.backends.SecretService import Keyring

    return Keyring()  # type: ignore[no-untyped-call]


def _bus_faults() -> tuple[type[Exception], ...]:
    """What the keyring of Linux lets through unchanged: no bus, no service on it."""
    if sys.platform in ("win32", "darwin"):
        return ()
    from secretstorage.exceptions import SecretStorageException

    return (SecretStorageException,)


def _in_time(ask: Callable[[], T]) -> T:
    from keyring.errors import KeyringError

    answer: list[T] = []
    fault: list[Exception] = []

    def work() -> None:
        try:
            answer.append(ask())
        except (KeyringError, RuntimeError, OSError, AttributeError) as error:
            fault.append(error)
        except _bus_faults() as error:
            fault.append(error)

    thread = threading.Thread(target=work, name="keyring", daemon=True)
    thread.start()
    thread.join(TIMEOUT_S)
    if fault:
        raise _in_our_words(fault[0]) from fault[0]
    if not answer:
        raise EnvironmentFault("vault.silent", seconds=int(TIMEOUT_S))
    return answer[0]


def _in_our_words(fault: Exception) -> Exception:
    from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

    if isinstance(fault, PasswordDeleteError):
        return _NoSuchPassword()
    if isinstance(fault, KeyringLocked | InitError):
        return EnvironmentFault("vault.locked")
    return EnvironmentFault("vault.none")


def vault_of(profile: Profile) -> Vault:
    """The vault that belongs to this kind of profile."""
    return TrainingVault(profile) if profile.training else KeyringVault(profile)


def new_key() -> bytes:
    """A fresh database key."""
    return secrets.token_bytes(KEY_BYTES)


def wrap_for_recovery(path: Path, key: bytes, passphrase: str) -> None:
    """Writes ``recovery.json``: the key under Argon2id(passphrase), AES-256-GCM.

    Raises:
        Refusal: the passphrase is shorter than 12 characters.
    """
    # Sealing is for enrolment and for IT: an ordinary start does not load it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < MIN_PASSPHRASE:
        raise Refusal("vault.short_passphrase", least=MIN_PASSPHRASE, found=len(passphrase))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(passphrase, salt, ARGON2)).encrypt(nonce, key, SERVICE.encode())
    said = {"format": 1, "argon2id": ARGON2, "salt": salt.hex()}
    said |= {"nonce": nonce.hex(), "sealed": sealed.hex()}
    write_durably(path, json.dumps(said).encode())


def unwrap_with_recovery(path: Path, passphrase: str) -> bytes:
    """The key out of ``recovery.json``.

    Raises:
        Refusal: wrong passphrase.
        EnvironmentFault: the file is missing or damaged.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        salt, nonce, sealed = (bytes.fromhex(said[name]) for name in ("salt", "nonce", "sealed"))
        stretch = _stretch(passphrase, salt, said["argon2id"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise EnvironmentFault("vault.no_recovery") from fault
    try:
        return AESGCM(stretch).decrypt(nonce, sealed, SERVICE.encode())
    except InvalidTag as fault:
        raise Refusal("vault.wrong_passphrase") from fault


def _stretch(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost["time_cost"],
        memory_cost=cost["memory_cost"],
        parallelism=cost["parallelism"],
        hash_len=32,
        type=Type.ID,
    )
