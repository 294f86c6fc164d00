"""How often a login may be tried in vain, without letting anyone lock others out.

Tries are counted for a name as tried from one place: one network address, or one browser that has
logged in under this name before and kept its device cookie (OWASP's device cookies). After five in
vain, that place waits for this name, a quarter of a minute first and twice as long each time, up
to a quarter of an hour. Others at the same name, and the same place at other names, do not wait;
whoever tries a colleague's name all day does not stop the colleague at the browser they know.

What is counted under is a keyed hash that is another one every day: no address is stored.
"""

from __future__ import annotations

import datetime as dt
import secrets
from hashlib import blake2b
from hmac import compare_digest

from sqlalchemy.exc import IntegrityError

from intake.db.engine import writing
from intake.db.logins import count_failure, failures, forget_failures
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.domain.errors import Refused
from intake.services.system import System
from register.wording import ngettext

FREE_TRIES = 5
FIRST_WAIT = dt.timedelta(seconds=15)
LONGEST_WAIT = dt.timedelta(minutes=15)
_FORGOTTEN_AFTER = dt.timedelta(days=1)


class TooManyTries(Refused):
    """This name was tried in vain too often from this place; others are not affected."""

    def __init__(self, wait: dt.timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        super().__init__(
            ngettext(
                "从这里尝试的次数过多，请%(n)s分钟后再试。在其他电脑上登录不受影响。",
                "从这里尝试的次数过多，请%(n)s分钟后再试。在其他电脑上登录不受影响。",
                minutes,
            )
        )


def mark_of(system: System, name: str, place: str) -> str:
    """Return what the tries at a name from a place are counted under today."""
    told = f"{system.today()}/{name.strip().casefold()}/{place}".encode("utf-8", "surrogatepass")
    return blake2b(told, key=system.derived_secret("login-tries"), digest_size=16).hexdigest()


def begin_try(system: System, mark: str) -> None:
    """Count a try before it is made, so that many at once are counted too.

    Raises:
        TooManyTries: the wait after the last ones is not over.

    """
    for _ in range(2):
        try:
            wait = _count(system, mark)
        except IntegrityError:
            continue  # the first try under this mark was made twice at the same moment
        if wait is not None:
            raise TooManyTries(wait)
        return


def try_succeeded(system: System, mark: str) -> None:
    """Forget the tries under a mark, and whatever is a day old."""
    with writing(system.engine) as connection:
        forget_failures(connection, mark, system.now() - _FORGOTTEN_AFTER)


def new_device(system: System, name: str) -> str:
    """Return the cookie of a browser in which `name` has logged in."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_device_mark(system, name, nonce)}"


def known_device(system: System, name: str, cookie: str) -> str | None:
    """Return the place that a device cookie stands for; None if it is not this name's."""
    nonce, _, mark = cookie.partition(".")
    known = compare_digest(mark.encode(), _device_mark(system, name, nonce).encode())
    return f"device/{nonce}" if known else None


def wait_after(tries: int) -> dt.timedelta:
    """Return how long to wait after so many tries in vain."""
    if tries < FREE_TRIES:
        return dt.timedelta()
    doubled: int = 2 ** min(tries - FREE_TRIES, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _count(system: System, mark: str) -> dt.timedelta | None:
    """Count a try; return the time still to wait, None if the try may be made."""
    now = system.now()
    with writing(system.engine) as connection:
        found = failures(connection, mark)
        left = found[1] + wait_after(found[0]) - now if found else dt.timedelta()
        if left > dt.timedelta():
            add_to_trail(
                connection, at=now, member_id=None, action=Deed.LOG_IN, refused="TooManyTries"
            )
            return left
        count_failure(connection, mark, now)
    return None


def _device_mark(system: System, name: str, nonce: str) -> str:
    told = f"{name.strip().casefold()}/{nonce}".encode("utf-8", "surrogatepass")
    return blake2b(told, key=system.derived_secret("login-device"), digest_size=16).hexdigest()
