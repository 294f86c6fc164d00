"""统一社会信用代码 that are well formed, pass both check digits, and belong to nobody.

GB 32100-2015 puts together the registering authority (9, market regulation), the kind of body
(1, enterprise), six digits of GB/T 2260, an organisation code of GB 11714-1997 and a check digit.
Organisation codes are issued as eight digits or with a prefix that starts with M. Ours start with
`XN`, which is never issued: a code from here is valid in form and can't be anybody's.
"""

from __future__ import annotations

from register.uscc import check_digit, organisation_check_digit

NEVER_ISSUED = "XN"
SERIALS = 10**6
"""Six digits follow the prefix: so many different codes there are in one district."""


def fictional_code(district: str, serial: int) -> str:
    """Return the fictional credit code number `serial` of a six-digit district of GB/T 2260.

    Raises:
        ValueError: the district isn't six digits or the serial isn't in `range(SERIALS)`.

    """
    if not (len(district) == 6 and district.isascii() and district.isdigit()):
        raise ValueError(f"district must be six digits of GB/T 2260, not {district!r}")
    if not 0 <= serial < SERIALS:
        raise ValueError(f"serial must lie in 0..{SERIALS - 1}, not {serial}")
    body = f"{NEVER_ISSUED}{serial:06d}"
    first = f"91{district}{body}{organisation_check_digit(body)}"
    return first + check_digit(first)
