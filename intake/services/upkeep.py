"""What the public side needs without anyone asking: terms that end, a site that is up to date.

The worker tends to it. Everything here may be killed and repeated.
"""

from __future__ import annotations

from intake.services.approvals import publish_approved
from intake.services.ending import endings_due
from intake.services.filing_proofs import log_past_filings
from intake.services.forgetting import forget_ended
from intake.services.month_publishing import publish_months
from intake.services.publishing import SITE_FOLDER, publish
from intake.services.system import System


class Upkeep:
    """Remembers for what state of the book, and for which day, everything was done."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._done: object = None

    def tend(self) -> str:
        """Bring the public side up to date where anything changed since last time.

        Return what stopped the site from being built, empty where nothing did; it is tried again
        at the next change, or when the worker starts again.

        Raises:
            ProblemsFound: the book is not in order.
            LogUnusable: see `log_keys.growing_log`.

        """
        log_past_filings(self._system)
        # what a killed desk decided and did not carry out
        publish_approved(self._system)
        publish_months(self._system)
        if self._done == self._state():
            return ""
        fault = publish(self._system, endings_due(self._system)).site_fault
        forget_ended(self._system)
        self._done = self._state()
        return fault

    def _state(self) -> object:
        """Return what tells one state of the book, the texts and the site from another."""
        settings = self._system.settings
        folder = settings.place_folder
        watched = [folder, settings.instance / SITE_FOLDER]
        for part in ("acts", "log", "notices", "numbers", "pages"):
            watched += [folder / part, *folder.glob(f"{part}/*"), *folder.glob(f"{part}/*/*.md")]
        known = [(str(path), path.stat()) for path in watched if path.exists()]
        return (
            self._system.today(),
            [(name, seen.st_mtime_ns, seen.st_ino) for name, seen in known],
        )
