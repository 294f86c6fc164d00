"""Personal data that must never be published: found by form and check digit, masked when shown.

Resident ID numbers (GB 11643, with their check digit), mobile and landline numbers, bank cards (by
Luhn), home addresses. Credit codes are public and are not taken for cards. Whether the name of an
enterprise is a person's is told by `register.persons`. What is found here may be a false alarm: an
approver may overrule it, with a reason that stays in the act (`register.acts.Overrule`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from register import digit_rows, uscc
from register.act_parts import Personal
from register.wording import LazyText
from register.wording import lazy_gettext as _

# Only what every text is asked is compiled here; the rest is text, which `re` compiles when asked.
_LATIN = r"[A-Za-z]"
_TELLING = re.compile(
    r"住址|住在|住所|家住|现住|居住|户籍|身份证|单元|电话|电 话|座机|固话|传真|联系|小区|花园|新村"
    r"|家园|家庭|公寓|宿舍|名苑|雅苑|嘉苑|TEL|Tel|tel"
    r"|0\d{2,3}[)）]|０\d{2,3}[)）]|0\d{2,3} ?[–—]|０\d{2,3} ?[–—]"
)
"""What stands before or in a short telephone number or an address.

Every alternative begins with a character of its own: the search then skips to these."""
_SHAPES = {(3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 4, 4), (4, 4, 4, 4, 3), (6, 13), (2, 3, 4, 4)}
"""How people part telephone and card numbers; parted by more than a blank or hyphen, other groups
are lists of figures and dates."""
_MOBILE = r"(?:86)?1[3-9]\d{9}"
_CARD = r"[3-69]\d{15,18}"
_AREA_CODE = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = (
    rf"(?<![\d.])(?<!\d[ -])(?:\({_AREA_CODE}\) ?|{_AREA_CODE} ?[-–—] ?|{_AREA_CODE} )"
    r"(?P<a>[2-8]\d{2,3}[ -]?\d{4})(?![\d-])"
    r"|(?:电 ?话|座机|固话|传真|联系(?:方式|人)?|[Tt][Ee][Ll])[^\d\n]{0,6}"
    rf"(?P<b>(?:{_AREA_CODE})?[2-8]\d{{2,3}}[ -]?\d{{4}})(?!\d)"
)
"""With its area code set apart, or after a word that says what it is: a bare row of digits may be
anything."""
_LIVES = (
    r"(?:家庭(?:住址|地址)|住址|住所地|家住|住在|现住|居住(?:地址|于|在)|户籍(?:地址|所在地|地)"
    r"|身份证(?:住址|地址))"
)
_HOME = (
    rf"{_LIVES}[^,，。;；\n]{{0,30}}?[省市县区镇乡村街路巷]"
    r"|(?:小区|花园|新村|家园|公寓|宿舍|名苑|雅苑|嘉苑)[^,，。;；\n]{0,8}?\d{1,3}(?:栋|幢|座|号楼)"
    r"|\d{1,2}单元 ?\d{3,4}(?:室|房|号)"
)
"""A word for living somewhere with a place after it, or a flat in a block where people live."""
_MOST_GROUPS = 19
"""As many as the longest number has digits."""
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


class Leak(msgspec.Struct, frozen=True):
    """One finding; it never carries the data itself."""

    kind: Personal
    masked: str
    """The first three digits, the rest as asterisks: enough to find it in the text."""


def find(text: str) -> Iterator[Leak]:
    """Yield the personal data in a text; what is partly spelt out, once of a kind at the most."""
    if not suspicious(text):
        return
    plain = digit_rows.readable(text)
    told = set()
    for leak in _found(plain):
        told.add(leak.kind)
        yield leak
    unmixed = digit_rows.unmixed(plain)
    if unmixed != plain:
        yield from (leak for leak in _found(unmixed) if leak.kind not in told)


def _found(plain: str) -> Iterator[Leak]:
    for row in digit_rows.rows(plain):
        yield from _in_row(row)
    for call in re.finditer(_LANDLINE, plain):
        number = call["a"] or call["b"]
        yield Leak(Personal.LANDLINE, number[:3] + "*" * (len(number) - 3))
    for home in re.finditer(_HOME, plain):
        yield Leak(Personal.HOME_ADDRESS, home[0][:2] + "*" * (len(home[0]) - 2))


def suspicious(text: str) -> bool:
    """Tell, in two quick searches, whether `find` should look closer at a text."""
    return digit_rows.maybe(text) or bool(_TELLING.search(text))


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


def _in_row(row: digit_rows.Row) -> Iterator[Leak]:
    """Look at every run of neighbouring groups: two numbers may stand side by side in groups."""
    # A card number isn't part of a longer code with letters; a credit code is one.
    card_possible = not (re.fullmatch(_LATIN, row.before) or re.fullmatch(_LATIN, row.after))
    groups = row.groups
    start = 0
    while start < len(groups):
        for end in range(start + 1, min(start + _MOST_GROUPS, len(groups)) + 1):
            number = "".join(groups[start:end]).upper()
            kind = _kind(number)
            if kind and not row.tight and kind is not Personal.RESIDENT_ID:
                kind = kind if _usual(groups[start:end]) else None
            if kind and (card_possible or kind is not Personal.BANK_CARD):
                yield Leak(kind, number[:3] + "*" * (len(number) - 3))
                start = end - 1
                break
        start += 1


def _usual(groups: list[str]) -> bool:
    """Tell whether digits are parted as in a number people call, or one by one."""
    shape = tuple(map(len, groups))
    return len(shape) == 1 or shape in _SHAPES or set(shape) == {1}


def _kind(number: str) -> Personal | None:
    if is_resident_id(number):
        return Personal.RESIDENT_ID
    if re.fullmatch(_MOBILE, number):
        return Personal.MOBILE
    if re.fullmatch(_CARD, number) and _fits_luhn(number) and not uscc.check(number).ok:
        return Personal.BANK_CARD
    return None


def _fits_luhn(number: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415 - brings sockets and TLS; few texts hold such numbers

    fits: bool = luhn.is_valid(number)
    return fits
