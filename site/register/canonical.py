"""Canonical JSON: one act has exactly one line of bytes, so that its hash is stable.

Sorted keys, no insignificant space, UTF-8 without ASCII escapes, defaults left out, and numbers as
JavaScript writes them (RFC 8785): 10, never 10.0. Python's
`json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":"))` and a
browser's parse and stringify with sorted keys give the same bytes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from register.erased import BookLine

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(BookLine)

# In our own output a quote after a letter ends a key (inside a string it would be escaped, and no
# string begins with a letter before its opening quote), so a digit after `":` begins a number. The
# look-behind stands after the two fixed bytes, since those are what the search can skip to.
_WHOLE_FLOAT = re.compile(rb'":(?<=[a-z_]":)(\d+)\.0(?=[,}])')


class NotCanonical(ValueError):
    """A line says a valid act in other bytes than the canonical ones."""


def encode(act: BookLine) -> bytes:
    """Return an act's canonical line, without the newline."""
    return _WHOLE_FLOAT.sub(rb'":\1', _ENCODER.encode(act))


def encode_lines(acts: Iterable[BookLine]) -> bytes:
    """Return the canonical lines of acts, each ended by a newline."""
    return _WHOLE_FLOAT.sub(rb'":\1', _ENCODER.encode_lines(acts))


def decode(line: bytes) -> BookLine:
    """Return the act, or what stays of one, that a canonical line says.

    Raises:
        msgspec.ValidationError: a field is unknown, missing or of a wrong type or form.
        msgspec.DecodeError: the line is not JSON.
        UnicodeDecodeError: the line is not UTF-8.
        NotCanonical: it is an act, but not in its canonical bytes.

    """
    act: BookLine = _DECODER.decode(line)
    if encode(act) != line:
        raise NotCanonical(encode(act).decode())
    return act


def decode_lines(content: bytes) -> list[BookLine]:
    """Return what is said by many canonical lines, each ended by a newline; raises as `decode`."""
    acts: list[BookLine] = _DECODER.decode_lines(content)
    if encode_lines(acts) != content:
        raise NotCanonical
    return acts


def decode_checked(lines: Iterable[bytes]) -> list[BookLine]:
    """Return what lines say that were decoded before, by `decode`: not compared with their bytes.

    Raises:
        msgspec.ValidationError: they were not, after all.
        msgspec.DecodeError: as before.

    """
    return _DECODER.decode_lines(b"\n".join(lines))
