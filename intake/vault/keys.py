"""Key pairs, and handing a secret to whoever holds one.

X25519 sealed boxes (libsodium `crypto_box_seal`): anyone can hand a secret to a public key, only
the private key takes it. The context travels inside and is checked on taking, so that a secret
handed over for one case cannot be passed off as another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as _X25519PrivateKey
from nacl.public import PublicKey as _X25519PublicKey
from nacl.public import SealedBox

from intake.vault.errors import CannotOpen
from intake.vault.sealing import ContentKey

_CONTEXT_BYTES = 16


@dataclass(frozen=True)
class PublicKey:
    """Where a secret can be handed to: 32 bytes, safe to store."""

    raw: bytes

    def hand(self, secret: bytes, context: bytes) -> bytes:
        """Return `secret` sealed to this key for `context`."""
        box: bytes = SealedBox(_X25519PublicKey(self.raw)).encrypt(_digest(context) + secret)
        return box

    def hand_key(self, key: ContentKey, context: bytes) -> bytes:
        """Return a content key sealed to this key for `context`."""
        return self.hand(key.reveal(), context)


class PrivateKey:
    """The half that takes what was handed over; never shown by `repr`, never pickled."""

    __slots__ = ("_key",)

    def __init__(self, raw: bytes) -> None:
        self._key = _X25519PrivateKey(raw)

    @classmethod
    def generate(cls) -> PrivateKey:
        """Make a new random key pair."""
        return cls(bytes(_X25519PrivateKey.generate()))

    @property
    def public(self) -> PublicKey:
        """The half to give away."""
        return PublicKey(bytes(self._key.public_key))

    def reveal(self) -> bytes:
        """Return the 32 raw bytes, for sealing this key to someone; never for storing."""
        return bytes(self._key)

    def derived(self, purpose: bytes) -> bytes:
        """Return 32 bytes for one purpose of up to 16 bytes, which only this key's holder knows."""
        return blake2b(bytes(self._key), digest_size=32, person=purpose).digest()

    def take(self, handed: bytes, context: bytes) -> bytes:
        """Return the secret that was handed to this key for `context`.

        Raises:
            CannotOpen: handed to another key, for another context, or altered.

        """
        try:
            opened: bytes = SealedBox(self._key).decrypt(handed)
        except CryptoError as failure:
            raise CannotOpen from failure
        if opened[:_CONTEXT_BYTES] != _digest(context):
            raise CannotOpen
        return opened[_CONTEXT_BYTES:]

    def take_key(self, handed: bytes, context: bytes) -> ContentKey:
        """Return the content key that was handed to this key for `context`."""
        return ContentKey(self.take(handed, context))

    def __repr__(self) -> str:
        return "PrivateKey(…)"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not written anywhere")


def _digest(context: bytes) -> bytes:
    return blake2b(context, digest_size=_CONTEXT_BYTES, person=b"mingjian-context").digest()
