"""The receipt: the reporter's only key, thirty digits in five groups of six.

Each group is five random digits and a check digit (Damm, over the group's place and digits), so
that a typo is told as a typo and in which group, and two groups written in the wrong order are
noticed. Twenty-five random digits are 83 bits: with a million receipts issued, hitting any one
takes about 10^19 guesses, each of which costs the site's pepper or a request.

From a receipt come a locator, under which its case is found, and the reporter's own key pair. A
database without the pepper cannot test guesses of the locator; with it, each guess of the key
pair still costs one Argon2id derivation with the case's own salt.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from hashlib import blake2b
from hmac import compare_digest

from stdnum import damm

from intake.vault.keys import PrivateKey
from intake.vault.passphrases import Cost, derive

GROUPS = 5
RANDOM_DIGITS = 5
GROUP_DIGITS = RANDOM_DIGITS + 1
_SPOKEN = {
    ord(word): str(digit)
    for digit, words in enumerate(
        ("零〇洞", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖勾")
    )
    for word in words
}
"""Digits as spoken on a Chinese phone line, 幺 and 洞 and 拐 included."""
_BETWEEN = re.compile(r"[\s\-－—–·.,，、。_/]+")
_WHOLE = re.compile(rf"(?<!\d)\d{{6}}(?:(?:{_BETWEEN.pattern})?\d{{6}}){{4}}(?!\d)")
"""A receipt among other words, such as a note that was pasted whole."""


class ReceiptTypo(Exception):
    """The text cannot be a receipt; `group` is the first wrong group, 1 to 5, where it is known."""

    def __init__(self, group: int | None, digits: int) -> None:
        super().__init__("not a receipt")
        self.group = group
        self.digits = digits


class Receipt:
    """One receipt; never shown by `repr`, only by `reveal`."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        self._digits = digits

    @classmethod
    def generate(cls) -> Receipt:
        """Draw a new receipt from the system's randomness."""
        return cls("".join(_new_group(place) for place in range(1, GROUPS + 1)))

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """Read a receipt as people type or dictate it: any separators, full-width, 一二三.

        Raises:
            ReceiptTypo: with the first group that cannot be right.

        """
        visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
        spoken = unicodedata.normalize("NFKC", visible).translate(_SPOKEN)
        if among_words := _WHOLE.findall(spoken):
            spoken = among_words[0]
        parts = [part for part in _BETWEEN.split(spoken) if part]
        digits = "".join(parts)
        if not (digits.isascii() and digits.isdigit()) or len(digits) != GROUPS * GROUP_DIGITS:
            raise ReceiptTypo(_odd_group(parts), len(digits))
        for place, group in enumerate(_groups(digits), start=1):
            if not _is_group(place, group):
                raise ReceiptTypo(place, len(digits))
        return cls(digits)

    def reveal(self) -> str:
        """Return the digits in groups, as shown once to the reporter."""
        return " ".join(_groups(self._digits))

    def locator(self, pepper: bytes) -> str:
        """Return the name under which the case is stored; tells nothing without the pepper."""
        digits = self._digits.encode()
        return blake2b(digits, key=pepper, digest_size=32, person=b"mingjian-locate").hexdigest()

    def key(self, salt: bytes, cost: Cost) -> PrivateKey:
        """Return the reporter's own key pair for the case that `salt` belongs to."""
        return PrivateKey(derive(self._digits, salt, cost))

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        return isinstance(other, Receipt) and compare_digest(self._digits, other._digits)

    __hash__ = None  # type: ignore[assignment]  # it is never a key of anything

    def __repr__(self) -> str:
        return "Receipt(…)"

    def __reduce__(self) -> str:
        raise TypeError("a receipt is not written anywhere")


def _new_group(place: int) -> str:
    digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return digits + damm.calc_check_digit(f"{place}{digits}")


def _is_group(place: int, group: str) -> bool:
    return bool(damm.is_valid(f"{place}{group}"))


def _groups(digits: str) -> list[str]:
    return [digits[start : start + GROUP_DIGITS] for start in range(0, len(digits), GROUP_DIGITS)]


def _odd_group(parts: list[str]) -> int | None:
    """Return the one group of five that is not six digits, where the text shows its groups."""
    if len(parts) != GROUPS:
        return None
    odd = [
        place
        for place, part in enumerate(parts, start=1)
        if len(part) != GROUP_DIGITS or not (part.isascii() and part.isdigit())
    ]
    return odd[0] if odd else None
