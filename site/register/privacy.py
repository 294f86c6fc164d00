"""Personal data that must never be published: found by form and check digit, masked when shown.

Resident ID numbers (GB 11643, with their check digit), mobile numbers and bank cards (by Luhn).
Credit codes are public and are not taken for cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum import luhn

from register import uscc
from register.wording import LazyText
from register.wording import lazy_gettext as _

_RUN = re.compile(r"\d(?:[ \u00a0-]?[\dXx]){10,}")
_GROUP = re.compile(r"[\dXx]+")
_LATIN = re.compile(r"[A-Za-z]")
_LONG_DIGITS = re.compile(r"[0-9０-９](?:[ \u00a0-]?[0-9０-９]){9}")
"""What every finding contains: one quick search clears nearly every text."""
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_CARD = re.compile(r"[3-69]\d{15,18}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Personal(StrEnum):
    """What kind of personal data was found."""

    RESIDENT_ID = "resident-id"
    MOBILE = "mobile"
    BANK_CARD = "bank-card"


LABELS: Mapping[Personal, LazyText] = {
    Personal.RESIDENT_ID: _("公民身份号码"),
    Personal.MOBILE: _("手机号码"),
    Personal.BANK_CARD: _("银行卡号"),
}


@dataclass(frozen=True, slots=True)
class Leak:
    """One finding; it never carries the data itself."""

    kind: Personal
    masked: str
    """The first three digits, the rest as asterisks: enough to find it in the text."""


def find(text: str) -> Iterator[Leak]:
    """Yield the personal data in a text."""
    if not suspicious(text):
        return
    for run in _RUN.finditer(text):
        # A card number isn't part of a longer code with letters; a credit code is one.
        alone = not _LATIN.fullmatch(text[run.start() - 1 : run.start()] or " ")
        alone = alone and not _LATIN.fullmatch(text[run.end() : run.end() + 1])
        yield from _in_groups(_GROUP.findall(run[0]), card_possible=alone)


def suspicious(text: str) -> bool:
    """Tell, in one quick search, whether a text holds enough digits for `find` to look closer."""
    return bool(_LONG_DIGITS.search(text))


def maybe_resident_id(code: str) -> bool:
    """Tell, before any arithmetic, whether a credit code could be an ID number: by its century."""
    return code[6:8] in {"19", "20"} or not code.isascii()


def is_resident_id(number: str) -> bool:
    """Tell whether 18 characters are a resident ID number: a birthday and a fitting check digit."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return number[17] == "10X98765432"[total % 11]


def _in_groups(groups: list[str], *, card_possible: bool) -> Iterator[Leak]:
    """Look at every row of neighbouring groups: two numbers may stand side by side in groups."""
    start = 0
    while start < len(groups):
        for end in range(start + 1, len(groups) + 1):
            number = _plain("".join(groups[start:end]))
            kind = _kind(number)
            if kind and (card_possible or kind is not Personal.BANK_CARD):
                yield Leak(kind, number[:3] + "*" * (len(number) - 3))
                start = end - 1
                break
        start += 1


def _plain(number: str) -> str:
    return "".join(str(int(c)) if c.isdigit() else c for c in number.upper())


def _kind(number: str) -> Personal | None:
    if is_resident_id(number):
        return Personal.RESIDENT_ID
    if _MOBILE.fullmatch(number):
        return Personal.MOBILE
    if _CARD.fullmatch(number) and luhn.is_valid(number) and not uscc.check(number).ok:
        return Personal.BANK_CARD
    return None
