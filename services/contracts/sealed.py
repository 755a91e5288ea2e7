"""What Restate keeps, encrypted: the envelope of a value, and the keys that open it. Pure.

AES-256-GCM-SIV, so that a nonce that is drawn twice tells no more than that two values are equal.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

MARK = b"\0sealed1"
"""How an envelope begins, and no JSON ever."""
ID_BYTES, NONCE_BYTES, KEY_BYTES = 4, 12, 32
HEAD_BYTES = len(MARK) + ID_BYTES

FORM = "32 bytes in base64, as `openssl rand -base64 32` prints"


class MalformedKeys(ValueError):
    """A key can't be one. The text says what it should be, and never what it is."""


class Unreadable(Exception):
    """A value can't be opened. The text names the key by its id."""


@dataclass(frozen=True)
class Keys:
    """The first key seals, each opens. Without any, values go as they are."""

    by_id: Mapping[bytes, AESGCMSIV] = field(default_factory=dict[bytes, AESGCMSIV], repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """What the keys are called where they are missed; no secret."""
        return tuple(each.hex() for each in self.by_id)

    def seal(self, value: bytes, *, nonce: bytes) -> bytes:
        """The value in an envelope. An empty one stays empty."""
        if not self.by_id or not value:
            return value
        key_id, key = next(iter(self.by_id.items()))
        head = MARK + key_id
        return head + nonce + key.encrypt(nonce, value, head)

    def open(self, value: bytes) -> bytes:
        """What is in the envelope; a value without one, from before there was a key, as it is.

        Raises `Unreadable`.
        """
        if not value.startswith(MARK):
            return value
        self.check(value)
        key = self.by_id[value[len(MARK) : HEAD_BYTES]]
        nonce, sealed = value[HEAD_BYTES:][:NONCE_BYTES], value[HEAD_BYTES + NONCE_BYTES :]
        try:
            return key.decrypt(nonce, sealed, value[:HEAD_BYTES])
        except (InvalidTag, ValueError):
            raise Unreadable("A value was damaged or changed after it was encrypted.") from None

    def check(self, value: bytes) -> None:
        """Raises `Unreadable` where the value's key is not here."""
        key_id = value[len(MARK) : HEAD_BYTES]
        if value.startswith(MARK) and key_id not in self.by_id:
            held = ", ".join(self.ids) or "none"
            raise Unreadable(
                f"A value is encrypted by the key {key_id.hex()}, which is not in JOURNAL_KEYS "
                f"(there: {held}). Add it, after the first, and what waits goes on."
            )


def read(text: str) -> Keys:
    """The keys of `JOURNAL_KEYS`, parted by commas. Raises `MalformedKeys`."""
    raw = [_key(part.strip()) for part in text.split(",") if part.strip()]
    return Keys({_id(key): AESGCMSIV(key) for key in raw})


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MalformedKeys(f"each key is {FORM}")
    return key


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"credit-desk journal key" + key).digest()[:ID_BYTES]
