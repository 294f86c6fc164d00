"""Compressed twins say what their files say, and only those of changed files are made anew."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import msgspec
from ulid import ULID

from publisher import build
from publisher.precompressed import is_twin, original
from register.acts import kind_of
from register.files import append_acts, load_book
from register.profiles import load_profile

from .conftest import AS_OF


def has_twins(site: Path, name: str) -> bool:
    whole = (site / name).read_bytes()
    return (
        gzip.decompress((site / f"{name}.gz").read_bytes()) == whole
        and brotli.decompress((site / f"{name}.br").read_bytes()) == whole
    )


def test_twins_hold_what_their_files_hold_and_are_kept_while_those_stay_the_same(
    content: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"

    def put_up() -> dict[str, int]:
        build(content, "enping", site, AS_OF, precompress=True)
        return {
            path.relative_to(site).as_posix(): path.stat().st_mtime_ns
            for path in site.rglob("*")
            if path.is_file()
        }

    first = put_up()
    pages = [name for name in first if name.endswith((".html", ".css", ".js", ".bin", ".json"))]
    assert len(pages) > 100
    assert all(has_twins(site, name) for name in pages)
    assert not [name for name in first if name.endswith((".png.gz", ".xlsx.br", ".gz.br"))]

    about = content / "enping" / "pages" / "contact.md"
    about.write_text(about.read_text("utf-8").replace("联系", "联络"), "utf-8")
    again = put_up()
    changed = {name for name in again if again[name] != first.get(name)} - {".mingjian-build"}
    originals = {name for name in changed if not name.endswith((".gz", ".br"))}
    assert "about/contact/index.html" in originals
    assert changed == {name + ending for name in originals for ending in ("", ".gz", ".br")}

    folder = content / "enping"
    known = next(
        it for it in load_book(folder, load_profile(folder)).acts if kind_of(it) == "yellow-card"
    )
    append_acts(folder, [msgspec.structs.replace(known, id=str(ULID()), salt="a" * 64)])
    after = put_up()
    changed = {name for name in after if after[name] != again.get(name)} - {".mingjian-build"}
    originals = {name for name in changed if not name.endswith((".gz", ".br"))}
    assert "lists/yellow/index.html" in originals
    assert all(has_twins(site, name) for name in originals if not name.endswith(".xlsx"))
    assert {original(name) for name in after.keys() - originals if is_twin(name)} <= after.keys()
