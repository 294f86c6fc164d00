"""What earlier builds worked out, by the digest of what it was worked out from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")
SIZE = 16
"""Bytes of a digest."""


class Memory:
    """Remembers from one build to the next; what a build didn't ask for is forgotten.

    But for what parts of the book add up to: that is known as long as the parts are there, since
    most acts leave nearly all of them alone, and many a sum of them unasked for.
    """

    def __init__(self, file: Path, validity: bytes) -> None:
        """Take what is remembered in a file by a build with the same fingerprint of its program."""
        self._file = file
        self._validity = validity
        try:
            kept = _KEPT.decode(file.read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):
            kept = _Kept(b"", {})
        self._known = kept.known if kept.validity == validity else {}
        self._asked: dict[bytes, msgspec.Raw] = {}

    def recall(self, key: bytes, kind: type[T], make: Callable[[], T]) -> T:
        """Return what belongs to a digest, making it where it isn't known."""
        if key in self._known:
            self._asked[key] = self._known[key]
            return msgspec.msgpack.decode(self._known[key], type=kind)
        made = make()
        self._asked[key] = msgspec.Raw(msgspec.msgpack.encode(made))
        return made

    def recall_sum(
        self, what: bytes, parts: Iterable[bytes], kind: type[T], make: Callable[[], T]
    ) -> T:
        """Return what parts of the book add up to, by the digests of the sum's name and of each."""
        return self.recall(what + b"".join(parts), kind, make)

    def amend(
        self,
        what: bytes,
        parts: Sequence[bytes],
        kind: type[T],
        make: Callable[[Sequence[bytes], T], T],
        nothing: T,
    ) -> T:
        """Return what comes of parts of the book, made from what came of it as it was last.

        `make` is given the digests of those parts, and what came of them: `nothing` of none.
        """

        def amended() -> T:
            last = next((key for key in self._known if key.startswith(what)), what)
            before = _digests(last)
            if last not in self._known:
                return make(before, nothing)
            return make(before, msgspec.msgpack.decode(self._known[last], type=kind))

        return self.recall_sum(what, parts, kind, amended)

    @property
    def asked(self) -> bytes:
        """What this build asked for, in this process: for `take` in another."""
        return msgspec.msgpack.encode(self._asked)

    def take(self, asked: bytes) -> None:
        """Remember what another process of this build asked for."""
        self._asked.update(_KNOWN.decode(asked))

    def keep(self, parts: Set[bytes]) -> None:
        """Keep for the next build what was asked for in this one, and sums of what is there."""
        sums = {key: it for key, it in self._known.items() if _is_sum_of(key, parts)}
        kept = sums | self._asked
        if kept.keys() == self._known.keys():
            return
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(msgspec.msgpack.encode(_Kept(self._validity, kept)))
        fresh.replace(self._file)


class _Kept(msgspec.Struct, array_like=True):
    validity: bytes
    known: dict[bytes, msgspec.Raw]


_KEPT = msgspec.msgpack.Decoder(_Kept)
_KNOWN = msgspec.msgpack.Decoder(dict[bytes, msgspec.Raw])


def _is_sum_of(key: bytes, parts: Set[bytes]) -> bool:
    digests = _digests(key)
    return bool(digests) and all(it in parts for it in digests)


def _digests(key: bytes) -> list[bytes]:
    """Return those of the parts of which a key names a sum."""
    return [key[start : start + SIZE] for start in range(SIZE, len(key), SIZE)]
