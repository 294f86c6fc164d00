"""Signed notes (https://c2sp.org/signed-note); the keys that sign them are in `tlog.keys`.

A note is a text and signature lines. Lines of unknown keys are passed over; a line of a known key
whose signature is wrong makes the whole note invalid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tlog import base64s

if TYPE_CHECKING:
    from tlog.keys import Verifier

_LINE = re.compile("— (?P<name>[^\\s+]+) (?P<blob>[A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class BadNote(ValueError):
    """A note, a key or a signature line is malformed, unsigned, or signed wrongly."""


class Signature(NamedTuple):
    """One signature line."""

    name: str
    key_id: bytes
    body: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64s.encode(self.key_id + self.body)}"


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
    blob = base64_in(match["blob"]) if match else b""
    if not match or len(blob) < 5:
        raise BadNote("a signature line is malformed")
    return Signature(match["name"], blob[:4], blob[4:])


def base64_in(text: str) -> bytes:
    """Return what a note or key says in base64; raises BadNote."""
    try:
        return base64s.decode(text)
    except ValueError:
        raise BadNote("not base64") from None
