"""The outbox's worker: takes what platforms are told to where they want it.

Any number of workers may run, and any of them may be killed at any moment: what it held is due
again when its lease ends. Nothing it sends or is answered is written to a log.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from intake.outgoing import NotDelivered, authority, post
from intake.services.deliveries import Parcel, claim, settle
from intake.services.documents import change_document
from intake.services.platforms import newest_secret
from intake.services.retrying import PLAN, Plan
from intake.services.system import System
from intake.vault.http_signatures import Message, sign

AT_ONCE = 8
IDLE_SECONDS = 2.0
_LOG = logging.getLogger(__name__)


def run(
    system: System,
    *,
    stopped: Callable[[], bool],
    plan: Plan = PLAN,
    idle: float = IDLE_SECONDS,
    tend: Sequence[Callable[[], str]] = (),
) -> None:
    """Deliver whatever is due until `stopped` says so.

    Beside that, each of `tend` (see `services.upkeep`, `intake.notifying`) is called again and
    again, once at a time; it returns what is wrong, which is told when it changes.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool, ThreadPoolExecutor(max(1, len(tend))) as aside:
        tending = [_Tending(aside, one) for one in tend]
        while not stopped():
            for one in tending:
                one.keep_on()
            if not deliver_due(system, pool, plan):
                time.sleep(idle)


class _Tending:
    """Something done again and again, and the last fault it told of."""

    def __init__(self, aside: ThreadPoolExecutor, tend: Callable[[], str]) -> None:
        self._aside, self._tend = aside, tend
        self._under_way: Future[str] | None = None
        self._told = ""

    def keep_on(self) -> None:
        """Begin once more, if the last time is over."""
        if self._under_way is None or self._under_way.done():
            self._tell_once()
            self._under_way = self._aside.submit(self._tend)

    def _tell_once(self) -> None:
        """Put on record what was found wrong, unless that was the last word, too."""
        done = self._under_way
        if done is None:
            return
        fault = done.exception()
        # one without words is told by its kind: a purge must not fail in silence
        found = (str(fault) or type(fault).__name__) if fault else done.result()
        if found and found != self._told:
            _LOG.error("%s", found)
        self._told = found


def deliver_due(system: System, pool: ThreadPoolExecutor, plan: Plan = PLAN) -> int:
    """Take one round; return how many deliveries were tried."""
    parcels = claim(system, AT_ONCE, plan)
    for _ in pool.map(lambda parcel: _deliver(system, parcel, plan), parcels):
        pass
    return len(parcels)


def _deliver(system: System, parcel: Parcel, plan: Plan) -> None:
    try:
        _send(system, parcel)
    except NotDelivered as failure:
        settle(system, parcel, str(failure), plan)
    else:
        settle(system, parcel, None, plan)


def _send(system: System, parcel: Parcel) -> None:
    address, platform = parcel.delivery.address, parcel.delivery.change.platform
    key = newest_secret(system, platform)
    if address is None or key is None:
        raise NotDelivered("no-address" if address is None else "no-key")
    body = msgspec.json.encode(change_document(system, parcel.news))
    headers = {
        "Content-Type": "application/json",
        "Host": authority(address),
        "Idempotency-Key": parcel.news.id,
        "User-Agent": "mingjian",
    }
    message = Message("POST", address, headers)
    key_id, secret = key
    nonce = secrets.token_hex(16)
    sign(message, body, key_id=key_id, secret=secret, now=system.now(), nonce=nonce)
    post(address, body, message.headers, loopback=system.settings.push_to_loopback)
