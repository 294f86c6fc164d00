"""What a run leaves behind, as raw bytes by place, and what of it tells something."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text

from intake.db.schema import metadata


def on_disk(folder: Path, *, but: Iterable[Path] = (), since: float = 0) -> dict[str, bytes]:
    """Return every file below a folder with its name; only those written `since` a moment."""
    return {
        str(path): path.read_bytes() + path.name.encode()
        for path in folder.rglob("*")
        if path not in set(but) and path.is_file() and path.stat().st_mtime >= since
    }


def in_tables(system: Any) -> dict[str, bytes]:
    """Return every row of every table."""
    found = {}
    with system.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            found[f"table {table.name}"] = b"\n".join(_cell(cell) for row in rows for cell in row)
    return found


def left_behind(system: Any, *folders: Path) -> dict[str, bytes]:
    """Return the instance's files, journals among them, its tables' rows, and more folders."""
    known = (system.settings.demo_recovery_file,)
    found = on_disk(system.settings.instance, but=known) | in_tables(system)
    for folder in folders:
        found |= on_disk(folder)
    return found


def traces(said: Mapping[str, str | bytes], left: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return what lies where, in clear or in a usual writing."""
    return [
        (what, where)
        for what, one in said.items()
        for where, data in left.items()
        if any(form in data for form in _forms(one))
    ]


def _forms(said: str | bytes) -> list[bytes]:
    """Return how it could lie about: as UTF-8, UTF-16, in JSON, in hexadecimal, in base64."""
    raw = said.encode() if isinstance(said, str) else said
    found = [raw, raw.hex().encode(), *(_base64_inside(raw, at) for at in range(3))]
    if isinstance(said, str):
        found += [said.encode("utf-16-le"), json.dumps(said)[1:-1].encode()]
    return found


def _base64_inside(raw: bytes, at: int) -> bytes:
    """Return what is the same in every base64 text in which `raw` begins `at` bytes into three."""
    return b64encode(bytes(at) + raw)[4 if at else 0 : (at + len(raw)) // 3 * 4]


def _cell(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
