"""One request to a platform: to the address that was checked, and nowhere it may point to.

The name is resolved once, every address it has is judged, and the connection is made to the one
judged, so that a second answer of the name service changes nothing (DNS rebinding). No redirect
is followed, no proxy used, no more than a little of the answer read.
"""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from intake.domain.addresses import PushAddress, is_public, push_address
from intake.domain.errors import Incomplete

SECONDS = 15
_MOST_READ = 16 * 1024


class NotDelivered(Exception):
    """The platform did not take it; the text is a word for the list, never a part of the answer."""


def post(url: str, body: bytes, headers: dict[str, str], *, loopback: bool) -> None:
    """Send `body`; returns when the platform answered that it has it.

    Raises:
        NotDelivered: no answer, another one than 2xx, or an address that may not be sent to.

    """
    try:
        to = push_address(url, loopback=loopback)
        connection = _Pinned(to, _resolved(to, loopback=loopback))
        try:
            connection.request("POST", to.path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read(_MOST_READ)
        finally:
            connection.close()
    except Incomplete as failure:
        raise NotDelivered("address-refused") from failure
    except TimeoutError as failure:
        raise NotDelivered("timeout") from failure
    except ssl.SSLError as failure:
        raise NotDelivered("tls") from failure
    except (OSError, HTTPException) as failure:
        raise NotDelivered(type(failure).__name__) from failure
    if not 200 <= answer.status < 300:
        raise NotDelivered(f"http-{answer.status}")


def authority(url: str) -> str:
    """Return host and port of an address, for the Host header and the signature."""
    return urlsplit(url).netloc


class _Pinned(HTTPConnection):
    """Connects to an IP address already judged, under the name that the certificate must bear."""

    def __init__(self, to: PushAddress, address: str) -> None:
        super().__init__(to.host, to.port, timeout=SECONDS)
        self._to, self._address = to, address

    def connect(self) -> None:
        """Open the connection."""
        raw = socket.create_connection((self._address, self._to.port), SECONDS)
        if self._to.secure:
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self._to.host)
        else:
            self.sock = raw


def _resolved(to: PushAddress, *, loopback: bool) -> str:
    """Return an address of the host; refuses a name any of whose addresses is an inner one."""
    found = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(one, loopback=loopback) for one in addresses):
        raise NotDelivered("address-refused")
    return addresses[0]
