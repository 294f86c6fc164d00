"""Approved months on their way to the public: into the place's content and log, and on the site.

The decision is stored first; publishing follows and may be repeated, so that a process killed in
between leaves nothing undone and does nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.db.engine import reading, writing
from intake.db.month_drafts import MONTHS, months_to_publish
from intake.domain.drafting import DraftMove, DraftState
from intake.domain.month_drafts import MonthDraft
from intake.services.draft_moves import settle
from intake.services.log_keys import LogUnusable, growing_log
from intake.services.publishing import build_site
from intake.services.system import System
from ledger.month_entries import adding_month
from register import journal
from register.lines import amending
from register.numbers import Month, read_months


@dataclass(frozen=True)
class MonthsPublished:
    """What came of publishing all that was approved."""

    months: tuple[str, ...]
    """Those that are in the place's content now."""
    fault: str
    """Why they are not, or why the site was not brought up to date; empty where all went well."""


def publish_months(system: System) -> MonthsPublished:
    """Take every approved month that is not known to be public there. Safe to repeat.

    Raises:
        ProblemsFound: the months published so far are not in order.

    """
    with reading(system.engine) as connection:
        waiting = months_to_publish(connection)
    if not waiting:
        return MonthsPublished((), "")
    try:
        for draft in waiting:
            _record(system, draft.numbers)
    except LogUnusable as unusable:
        return MonthsPublished((), str(unusable))
    fault = build_site(system)
    for draft in waiting:
        _settle(system, draft)
    return MonthsPublished(tuple(draft.numbers.month for draft in waiting), fault)


def _record(system: System, month: Month) -> None:
    """Put a month in content and log in one step, unless it is there."""
    folder = system.settings.place_folder
    with amending(folder):
        if month in read_months(folder, system.profile):
            return
        with growing_log(system.settings) as (log, signer):
            before = log.checkpoint.size
            changes = adding_month(log, signer, month, system.today())
        journal.commit(folder, changes)
        log.forget_old_partials(before)


def _settle(system: System, draft: MonthDraft) -> None:
    """Store that a month is public, unless another process did."""
    settled = draft.moved_to(DraftState.PUBLISHED)
    with writing(system.engine) as connection:
        settle(system, connection, MONTHS, settled, move=DraftMove.PUBLISH)
