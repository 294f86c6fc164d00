"""Ed25519 keys that sign notes (https://c2sp.org/signed-note) and cosign them as witnesses.

Apart from the notes themselves: whoever only reads a note loads no cryptography.
"""

from __future__ import annotations

import re
from enum import IntEnum
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tlog import base64s
from tlog.notes import BadNote, Signature, base64_in

_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+]+")


class Kind(IntEnum):
    """How a key signs; the byte before the key in its encoded forms."""

    ED25519 = 1
    COSIGNATURE_V1 = 4


class Verifier(msgspec.Struct, frozen=True):
    """A public key and the name it signs under."""

    name: str
    public_key: bytes
    kind: Kind = Kind.ED25519

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature line names the key."""
        return _key_id(self.name, bytes([self.kind]) + self.public_key)

    def __str__(self) -> str:
        """The key as clients are given it: `name+hex id+base64 key`."""
        key = base64s.encode(bytes([self.kind]) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Return the key written as `name+hex id+base64 key`; raises BadNote."""
        name, id_, key = _key_parts(text, "+")
        verifier = cls(name, key[1:], _kind(key))
        if verifier.key_id.hex() != id_ or len(key) != 33:
            raise BadNote(f"the key of {name} does not fit its id {id_}")
        return verifier

    def accepts(self, text: str, signature: Signature) -> bool:
        """Tell whether a signature line under this key's name and id is right."""
        message, body = text.encode(), signature.body
        if self.kind is Kind.COSIGNATURE_V1:
            message, body = _timed(text, int.from_bytes(body[:8], "big")), body[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(body, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(msgspec.Struct, frozen=True):
    """A private key and the name it signs under."""

    name: str
    key: Ed25519PrivateKey
    kind: Kind = Kind.ED25519

    @classmethod
    def generate(cls, name: str, kind: Kind = Kind.ED25519) -> Signer:
        """Make a new key; `name` is the log's address without `https://`."""
        if not _NAME.fullmatch(name):
            raise BadNote(f"{name!r} can't name a key: it needs characters, no spaces, no plus")
        return cls(name, Ed25519PrivateKey.generate(), kind)

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Signer:
        """Return the key that 32 bytes give: the same bytes, the same key."""
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Return the key that `secret` wrote; raises BadNote."""
        if not text.startswith(_PRIVATE):
            raise BadNote("not a private note key")
        name, id_, seed = _key_parts(text.removeprefix(_PRIVATE), "+")
        if len(seed) != 33:
            raise BadNote(f"the private key of {name} has a wrong length")
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(seed[1:]), _kind(seed))
        if signer.verifier.key_id.hex() != id_:
            raise BadNote(f"the private key of {name} does not fit its id {id_}")
        return signer

    @property
    def secret(self) -> str:
        """The private key in text, in the form of Go's sumdb/note; keep it out of every log."""
        seed = base64s.encode(bytes([self.kind]) + self.key.private_bytes_raw())
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{seed}"

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return Verifier(self.name, self.key.public_key().public_bytes_raw(), self.kind)

    def sign(self, text: str) -> Signature:
        """Sign a note's text as the log itself."""
        return self._signature(self.key.sign(text.encode()))

    def cosign(self, text: str, timestamp: int) -> Signature:
        """Sign a checkpoint's text as a witness who saw it at a POSIX time."""
        signed = self.key.sign(_timed(text, timestamp))
        return self._signature(timestamp.to_bytes(8, "big") + signed)

    def _signature(self, body: bytes) -> Signature:
        return Signature(self.name, self.verifier.key_id, body)


def _timed(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _key_id(name: str, encoded_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + encoded_key).digest()[:4]


def _key_parts(text: str, separator: str) -> tuple[str, str, bytes]:
    parts = text.strip().split(separator, 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise BadNote("not a note key: expected name+id+key")
    return parts[0], parts[1], base64_in(parts[2])


def _kind(encoded_key: bytes) -> Kind:
    try:
        return Kind(encoded_key[0])
    except (ValueError, IndexError):
        raise BadNote("a key of an unknown kind") from None
