"""What a tree of files holds, and how that differs from what it shall hold.

Files that are made from the same things are a section; its key is the digest of those things. So
where two trees have a section, they have the same files in it, and nobody looks at them: what an
act changed is found in the few sections that are not in both. A family of pages has sections of its
own, and a file is in one of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

UNKNOWN = b""
"""The digest of a file that may be there or not, whole or not."""

Stamp = tuple[int, int]
"""Size in bytes and time of change in nanoseconds of a file as we left it."""


class Section(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Files that are made from the same things."""

    encoded: bytes
    """Each one's path and digest."""
    count: int
    tops: tuple[str, ...]
    """The names at the top of the tree below which they lie."""
    stamps: bytes = b""
    """Of each one, two signed 64-bit numbers; empty until they are about to go up."""

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Section:
        """Return a section of files, path to digest."""
        tops = {path.partition("/")[0] for path in files}
        return cls(msgspec.msgpack.encode(files), len(files), tuple(sorted(tops)))

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Path to digest; decoded on demand, since most sections stay the same."""
        return _FILES.decode(self.encoded)

    @property
    def stamped(self) -> Mapping[str, Stamp]:
        """Path to the stamp of the file as it was written."""
        numbers = array("q", self.stamps)
        return dict(zip(self.files, zip(numbers[::2], numbers[1::2], strict=True), strict=False))

    def stamped_by(self, stamp: Callable[[str], Stamp]) -> Section:
        """Return the section with the stamps of its files."""
        numbers = array("q", [number for path in self.files for number in stamp(path)])
        return Section(self.encoded, self.count, self.tops, numbers.tobytes())


_FILES = msgspec.msgpack.Decoder(dict[str, bytes])

Sections = Mapping[bytes, Section]
"""By their keys."""
Families = Mapping[str, Sections]
"""Every file of a tree, by the family of pages it is of."""


class Difference(NamedTuple):
    """What a tree lacks and has too much, as far as that can be told by looking at sections."""

    begun: Families
    """Sections that the tree does not have, or not whole."""
    ended: list[Section]
    """Sections that it has instead of those."""
    wanted: dict[str, bytes]
    """The files of the sections begun."""
    held: dict[str, bytes]
    """The files of the tree that may be others than those."""

    @property
    def lacking(self) -> list[str]:
        """The files that the tree does not have as they shall be."""
        return [path for path, digest in self.wanted.items() if self.held.get(path) != digest]

    @property
    def left(self) -> list[str]:
        """The files that it has too much."""
        return [path for path in self.held if path not in self.wanted]

    @property
    def outdated(self) -> list[str]:
        """The files of the tree that are not as they shall be, or shall not be."""
        return [path for path, digest in self.held.items() if self.wanted.get(path) != digest]

    def has(self, path: str) -> bool:
        """Tell whether the tree has a file as it shall be, of which some other tree has not."""
        return path not in self.wanted or self.held.get(path) == self.wanted[path]


class Tree:
    """What a tree holds."""

    def __init__(self, families: Families, told: Mapping[str, bytes] = {}) -> None:
        self.families = families
        self.told = dict(told)
        """Digests of files that are not as their sections say: of others than these, too."""

    @cached_property
    def _all(self) -> Mapping[str, bytes]:
        return _files(section for own in self.families.values() for section in own.values())

    def digest(self, path: str) -> bytes | None:
        """Return the digest of a file; None where there is none."""
        found = self.told.get(path)
        return self._all.get(path) if found is None else found

    def count(self) -> int:
        """Return how many files there are, without looking at any."""
        return sum(section.count for own in self.families.values() for section in own.values())

    def family_against(self, family: str, sections: Sections) -> Difference:
        """Return how one family differs from what it shall be.

        Sections that the tree has are not looked into; `against` does where that is needed.
        """
        own = self.families.get(family, {})
        begun = {key: it for key, it in sections.items() if key not in own}
        ended = [it for key, it in own.items() if key not in sections]
        wanted, held = _files(begun.values()), _files(ended)
        held |= {path: it for path, it in self.told.items() if path in wanted or path in held}
        return Difference({family: begun}, ended, wanted, held)

    def against(self, target: Families) -> Difference:
        """Return how the whole tree differs from what it shall be."""
        begun: dict[str, dict[bytes, Section]] = {}
        ended: list[Section] = []
        wanted: dict[str, bytes] = {}
        held: dict[str, bytes] = {}
        for family in self.families.keys() | target.keys():
            part = self.family_against(family, target.get(family, {}))
            begun[family] = dict(part.begun[family])
            ended += part.ended
            wanted |= part.wanted
            held |= part.held
        elsewhere = self.told.keys() - wanted.keys() - held.keys()
        if elsewhere:
            for family, key, section in self._common(target):
                if not elsewhere.isdisjoint(section.files):
                    begun[family][key] = section
                    wanted |= section.files
                    held |= section.files
            held |= self.told
        return Difference(begun, ended, wanted, held)

    def _common(self, target: Families) -> list[tuple[str, bytes, Section]]:
        return [
            (family, key, section)
            for family, own in self.families.items()
            for key, section in own.items()
            if key in target.get(family, {})
        ]


def _files(sections: Iterable[Section]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for section in sections:
        found |= section.files
    return found
