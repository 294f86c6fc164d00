"""Personal data that must never be published: found by form and check digit, masked when shown.

Resident ID numbers (GB 11643, with their check digit), mobile and landline numbers, bank cards (by
Luhn), home addresses. Credit codes are public and are not taken for cards. Whether the name of an
enterprise is a person's is told by `register.persons`. What is found here may be a false alarm: an
approver may overrule it, with a reason that stays in the act (`register.acts.Overrule`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from stdnum import luhn

from register import uscc
from register.act_parts import Personal
from register.wording import LazyText
from register.wording import lazy_gettext as _

_RUN = re.compile(r"\d(?:[ \u00a0-]?[\dXx]){10,}")
_GROUP = re.compile(r"[\dXx]+")
_LATIN = re.compile(r"[A-Za-z]")
_LONG_DIGITS = re.compile(r"[0-9０-９](?:[ \u00a0-]?[0-9０-９]){9}")
"""What every number found contains: one quick search clears nearly every text."""
_TELLING = re.compile(
    r"住址|住在|住所|家住|现住|居住|户籍|身份证|单元|电话|电 话|座机|固话|传真|联系|小区|花园|新村"
    r"|家园|家庭|公寓|宿舍|名苑|雅苑|嘉苑|TEL|Tel|tel"
    r"|0\d{2,3}[)）]|０\d{2,3}[)）]|0\d{2,3} ?[–—]|０\d{2,3} ?[–—]"
)
"""What stands before or in a short telephone number or an address.

Every alternative begins with a character of its own: the search then skips to these."""
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_CARD = re.compile(r"[3-69]\d{15,18}")
_AREA_CODE = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(
    rf"(?<![\d.])(?:\({_AREA_CODE}\) ?|{_AREA_CODE} ?[-–—] ?)(?P<a>[2-8]\d{{6,7}})(?!\d)"
    r"|(?:电 ?话|座机|固话|传真|联系(?:方式|人)?|[Tt][Ee][Ll])[^\d\n]{0,6}"
    rf"(?P<b>(?:{_AREA_CODE})?[2-8]\d{{6,7}})(?!\d)"
)
"""With its area code set apart, or after a word that says what it is: a bare row of digits may be
anything."""
_LIVES = (
    r"(?:家庭(?:住址|地址)|住址|住所地|家住|住在|现住|居住(?:地址|于|在)|户籍(?:地址|所在地|地)"
    r"|身份证(?:住址|地址))"
)
_HOME = re.compile(
    rf"{_LIVES}[^,，。;；\n]{{0,30}}?[省市县区镇乡村街路巷]"
    r"|(?:小区|花园|新村|家园|公寓|宿舍|名苑|雅苑|嘉苑)[^,，。;；\n]{0,8}?\d{1,3}(?:栋|幢|座|号楼)"
    r"|\d{1,2}单元 ?\d{3,4}(?:室|房|号)"
)
"""A word for living somewhere with a place after it, or a flat in a block where people live."""
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


LABELS: Mapping[Personal, LazyText] = {
    Personal.RESIDENT_ID: _("公民身份号码"),
    Personal.MOBILE: _("手机号码"),
    Personal.BANK_CARD: _("银行卡号"),
    Personal.LANDLINE: _("固定电话号码"),
    Personal.HOME_ADDRESS: _("家庭住址"),
    Personal.NATURAL_PERSON: _("自然人姓名或者个体工商户"),
}

CERTAIN = frozenset({Personal.RESIDENT_ID, Personal.MOBILE, Personal.BANK_CARD})
"""What is told by its digits alone; the other kinds are guesses that an officer must judge."""


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
    plain = normalize("NFKC", text)
    for call in _LANDLINE.finditer(plain):
        number = call["a"] or call["b"]
        yield Leak(Personal.LANDLINE, number[:3] + "*" * (len(number) - 3))
    for home in _HOME.finditer(plain):
        yield Leak(Personal.HOME_ADDRESS, home[0][:2] + "*" * (len(home[0]) - 2))


def suspicious(text: str) -> bool:
    """Tell, in two quick searches, whether `find` should look closer at a text."""
    return bool(_LONG_DIGITS.search(text) or _TELLING.search(text))


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
