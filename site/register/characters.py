"""Characters: traditional and simplified ones, and those that no published text may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import cast

DANGEROUS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Controls, and what turns the order of a text or hides in it: `\u202e` makes 厂钢炼 read 炼钢厂
(UTS #39, Unicode TR 36). Line breaks and tabs are none; nor are zero-width spaces, which real lists
hold, and which are kept and passed over when names are compared."""

_FIRST_CHOICE = re.compile(r"^(.)\t(.)", re.MULTILINE)


@cache
def simplified_characters() -> Mapping[int, str]:
    """Return each traditional character's simplified one, as a table for `str.translate`.

    OpenCC's character dictionary, first choice for each character. A text keeps its length, and
    finding a word or a name needs no more; OpenCC's converter of whole phrases is far slower.
    """
    # Found without importing OpenCC, whose libraries a build that follows one act need not load.
    package = Path(str(cast("ModuleSpec", find_spec("opencc")).origin)).parent
    dictionary = (package / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8")
    first_choices = _FIRST_CHOICE.findall(dictionary)
    return {
        ord(traditional): simplified
        for traditional, simplified in first_choices
        if simplified != traditional
    }
