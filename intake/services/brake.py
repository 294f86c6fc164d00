"""The brake: when very many reports come, each new one costs work or time. Nobody is refused.

Reports are counted by network and in all, for ten minutes. A network is a keyed hash whose key is
random, changes every hour and lies in no file: addresses are stored nowhere and cannot be computed
from what is. Above either limit a report needs one of two things, whichever its sender has:

- work: a number with which scrypt (8 MiB, memory-hard) over the form's token begins with some zero
  bits. A page's script finds one in seconds while its reader types.
- time: a form that was opened a while ago. Who reads and types has paid already, without a script;
  who was quicker sends again after the wait, and loses nothing.

Each form pays for one report. Coming back with a receipt never passes the brake.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest

from intake.domain.errors import Refused
from intake.services.counting import Counts
from intake.services.system import System
from register.wording import gettext

WINDOW = 600
"""Seconds for which reports are counted."""
PER_NETWORK = 20
"""Reports of one network in a window that cost nothing."""
SHORTEST_WAIT = 60
LONGEST_WAIT = 600
WORK_BITS = 5
"""One try in 32 is right; a try takes 8 MiB and some tens of milliseconds."""

WORK_SALT = "mingjian-work"
_SCRYPT = {"n": 2**13, "r": 8, "p": 1}
_ROTATION = 3600
_FORM_LIFE = 86_400


class TollDue(Refused):
    """The brake is on and the form has paid neither way yet; `seconds` is what is left to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            gettext(
                "现在提交的人很多。请等%(seconds)s秒后再点一次“提交举报”，您写的内容都在下面。",
                seconds=seconds,
            )
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Fare:
    """What a form brings to pay with."""

    token: str
    ticket: str
    """When the form was opened, signed."""
    work: str = ""


def issue_ticket(system: System, token: str) -> str:
    """Return the moment a form was opened, for the form to carry; nothing is stored."""
    opened = int(system.now().timestamp())
    return f"{opened}.{_signature(system, token, opened)}"


def network_of(counts: Counts, address: str | None) -> str | None:
    """Return an unrecognisable name for the network of an address; None for this machine's own.

    Onion services and proxies on this machine speak for everybody, and are no network.
    """
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    prefix = 24 if found.version == 4 else 48
    network = ipaddress.ip_network(f"{found}/{prefix}", strict=False)
    key = counts.secret("networks", _ROTATION)
    return blake2b(network.network_address.packed, key=key, digest_size=16).hexdigest()


def is_on(system: System, network: str | None) -> bool:
    """Tell whether a report would cost something now."""
    return _excess(system, network) > 0


def pass_brake(system: System, network: str | None, fare: Fare) -> None:
    """Let a report pass and count it.

    Raises:
        TollDue: the brake is on and the fare is not enough yet.

    """
    excess = _excess(system, network)
    if excess > 0:
        _collect(system, fare, excess)
    system.counts.add("reports", WINDOW)
    if network:
        system.counts.add(f"network/{network}", WINDOW)


def is_work(token: str, work: str) -> bool:
    """Tell whether `work` is a number that proves the work for a form's token."""
    if not (work.isascii() and work.isdigit() and len(work) <= 9):
        return False
    tried = hashlib.scrypt(f"{token}.{work}".encode(), salt=WORK_SALT.encode(), dklen=4, **_SCRYPT)
    return int.from_bytes(tried, "big") >> (32 - WORK_BITS) == 0


def _collect(system: System, fare: Fare, excess: float) -> None:
    waited = _waited(system, fare)
    wait = min(LONGEST_WAIT, int(SHORTEST_WAIT * max(1.0, excess)))
    if waited is None or (waited < wait and not is_work(fare.token, fare.work)):
        raise TollDue(wait - (waited or 0))
    if system.counts.add(f"form/{_name(fare.token)}", _FORM_LIFE) > 1:
        raise TollDue(wait)


def _waited(system: System, fare: Fare) -> int | None:
    """Return how long ago the form was opened; None if its ticket is not ours."""
    opened, _, signature = fare.ticket.partition(".")
    if not (opened.isascii() and opened.isdigit() and len(opened) <= 12):
        return None
    if not compare_digest(_signature(system, fare.token, int(opened)).encode(), signature.encode()):
        return None
    return max(0, int(system.now().timestamp()) - int(opened))


def _excess(system: System, network: str | None) -> float:
    """Return how many times over a limit the reports are; 0 while they are within both."""
    every = system.counts.seen("reports", WINDOW) / system.settings.brake_at
    own = system.counts.seen(f"network/{network}", WINDOW) / PER_NETWORK if network else 0.0
    most = max(every, own)
    return most if most >= 1 else 0.0


def _signature(system: System, token: str, opened: int) -> str:
    key = system.derived_secret("brake")
    return blake2b(f"{opened}/{token}".encode(), key=key, digest_size=16).hexdigest()


def _name(token: str) -> str:
    return blake2b(token.encode(), digest_size=16).hexdigest()
