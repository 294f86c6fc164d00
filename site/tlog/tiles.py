"""The tile layout of https://c2sp.org/tlog-tiles: which hashes and entries lie in which file.

A tile at level L holds up to 256 hashes of the tree's level 8 * L; a level's last tile may be
partial, its width in its name. Entry bundles follow the same pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import msgspec

from tlog.hashing import HASH_SIZE, perfect_root

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF
"""Bytes: an entry's length is written in two."""
ENTRIES = "entries"
_PATH = re.compile(
    rf"tile/(?P<level>{ENTRIES}|[0-9]+)/(?P<groups>(?:x[0-9]{{3}}/)*[0-9]{{3}})"
    r"(?:\.p/(?P<width>[0-9]+))?"
)

Read = Callable[[str], bytes]
"""Gives the content of a file by its path below the log's address; raises when it's not there."""


class Malformed(ValueError):
    """A tile or bundle can't be what its name says."""


class TooFew(Malformed):
    """A tile or bundle holds less than its name says."""


class Tile(msgspec.Struct, frozen=True):
    """One file of hashes, or of entries where the level is `ENTRIES`."""

    level: int | str
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies: `tile/0/x001/234.p/17`."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{'/'.join(groups)}{partial}"

    @classmethod
    def at(cls, path: str) -> Tile:
        """Return the tile that lies at a path; raises Malformed where none does."""
        match = _PATH.fullmatch(path)
        if not match:
            raise Malformed(f"{path} is no tile's path")
        index = int(match["groups"].replace("/", "").replace("x", ""))
        level = match["level"] if match["level"] == ENTRIES else int(match["level"])
        tile = cls(level, index, int(match["width"] or WIDTH))
        if tile.path != path:
            raise Malformed(f"{path} should be {tile.path}")
        return tile

    def within(self, size: int) -> bool:
        """Tell whether all it holds belongs to a log of that many entries."""
        level = self.level if isinstance(self.level, int) else 0
        return self.index * WIDTH + self.width <= size >> HEIGHT * level


def tile_at(level: int, index: int, size: int) -> Tile:
    """Return the widest tile at a place in a log of `size` entries."""
    return Tile(level, index, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile of hashes of a log, level by level from the leaves."""
    level = 0
    while hashes := size >> HEIGHT * level:
        for index in range(-(-hashes // WIDTH)):
            yield tile_at(level, index, size)
        level += 1


def bundles_of(size: int) -> Iterator[Tile]:
    """Yield every entry bundle of a log, in order."""
    for index in range(-(-size // WIDTH)):
        yield Tile(ENTRIES, index, min(WIDTH, size - index * WIDTH))


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return entries one after the other, each after its length.

    Raises:
        Malformed: an entry is longer than `LONGEST_ENTRY`.

    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Malformed(f"an entry of {len(entry)} bytes; at most {LONGEST_ENTRY} fit")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def decode_bundle(content: bytes) -> list[bytes]:
    """Return a bundle's entries.

    Raises:
        Malformed: the last entry is cut off.

    """
    entries: list[bytes] = []
    at = 0
    while at < len(content):
        start = at + 2
        at = start + int.from_bytes(content[at:start], "big")
        if start > len(content) or at > len(content):
            raise Malformed("the last entry is cut off")
        entries.append(content[start:at])
    return entries


def decode_hashes(content: bytes) -> list[bytes]:
    """Return a tile's hashes.

    Raises:
        Malformed: the content is no whole number of hashes.

    """
    if len(content) % HASH_SIZE:
        raise Malformed(f"{len(content)} bytes are no whole number of hashes")
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


class TileReader:
    """Gives the hash of any perfect subtree of a log of a known size from its tiles."""

    def __init__(self, read: Read, size: int) -> None:
        self.size = size
        self._read = read
        self._hashes = lru_cache(maxsize=1024)(self._load)

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash at `(level, index)`.

        Raises:
            Malformed: its tile doesn't hold what its name says.
            OSError: its tile can't be read.

        """
        tile_level, within = divmod(level, HEIGHT)
        first = index << within
        hashes = self._hashes(tile_at(tile_level, first // WIDTH, self.size))
        at = first % WIDTH
        return perfect_root(hashes[at : at + (1 << within)])

    def _load(self, tile: Tile) -> list[bytes]:
        return read_hashes(self._read, tile)


def read_hashes(read: Read, tile: Tile) -> list[bytes]:
    """Return the hashes of a tile, as many as its name says; raises as `TileReader`."""
    hashes = decode_hashes(read(tile.path))
    if len(hashes) != tile.width:
        raise _wrong_number(len(hashes), tile, "hashes")
    return hashes


def read_entries(read: Read, bundle: Tile) -> list[bytes]:
    """Return the entries of a bundle, as many as its name says; raises as `TileReader`."""
    entries = decode_bundle(read(bundle.path))
    if len(entries) != bundle.width:
        raise _wrong_number(len(entries), bundle, "entries")
    return entries


def _wrong_number(found: int, tile: Tile, what: str) -> Malformed:
    kind = TooFew if found < tile.width else Malformed
    return kind(f"{tile.path} holds {found} {what} instead of {tile.width}")
