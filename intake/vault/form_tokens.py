"""One form, one report: what makes an impatient second click harmless.

A form carries a random token. When it is posted, the post is remembered under a fingerprint of
token and content, and the new receipt is kept for a short window under a key made from token,
pepper and the window's number. The same form posted again with the same content finds the
fingerprint, and whoever holds the token gets the same receipt back; nobody else can open it. The
window's number is stored nowhere: when the window is over the box no longer opens, and no time
has been written down. Content changed and posted again is another report, so nothing is lost.
"""

from __future__ import annotations

from hashlib import blake2b

from nacl.utils import random

from intake.vault.errors import CannotOpen
from intake.vault.receipts import Receipt
from intake.vault.sealing import ContentKey, seal, unseal

_TOKEN_BYTES = 24
_CONTEXT = b"form/receipt"


def new_form_token() -> str:
    """Return a random token for one form, 192 bits in hexadecimal."""
    return random(_TOKEN_BYTES).hex()


def fingerprint(token: str, content: bytes, pepper: bytes) -> str:
    """Return the name of one post; without token and pepper it confirms no guess of the content."""
    hashed = blake2b(key=pepper, digest_size=32, person=b"mingjian-form")
    hashed.update(token.encode() + b"\0")
    hashed.update(content)
    return hashed.hexdigest()


def keep_receipt(token: str, receipt: Receipt, window: int, pepper: bytes) -> bytes:
    """Return `receipt` sealed for whoever posts `token` again in `window` or the next."""
    return seal(_key(token, window, pepper), receipt.reveal().encode(), _CONTEXT)


def kept_receipt(token: str, box: bytes, window: int, pepper: bytes) -> Receipt:
    """Return the receipt kept in `box`, asked for in `window`.

    Raises:
        CannotOpen: another token, or its windows are over.

    """
    for number in (window, window - 1):
        try:
            return Receipt.parse(unseal(_key(token, number, pepper), box, _CONTEXT).decode())
        except CannotOpen:
            continue
    raise CannotOpen


def _key(token: str, window: int, pepper: bytes) -> ContentKey:
    told = f"{window}/{token}".encode()
    return ContentKey(blake2b(told, key=pepper, digest_size=32, person=b"mingjian-window").digest())
