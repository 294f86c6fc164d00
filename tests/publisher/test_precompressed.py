"""Compressed twins say what their files say, and only those of changed files are made anew."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

from publisher import build

from .conftest import AS_OF


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
    for name in pages:
        whole = (site / name).read_bytes()
        assert gzip.decompress((site / f"{name}.gz").read_bytes()) == whole
        assert brotli.decompress((site / f"{name}.br").read_bytes()) == whole
    assert not [name for name in first if name.endswith((".png.gz", ".xlsx.br", ".gz.br"))]

    about = content / "enping" / "pages" / "contact.md"
    about.write_text(about.read_text("utf-8").replace("联系", "联络"), "utf-8")
    again = put_up()
    changed = {name for name in again if again[name] != first.get(name)} - {".mingjian-build"}
    originals = {name for name in changed if not name.endswith((".gz", ".br"))}
    assert "about/contact/index.html" in originals
    assert changed == {name + ending for name in originals for ending in ("", ".gz", ".br")}
