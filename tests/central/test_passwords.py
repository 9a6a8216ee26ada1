"""Passwords are kept as Argon2id only."""

from __future__ import annotations

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from desk_app.central.passwords import hash_password


def test_the_hash_is_argon2id_of_rfc_9106() -> None:
    hashed = hash_password("mật khẩu dài")
    parameters = extract_parameters(hashed)
    assert parameters.type is Type.ID
    assert (parameters.time_cost, parameters.memory_cost) == (3, 65536)
    assert PasswordHasher().verify(hashed, "mật khẩu dài")
