"""Where each enterprise's lines stand in a book: found once, then carried on as the book grows.

A book is only ever added to, but for what is erased. So whoever keeps the index of a book looks,
after an act, at the new line alone; that the lines before it are still the same is told by a digest
of each file. Whatever else happened to a file, the index is made anew from the whole book.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from register.acts import EnterpriseId
from register.lines import ActsFile, act_ids, owners

DIGEST_SIZE = 16
CARRIED_UP_TO = 20
"""New lines; each is looked for in the whole book, and for more it is quicker to read it all."""


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A year's file as it was when it was indexed."""

    name: str
    size: int
    digest: bytes


class LineIndex(msgspec.Struct, frozen=True, array_like=True):
    """Whose each line of a well-formed book is; in the order in which enterprises entered it."""

    digests: dict[EnterpriseId, bytes]
    """16 bytes that change when any line of an enterprise does."""
    spans: dict[EnterpriseId, bytes]
    """Of each line: the number of its file, where it begins and where it ends."""
    seen: list[Seen]

    def follows(self, last: LineIndex) -> bool:
        """Tell whether every enterprise of an earlier index is in it, and in the same order."""
        return list(self.digests)[: len(last.digests)] == list(last.digests)

    def lines(self, files: Sequence[ActsFile], enterprise: EnterpriseId) -> tuple[bytes, ...]:
        """Return an enterprise's lines, in the order of the book; raises KeyError for none."""
        return _cut(files, array("Q", self.spans[enterprise]))


def digest_of(file: ActsFile) -> bytes:
    """Return the digest of a file's content."""
    return _digest(file.content)


def index_of(
    files: Sequence[ActsFile],
    last: LineIndex | None = None,
    digest_of: Callable[[ActsFile], bytes] = digest_of,
) -> LineIndex | None:
    """Return the index of a book, going on from that of an earlier state where that is possible.

    None where a file isn't well formed or an id stands twice: loading the book whole tells why.
    Who knows digests of files already may answer for them.
    """
    carried = _carried_on(last, files, digest_of) if last else None
    return carried or _made_anew(files, digest_of)


def _made_anew(
    files: Sequence[ActsFile], digest_of: Callable[[ActsFile], bytes]
) -> LineIndex | None:
    spans: defaultdict[bytes, array[int]] = defaultdict(lambda: array("Q"))
    ids: list[str] = []
    for number, file in enumerate(files):
        whose = owners(file.year, file.content)
        if whose is None:
            return None
        ids += act_ids(file.content)
        for owner, (start, end) in zip(whose, _bounds(file.content), strict=True):
            spans[owner].extend((number, start, end))
    if not len(ids) == len(set(ids)) == sum(len(found) // 3 for found in spans.values()):
        return None
    return LineIndex(
        digests={owner.decode(): _digest_of(_cut(files, at)) for owner, at in spans.items()},
        spans={owner.decode(): at.tobytes() for owner, at in spans.items()},
        seen=[Seen(it.name, len(it.content), digest_of(it)) for it in files],
    )


def _carried_on(
    last: LineIndex, files: Sequence[ActsFile], digest_of: Callable[[ActsFile], bytes]
) -> LineIndex | None:
    """Return the index with the lines that were added; None where it must be made anew.

    Lines added to a year that isn't the last one stand before others in the order of the book.
    """
    if [it.name for it in last.seen] != [it.name for it in files] or not files:
        return None
    *before, newest = (
        _grown(file, known, digest_of) for file, known in zip(files, last.seen, strict=True)
    )
    if newest is None or any(each is None or each.tail for each in before):
        return None
    whose = owners(files[-1].year, newest.tail)
    if whose is None or not _new(act_ids(newest.tail), len(whose), files):
        return None
    added: defaultdict[EnterpriseId, array[int]] = defaultdict(lambda: array("Q"))
    for owner, (start, end) in zip(whose, _bounds(newest.tail, newest.offset), strict=True):
        added[owner.decode()].extend((len(files) - 1, start, end))
    spans = {id_: last.spans.get(id_, b"") + at.tobytes() for id_, at in added.items()}
    digests = {id_: _digest_of(_cut(files, array("Q", at))) for id_, at in spans.items()}
    seen = [*last.seen[:-1], newest.seen]
    return LineIndex(last.digests | digests, last.spans | spans, seen)


class _Grown(NamedTuple):
    """A file that begins as it was."""

    offset: int
    tail: bytes
    seen: Seen


def _grown(file: ActsFile, known: Seen, digest_of: Callable[[ActsFile], bytes]) -> _Grown | None:
    """Return what was added to a file; None where anything else changed."""
    if len(file.content) == known.size:
        return _Grown(known.size, b"", known) if digest_of(file) == known.digest else None
    content = memoryview(file.content)
    state = blake2b(content[: known.size], digest_size=DIGEST_SIZE)
    if state.digest() != known.digest:
        return None
    state.update(content[known.size :])
    seen = Seen(file.name, len(content), state.digest())
    return _Grown(known.size, file.content[known.size :], seen)


def _new(ids: Sequence[str], lines: int, files: Sequence[ActsFile]) -> bool:
    """Tell whether lines have an id each that stands nowhere else in the book."""
    return len(ids) == lines <= CARRIED_UP_TO and all(
        sum(file.content.count(b'"id":"%s"' % id_.encode()) for file in files) == 1 for id_ in ids
    )


def _bounds(content: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, without its newline."""
    for line in content.split(b"\n")[:-1]:
        end = start + len(line)
        yield start, end
        start = end + 1


def _cut(files: Sequence[ActsFile], spans: Sequence[int]) -> tuple[bytes, ...]:
    return tuple(files[number].content[start:end] for number, start, end in _each(spans))


def _each(spans: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield file, beginning and end of each line."""
    return zip(spans[::3], spans[1::3], spans[2::3], strict=True)


def _digest_of(lines: Iterable[bytes]) -> bytes:
    return _digest(b"\n".join(lines))


def _digest(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=DIGEST_SIZE).digest()
