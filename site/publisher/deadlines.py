"""Days to a deadline, in words and as the theme's tone."""

from __future__ import annotations

from register.wording import gettext, ngettext

NEAR = 30
"""Days left from which a deadline stands out."""


def days_left(days: int) -> str:
    """Say how long it is to a deadline, or how long it is past, in the language in use."""
    if days < 0:
        return ngettext("已逾期%(days)s天", "已逾期%(days)s天", -days, days=-days)
    if days == 0:
        return gettext("今天到期")
    return ngettext("剩余%(days)s天", "剩余%(days)s天", days, days=days)


def urgency(days: int) -> str:
    """Return the theme's tone for a deadline that many days away; empty for none."""
    if days < 0:
        return "overdue"
    return "near" if days <= NEAR else ""
