"""Sealing content: authenticated encryption, padded, and bound to what it belongs to.

XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha, as in libsodium) under a random 24-byte nonce. The
context is authenticated but not stored: a sealed message moved to another case, or to another
field of the same case, does not open. Padding hides the length but for its order of magnitude.
"""

from __future__ import annotations

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES,
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

from intake.vault.errors import CannotOpen

KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES
SMALLEST_PADDED = 1024
_NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_VERSION = b"\x01"


class ContentKey:
    """A random 256-bit key; never shown by `repr`, never hashed, never pickled."""

    __slots__ = ("_bytes",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise CannotOpen
        self._bytes = raw

    @classmethod
    def generate(cls) -> ContentKey:
        """Draw a new key from the system's randomness."""
        return cls(random(KEY_BYTES))

    def reveal(self) -> bytes:
        """Return the raw key, for handing it to a key pair or splitting it; never for storing."""
        return self._bytes

    def __repr__(self) -> str:
        return "ContentKey(…)"

    def __reduce__(self) -> str:
        raise TypeError("a content key is not written anywhere")


def seal(key: ContentKey, content: bytes, context: bytes) -> bytes:
    """Encrypt `content` so that it opens only with `key` and the same `context`."""
    nonce = random(_NONCE_BYTES)
    padded = sodium_pad(content, padded_length(len(content)))
    box = crypto_aead_xchacha20poly1305_ietf_encrypt(padded, context, nonce, key.reveal())
    return _VERSION + nonce + box


def unseal(key: ContentKey, sealed: bytes, context: bytes) -> bytes:
    """Return what was sealed.

    Raises:
        CannotOpen: another key, another context, or altered bytes.

    """
    head = len(_VERSION) + _NONCE_BYTES
    if sealed[:1] != _VERSION or len(sealed) < head + crypto_aead_xchacha20poly1305_ietf_ABYTES:
        raise CannotOpen
    nonce, box = sealed[1:head], sealed[head:]
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(box, context, nonce, key.reveal())
        content: bytes = sodium_unpad(padded, len(padded))
    except CryptoError as failure:
        raise CannotOpen from failure
    return content


def padded_length(length: int) -> int:
    """Return the Padmé length (Nikitin et al., 2019) for `length` and its one end mark.

    At most 12 % more than the content, and of about one bit of a length's size it tells only
    the leading few: texts of one page look alike.
    """
    needed = length + 1
    if needed <= SMALLEST_PADDED:
        return SMALLEST_PADDED
    exponent = needed.bit_length() - 1
    granularity = 1 << (exponent - exponent.bit_length())
    return -(-needed // granularity) * granularity
