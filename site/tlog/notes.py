"""Signed notes (https://c2sp.org/signed-note) with Ed25519, and witnesses' cosignatures/v1.

A note is a text and signature lines. Lines of unknown keys are passed over; a line of a known key
whose signature is wrong makes the whole note invalid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tlog import base64s

_PRIVATE = "PRIVATE+KEY+"
_LINE = re.compile("— (?P<name>[^\\s+]+) (?P<blob>[A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+]+")


class BadNote(ValueError):
    """A note, a key or a signature line is malformed, unsigned, or signed wrongly."""


class Kind(IntEnum):
    """How a key signs; the byte before the key in its encoded forms."""

    ED25519 = 1
    COSIGNATURE_V1 = 4


class Signature(NamedTuple):
    """One signature line."""

    name: str
    key_id: bytes
    body: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64s.encode(self.key_id + self.body)}"


@dataclass(frozen=True)
class Verifier:
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


@dataclass(frozen=True)
class Signer:
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


class Note(NamedTuple):
    """A text and its signature lines, not yet verified."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return "\n".join((self.text, *map(str, self.signatures), ""))

    def with_signature(self, signature: Signature) -> Note:
        """Return the note with one more line, in the place of an older one of the same key."""
        others = [old for old in self.signatures if old[:2] != signature[:2]]
        return Note(self.text, (*others, signature))

    def signed_by(self, verifiers: Sequence[Verifier]) -> tuple[Verifier, ...]:
        """Return those of the known keys that signed.

        Raises:
            BadNote: a known key's signature is wrong, or no known key signed.

        """
        found: list[Verifier] = []
        for verifier in verifiers:
            for signature in self.signatures:
                if (signature.name, signature.key_id) != (verifier.name, verifier.key_id):
                    continue
                if not verifier.accepts(self.text, signature):
                    raise BadNote(f"the signature of {verifier.name} is wrong")
                if verifier not in found:
                    found.append(verifier)
        if not found:
            raise BadNote("no known key has signed")
        return tuple(found)


def parse_note(content: bytes) -> Note:
    """Read a note without verifying it; raises BadNote where it is malformed."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise BadNote("not UTF-8") from None
    body, separator, lines = text.rpartition("\n\n")
    if not separator or not lines.endswith("\n") or _CONTROL.search(text):
        raise BadNote("not a text, an empty line and signature lines")
    return Note(body + "\n", tuple(parse_signature(line) for line in lines[:-1].split("\n")))


def parse_signature(line: str) -> Signature:
    """Read one signature line; raises BadNote."""
    match = _LINE.fullmatch(line)
    blob = _base64(match["blob"]) if match else b""
    if not match or len(blob) < 5:
        raise BadNote("a signature line is malformed")
    return Signature(match["name"], blob[:4], blob[4:])


def _timed(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _key_id(name: str, encoded_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + encoded_key).digest()[:4]


def _key_parts(text: str, separator: str) -> tuple[str, str, bytes]:
    parts = text.strip().split(separator, 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise BadNote("not a note key: expected name+id+key")
    return parts[0], parts[1], _base64(parts[2])


def _kind(encoded_key: bytes) -> Kind:
    try:
        return Kind(encoded_key[0])
    except (ValueError, IndexError):
        raise BadNote("a key of an unknown kind") from None


def _base64(text: str) -> bytes:
    try:
        return base64s.decode(text)
    except ValueError:
        raise BadNote("not base64") from None
