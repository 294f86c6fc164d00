"""On which line of a TOML file a table or a key stands: `tomllib` does not remember."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

Path = tuple[str, ...]
"""Keys and, for arrays of tables, positions counted from 0: `("clocks", "2", "amount")`."""

_LIST_ITEM = re.compile(r"\s*\[\[\s*([A-Za-z0-9_.\- ]+?)\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_.\- ]+?)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def index_lines(text: str) -> Mapping[Path, int]:
    """Return the line, counted from 1, of every table and key of a TOML file.

    Profiles are written one key a line; a key inside a multi-line string or an inline table is
    taken for one of the table around it, or not found, and `line_of` then names that table.
    """
    lines: dict[Path, int] = {}
    items: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _LIST_ITEM.match(line):
            name = _dotted(header[1])
            lines.setdefault(name, number)
            table = (*name, str(items[name]))
            items[name] += 1
            lines[table] = number
        elif header := _TABLE.match(line):
            table = _dotted(header[1])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def line_of(path: Sequence[str], lines: Mapping[Path, int]) -> int:
    """Return the line of the narrowest thing around `path` that is known, or 0 for the file."""
    for depth in range(len(path), 0, -1):
        if number := lines.get(tuple(path[:depth])):
            return number
    return 0


def _dotted(name: str) -> Path:
    return tuple(part.strip() for part in name.split("."))
