"""统一社会信用代码 (GB 32100-2015): normalise as published, and say what is wrong with it.

A bad code is a finding, never a reason to drop a row: the text as published is kept, the verdict
stands beside it. PyPI `stdnum`, with which the tests compare, refuses the authorities with letters
(A, N, Y), doesn't know the organisation code's own check digit (GB 11714), and would bring sockets
and TLS into every build; so both digits are worked out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from unicodedata import normalize

import msgspec

from register.wording import gettext

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100; their place is their value. I, O, S, V and Z are left out."""
_WELL_FORMED = re.compile(r"[1-9ANY][1-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ALPHABET = re.compile(r"[0-9A-HJ-NPQRTUWXY]*")
_SITE = re.compile(r"\((\w{1,4})\)$")
_NOISE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff-]")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Fault(StrEnum):
    """What is wrong with a code."""

    MISSING = "missing"
    LENGTH = "length"
    CHARACTER = "character"
    FORM = "form"
    CHECK_DIGIT = "check-digit"
    ORGANISATION = "organisation"


class Verdict(msgspec.Struct, frozen=True):
    """What the checks say about a published code."""

    raw: str
    code: str
    """Normalised: half-width capitals, nothing invisible, no workshop suffix."""
    site_no: str | None
    """The workshop suffix, `01` in `91440800…(01)`."""
    fault: Fault | None

    @property
    def ok(self) -> bool:
        """Whether both check digits fit."""
        return self.fault is None

    @property
    def message(self) -> str:
        """The finding in words, empty where there is none."""
        return message(self.fault) if self.fault else ""


@lru_cache(maxsize=1 << 17)
def check(raw: str | None) -> Verdict:
    """Return the verdict on a published code."""
    code, site_no = normalise(raw or "")
    return Verdict(raw or "", code, site_no, _fault(code))


def normalise(raw: str) -> tuple[str, str | None]:
    """Return a code in its plain form, and the workshop suffix it carried."""
    text = _NOISE.sub("", normalize("NFKC", raw)).upper()
    site = _SITE.search(text)
    return (text[: site.start()], site[1]) if site else (text, None)


def check_digit(first_seventeen: str) -> str:
    """Return the eighteenth character of a credit code (GB 32100).

    Raises:
        ValueError: the text isn't seventeen characters long.
        KeyError: a character isn't one of `ALPHABET`.

    """
    pairs = zip(first_seventeen, _WEIGHTS, strict=True)
    return ALPHABET[-sum(_VALUES[character] * weight for character, weight in pairs) % 31]


def organisation_check_digit(first_eight: str) -> str:
    """Return the ninth character of an organisation code (GB 11714).

    Raises:
        ValueError: the text isn't eight characters over 0-9 and A-Z.

    """
    pairs = zip(first_eight, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(int(character, 36) * weight for character, weight in pairs)
    return "0X987654321"[total % 11]


def _fault(code: str) -> Fault | None:
    if not code:
        return Fault.MISSING
    for fault, fits in _CHECKS.items():
        if not fits(code):
            return fault
    return None


_CHECKS: Mapping[Fault, Callable[[str], bool]] = {
    Fault.LENGTH: lambda code: len(code) == 18,
    Fault.CHARACTER: lambda code: bool(_ALPHABET.fullmatch(code)),
    Fault.FORM: lambda code: bool(_WELL_FORMED.fullmatch(code)),
    Fault.CHECK_DIGIT: lambda code: check_digit(code[:17]) == code[17],
    Fault.ORGANISATION: lambda code: organisation_check_digit(code[8:16]) == code[16],
}
"""What must hold of a code, in the order in which it is asked: each check relies on those above."""


def message(fault: Fault) -> str:
    """Return a fault in words."""
    return {
        Fault.MISSING: gettext("未公布统一社会信用代码"),
        Fault.LENGTH: gettext("统一社会信用代码应为18位"),
        Fault.CHARACTER: gettext("统一社会信用代码含有不使用的字符（如字母I、O、Z、S、V）"),
        Fault.FORM: gettext("统一社会信用代码的登记机关或行政区划部分格式不对"),
        Fault.CHECK_DIGIT: gettext("统一社会信用代码校验位不对"),
        Fault.ORGANISATION: gettext("统一社会信用代码中的组织机构代码校验位不对"),
    }[fault]
