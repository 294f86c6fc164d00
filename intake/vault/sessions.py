"""An unlocked key while its member is logged in, split between cookie and database.

The cookie carries a random token. The database carries, under a name derived from the token, the
member's private key sealed under a key derived from the token. The cookie alone holds no private
key; the database alone cannot be opened, and does not even tell the token.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import blake2b

from nacl.utils import random

from intake.vault.errors import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.sealing import ContentKey, seal, unseal

_TOKEN_BYTES = 32


@dataclass(frozen=True)
class SplitKey:
    """The two halves of an unlocked key: `token` for the cookie, the others for the database."""

    token: str
    name: str
    box: bytes

    def __repr__(self) -> str:
        return "SplitKey(…)"


def split(key: PrivateKey) -> SplitKey:
    """Split an unlocked private key between a new cookie token and a box to store."""
    token = urlsafe_b64encode(random(_TOKEN_BYTES)).decode()
    name = session_name(token)
    return SplitKey(token=token, name=name, box=seal(_box_key(token), key.reveal(), name.encode()))


def session_name(token: str) -> str:
    """Return the name under which the session of `token` is stored.

    Raises:
        CannotOpen: this was never a token of ours.

    """
    return _derived(token, b"mingjian-name").hex()


def join(token: str, box: bytes) -> PrivateKey:
    """Return the private key from its two halves.

    Raises:
        CannotOpen: the halves do not belong together.

    """
    return PrivateKey(unseal(_box_key(token), box, session_name(token).encode()))


def _box_key(token: str) -> ContentKey:
    return ContentKey(_derived(token, b"mingjian-box"))


def _derived(token: str, purpose: bytes) -> bytes:
    try:
        raw = urlsafe_b64decode(token.encode())
    except (NotBase64, ValueError) as failure:
        raise CannotOpen from failure
    if len(raw) != _TOKEN_BYTES:
        raise CannotOpen
    return blake2b(raw, digest_size=32, person=purpose).digest()
