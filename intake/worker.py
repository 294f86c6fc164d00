"""The outbox's worker: takes what platforms are told to where they want it.

Any number of workers may run, and any of them may be killed at any moment: what it held is due
again when its lease ends. Nothing it sends or is answered is written to a log.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec

from intake.outgoing import NotDelivered, authority, post
from intake.services.deliveries import PLAN, Parcel, Plan, claim, delivered, failed
from intake.services.documents import change_document
from intake.services.platforms import newest_secret
from intake.services.system import System
from intake.vault.http_signatures import Message, sign

AT_ONCE = 8
IDLE_SECONDS = 2.0


def run(
    system: System,
    *,
    stopped: Callable[[], bool],
    plan: Plan = PLAN,
    idle: float = IDLE_SECONDS,
) -> None:
    """Deliver whatever is due until `stopped` says so."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while not stopped():
            if not deliver_due(system, pool, plan):
                time.sleep(idle)


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
        failed(system, parcel, str(failure), plan)
    else:
        delivered(system, parcel)


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
