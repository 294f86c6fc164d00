"""What earlier builds worked out, by the digest of what it was worked out from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Memory:
    """Remembers from one build to the next; what a build didn't ask for is forgotten."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._known = _KNOWN.decode(file.read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):
            self._known = {}
        self._asked: dict[bytes, msgspec.Raw] = {}

    def recall(self, key: bytes, kind: type[T], make: Callable[[], T]) -> T:
        """Return what belongs to a digest, making it where it isn't known."""
        if key in self._known:
            self._asked[key] = self._known[key]
            return msgspec.msgpack.decode(self._known[key], type=kind)
        made = make()
        self._asked[key] = msgspec.Raw(msgspec.msgpack.encode(made))
        return made

    @property
    def asked(self) -> bytes:
        """What this build asked for, in this process: for `take` in another."""
        return msgspec.msgpack.encode(self._asked)

    def take(self, asked: bytes) -> None:
        """Remember what another process of this build asked for."""
        self._asked.update(_KNOWN.decode(asked))

    def keep(self) -> None:
        """Keep for the next build what was asked for in this one."""
        if self._asked.keys() == self._known.keys():
            return
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(msgspec.msgpack.encode(self._asked))
        fresh.replace(self._file)


_KNOWN = msgspec.msgpack.Decoder(dict[bytes, msgspec.Raw])
