"""Signatures of desks: Ed25519 (RFC 8032). Keys and signatures are base64url without padding."""

from __future__ import annotations

import base64
import binascii


def new_private_key() -> str:
    """A fresh private key; 43 characters."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return to_text(Ed25519PrivateKey.generate().private_bytes_raw())


def public_key_of(private_key: str) -> str:
    """The public key that belongs to ``private_key``; 43 characters."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(from_text(private_key))
    return to_text(key.public_key().public_bytes_raw())


def sign(private_key: str, words: bytes) -> str:
    """The signature of ``words``; 86 characters."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return to_text(Ed25519PrivateKey.from_private_bytes(from_text(private_key)).sign(words))


def is_signed(public_key: str, words: bytes, signature: str) -> bool:
    """Whether ``signature`` was made of ``words`` with the private key of ``public_key``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(from_text(public_key))
        key.verify(from_text(signature), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_text(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Back to bytes; one text for each value, so that nothing can be varied unnoticed.

    Raises:
        ValueError: it is not base64url as :func:`to_text` writes it.
    """
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", True)
    except (UnicodeEncodeError, binascii.Error) as fault:
        raise ValueError("not base64url") from fault
    if to_text(data) != text:
        raise ValueError("not base64url as it is written")
    return data
