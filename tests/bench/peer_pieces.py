"""The pages Hugo gets as facts and rows, in pieces: made on every core, kept from feed to feed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
from peer_pages import Table, enterprise

from publisher.forking import in_processes
from publisher.pages.listings import listings, parts_of
from publisher.site_data import Site
from publisher.topics import ROWS, Chunk
from register.lists import LISTS

Pages = Iterator[tuple[str, dict[str, Any]]]
"""What each page is made of, with its address."""


class Piece(NamedTuple):
    """Neighbouring pages, in a file as JSON without the brackets around them."""

    key: bytes
    """Digest of what they are made of."""
    make: Callable[[], Pages]

    def write(self, folder: Path) -> None:
        """Make the pages; that their addresses are there says that the pages are."""
        paths: list[str] = []
        with self._file(folder, "json").open("wb") as file:
            for path, page in self.make():
                file.write(b"," * bool(paths) + msgspec.json.encode(page))
                paths.append(path)
        self._file(folder, "paths").write_text("\n".join(paths))

    def paths(self, folder: Path) -> list[str]:
        """Return the pages' addresses."""
        return self._file(folder, "paths").read_text().splitlines()

    def is_in(self, folder: Path) -> bool:
        """Tell whether the pages are there from an earlier feed."""
        return self._file(folder, "paths").exists()

    def copy(self, folder: Path, out: BinaryIO) -> None:
        """Write the pages at the end of a file."""
        with self._file(folder, "json").open("rb") as file:
            shutil.copyfileobj(file, out, 2**20)

    def _file(self, folder: Path, kind: str) -> Path:
        return folder / f"{self.key.hex()}.{kind}"


def enterprises_of(site: Site) -> list[Piece]:
    """Return every enterprise's page, in the order of the book."""
    return [
        Piece(site.digest(site.day, chunk.digest), partial(_enterprises, site, chunk))
        for chunk in site.harvest.topics["page"].chunks
    ]


def _enterprises(site: Site, chunk: Chunk) -> Pages:
    for id_ in site.harvest.topics["page"].said_in(chunk):
        yield f"enterprises/{id_}", enterprise(site, id_)


def lists_of(site: Site) -> list[Piece]:
    """Return every list's pages, and those of its parts."""
    return [
        Piece(
            site.digest(site.day, slug.encode(), site.said(f"{ROWS}{slug}")),
            partial(_list, site, slug),
        )
        for slug in LISTS
    ]


def _list(site: Site, slug: str) -> Pages:
    table = Table(site, slug)
    for listing in listings(site, slug):
        for part in parts_of(listing):
            page = table.page(listing, part)
            yield page["path"], page


def make(pieces: Sequence[Piece], folder: Path) -> set[str]:
    """Make the pieces that changed, forgetting what they were; return their pages' addresses."""

    def work(share: Iterable[Piece]) -> None:
        for piece in share:
            piece.write(folder)

    folder.mkdir(exist_ok=True)
    changed = [piece for piece in pieces if not piece.is_in(folder)]
    if changed:
        for _ in in_processes(work, changed, parallel=True):
            pass
    current = {piece.key.hex() for piece in pieces}
    for file in folder.iterdir():
        if file.stem not in current:
            file.unlink()
    return {path for piece in pieces for path in piece.paths(folder)}


def write(pieces: Sequence[Piece], folder: Path, out: BinaryIO) -> None:
    """Write all pages as one JSON array."""
    out.write(b"[")
    for number, piece in enumerate(it for it in pieces if it.paths(folder)):
        out.write(b"," * bool(number))
        piece.copy(folder, out)
    out.write(b"]")
