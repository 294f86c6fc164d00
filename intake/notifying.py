"""One notice to one address, through Apprise: e-mail, WeCom, DingTalk and many more."""

from __future__ import annotations

import datetime as dt
import logging
import warnings
from typing import Any

from intake.services.daily import start_the_day
from intake.services.notices import claim_letters, notice_new_cases, settle_letter
from intake.services.system import System
from intake.settings import BadSetting


def send(address: str | None, title: str, text: str) -> str | None:
    """Send a notice; return None once it was taken, else a word for what was wrong.

    Apprise's own messages name addresses with their passwords, so they are not logged.
    """
    if address is None:
        return "no-address"
    post = _apprise().Apprise()
    if not post.add(address):
        return "address-refused"
    return None if post.notify(title=title, body=text) else "not-taken"


def _apprise() -> Any:
    """Load it only where a notice is sent: it brings modules that no web server needs."""
    logging.getLogger("apprise").disabled = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a module it asks Python 3.11 for
        import apprise  # noqa: PLC0415 - see above

        apprise.Apprise.instantiate("json://localhost")  # has it load what it knows, now
    return apprise


class Notifier:
    """Tells departments what awaits them; any number of these may run, and any may be killed."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._begun: dt.date | None = None

    def tend(self) -> str:
        """Take a turn; return what stands in the way, empty where nothing does."""
        try:
            self.take_a_turn()
        except BadSetting as fault:
            return str(fault)
        return ""

    def take_a_turn(self) -> int:
        """Begin the day if it is a new one, then send what is due; return how many letters."""
        today = self._system.today()
        if self._begun != today:
            start_the_day(self._system)
            self._begun = today
        notice_new_cases(self._system)
        letters = claim_letters(self._system)
        for letter in letters:
            settle_letter(self._system, letter, send(letter.address, letter.title, letter.text))
        return len(letters)
