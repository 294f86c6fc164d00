"""Enterprise names for matching: the same firm typed in other brackets, widths or spaces.

The name as published is what people read; two firms whose names match are never merged by it.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_BRACKETS = str.maketrans("〔〕【】[]{}「」『』〈〉《》<>", "()()()()()()()()()")


def normalise_name(name: str) -> str:
    """Return the form of a name under which spellings of one firm are equal.

    NFKC, nothing invisible, all brackets round, letters in one case. Normalising twice changes
    nothing.
    """
    plain = _INVISIBLE.sub("", normalize("NFKC", name)).translate(_BRACKETS)
    return normalize("NFKC", plain.casefold())
