"""What is wrong with a receipt that was typed, in words."""

from __future__ import annotations

from intake.vault.receipts import ReceiptTypo
from register.wording import gettext as _
from register.wording import ngettext


def typo_words(typo: ReceiptTypo) -> str:
    """Name the group that is wrong where it is known, else how many digits there should be."""
    if typo.group is not None:
        return _("凭证号码第%(group)s组似乎有误，请核对。", group=typo.group)
    return ngettext(
        "凭证号码应为5组、每组6位，共30位数字，现在有%(n)s位，请核对。",
        "凭证号码应为5组、每组6位，共30位数字，现在有%(n)s位，请核对。",
        typo.digits,
    )
