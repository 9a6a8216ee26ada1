"""Officers' passwords: Argon2id (RFC 9106, second recommended option), never the password."""

from __future__ import annotations

from argon2 import PasswordHasher


def hash_password(password: str) -> str:
    """An Argon2id string that desks can check also without network."""
    return PasswordHasher().hash(password)
