"""Where results may be pushed to: an HTTPS address of somebody else, never a machine of ours.

A platform's address is set by an administrator, not by the platform; this still keeps a typo, or
a name that resolves into the inner network, from turning the worker into a way in (SSRF).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from intake.domain.errors import Incomplete
from register.wording import gettext


@dataclass(frozen=True)
class PushAddress:
    """An address taken apart, as far as it can be judged without resolving its name."""

    host: str
    port: int
    path: str
    secure: bool


def push_address(url: str, *, loopback: bool = False) -> PushAddress:
    """Return the parts of an address that results may be pushed to.

    Args:
        url: the platform's address.
        loopback: whether this machine itself, without HTTPS, is allowed: for trials and tests.

    Raises:
        Incomplete: not HTTPS, with a login in it, or a host that is none of the outer network.

    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as failure:
        raise _refused(gettext("不是网址")) from failure
    host = parts.hostname or ""
    local = loopback and host in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise _refused(gettext("推送地址必须以 https:// 开头"))
    if not host or parts.username or parts.password or parts.fragment:
        raise _refused(gettext("推送地址不能带用户名、口令或#"))
    if not local and _is_inner(host):
        raise _refused(gettext("推送地址不能指向内部网络"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    secure = parts.scheme == "https"
    return PushAddress(host, port or (443 if secure else 80), path, secure)


def is_public(address: str, *, loopback: bool = False) -> bool:
    """Tell whether an IP address is one of the outer network's, or this machine where allowed."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or found
    if inside.is_loopback:
        return loopback
    return inside.is_global and not inside.is_multicast


def _is_inner(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _refused(wrong: str) -> Incomplete:
    return Incomplete(
        "address", gettext("%(wrong)s。例如：https://12345.example.gov.cn/feedback", wrong=wrong)
    )
