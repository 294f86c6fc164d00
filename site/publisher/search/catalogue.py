"""The files of the index under names that change with them, and the one that names them all."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence, Set
from hashlib import blake2b

import msgspec

from publisher.search.blocks import BLOCK, Packer
from publisher.search.coding import scan_shard
from publisher.search.findable import FACET, FACETS, NAMES, SIZES
from publisher.search.index import Index
from register.characters import simplified_characters

FOLDER = "search/index"
MANIFEST = f"{FOLDER}/manifest.json"
BLOCKS, TRADITIONAL, SPOKEN = "b", "t", "s"
NAME_BYTES = 5
"""Eight letters of base 32 a file: enough to tell apart all that ever had one name."""

HEAVY_BYTES = 256
"""Postings from this size on are named in the manifest, so that a reader asks for others first."""
MOST_HEAVY = 64


class Facets(msgspec.Struct, frozen=True):
    """The values that some enterprise has, of each filter, sorted."""

    areas: Sequence[str]
    industries: Sequence[str]
    kinds: Sequence[str]
    subjects: Sequence[str]
    years: Sequence[str]
    states: Sequence[str]


class IndexFiles:
    """An index as files of the site: path to content, and what the search page must know."""

    def __init__(self, index: Index, packer: Packer) -> None:
        vocabulary = list(_vocabulary(index, NAMES))
        used = set("".join(word for word, _ in vocabulary if len(word) == SIZES[NAMES]))
        self.facets = _facets(word for word, _ in _vocabulary(index, FACETS))
        self.files: dict[str, bytes] = {}
        names = {
            family: "".join(self._add(family, shard) for shard in shards)
            for family, shards in index.shards.items()
        }
        names[BLOCKS] = "".join(self._add(BLOCKS, block) for block in index.blocks)
        names[TRADITIONAL] = self._add(TRADITIONAL, _traditional(used))
        names[SPOKEN] = self._add(SPOKEN, _spoken(used, index.sounds))
        self.files[MANIFEST] = msgspec.json.encode(
            {
                "firms": len(index.firms),
                "block": BLOCK,
                "sizes": SIZES,
                "words": packer.words,
                "areas": packer.areas,
                "industries": packer.industries,
                "states": packer.states,
                "heavy": _heavy(vocabulary),
                "names": names,
            }
        )

    def _add(self, family: str, content: bytes) -> str:
        mark = blake2b(content, digest_size=NAME_BYTES).digest()
        name = b32encode(mark).decode().lower()
        self.files[f"{FOLDER}/{family}-{name}.bin"] = content
        return name


def _vocabulary(index: Index, family: str) -> Iterator[tuple[str, int]]:
    """Yield each term of a family with the size of its postings."""
    for shard in index.shards[family]:
        for word, _, postings in scan_shard(shard):
            yield word, len(postings)


def _heavy(vocabulary: Sequence[tuple[str, int]]) -> list[str]:
    heavy = [
        (-size, word)
        for word, size in vocabulary
        if size >= HEAVY_BYTES and len(word) == SIZES[NAMES]
    ]
    return [word for _, word in sorted(heavy)[:MOST_HEAVY]]


def _facets(vocabulary: Iterator[str]) -> Facets:
    found: Mapping[str, list[str]] = {letter: [] for letter in "aiksyt"}
    for word in vocabulary:
        found[word.removeprefix(FACET)[0]].append(word[2:])
    return Facets(*(sorted(values) for values in found.values()))


def _spoken(used: Set[str], sounds: Mapping[str, str]) -> bytes:
    """Return each character of the names with its initials, one a line."""
    return "\n".join(sorted(char + sounds[char] for char in used if sounds[char])).encode()


def _traditional(used: Set[str]) -> bytes:
    """Return pairs of a traditional character and the one the names have instead."""
    pairs = (chr(code) + plain for code, plain in simplified_characters().items() if plain in used)
    return "".join(sorted(pairs)).encode()
