"""The key pair with which this stack's Restate signs what it sends to our handlers.

Made once in the data directory, readable by its owner only. `local.supervisor` asks for it.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "request-signing.pem"
KEYS = "RESTATE_IDENTITY_KEYS"
PEM_FILE = "RESTATE_WORKER__INVOKER__REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE"
"""Restate's own variable for the file with its private key."""

PREFIX = "publickeyv1_"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class UnusableKey(RuntimeError):
    """The file in the data directory holds no key. The message says what to do."""


def public_key(directory: Path) -> str:
    """The public half as Restate writes it; the pair is made if there is none yet.

    Only whoever holds the directory may ask, or two would make a pair at once.
    """
    path = directory / FILE
    if not path.exists():
        _make(path)
    raw = _read(path).public_key().public_bytes_raw()
    return PREFIX + _base58(raw)


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    unfinished.replace(path)  # so that a crash leaves no half of a key


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        msg = f"{path} holds no key to sign with: delete it, and the next start makes another."
        raise UnusableKey(msg)
    return key


def _base58(raw: bytes) -> str:
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, len(BASE58))
        digits = BASE58[digit] + digits
    leading_zeros = len(raw) - len(raw.lstrip(b"\0"))
    return BASE58[0] * leading_zeros + digits
