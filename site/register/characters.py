"""Traditional characters and the simplified ones they are looked up by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def simplified_characters() -> Mapping[int, str]:
    """Return each traditional character's simplified one, as a table for `str.translate`.

    OpenCC's character dictionary, first choice for each character. A text keeps its length, and
    finding a word or a name needs no more; OpenCC's converter of whole phrases is far slower.
    """
    table: dict[int, str] = {}
    dictionary = files("opencc") / "dictionary" / "TSCharacters.txt"
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        traditional, _tab, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified and simplified[0] != traditional:
            table[ord(traditional)] = simplified[0]
    return table
