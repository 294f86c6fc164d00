"""Enterprise names for matching: the same firm typed in other brackets, widths or spaces.

The name as published is what people read; two firms whose names match are never merged by it.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_BRACKETS = str.maketrans("〔〕【】[]{}「」『』〈〉《》<>", "()()()()()()()()()")
_LEGAL_FORM = re.compile(
    r"(?:\(集团\))?(?:有限责任公司|(?:股份)?有限公司|集团公司|公司)(?:\([^()]*\))?$"
)
_TELLING = 4
"""Characters a name must have left to be known by them: 水泥 alone is no firm's name."""


def normalise_name(name: str) -> str:
    """Return the form of a name under which spellings of one firm are equal.

    NFKC, nothing invisible, all brackets round, letters in one case. Normalising twice changes
    nothing.
    """
    plain = _INVISIBLE.sub("", normalize("NFKC", name)).translate(_BRACKETS)
    return normalize("NFKC", plain.casefold())


def bare_name(name: str) -> str:
    """Return a normalised name without the form of its company, by which people know the firm too.

    Where little would be left, the whole name is returned.
    """
    whole = normalise_name(name)
    bare = _LEGAL_FORM.sub("", whole)
    return bare if len(bare) >= _TELLING else whole
