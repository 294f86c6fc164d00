"""Sealing what is too large for memory: a file, piece by piece, in the order in which it comes.

XChaCha20-Poly1305 as libsodium's secretstream: pieces cannot be reordered, dropped or repeated,
and a stream that was cut short does not open to its end. The context is authenticated with every
piece, so that a file moved to another case does not open. Zeros fill the last pieces up to a Padmé
length, so that the size in the store tells only its order of magnitude; the true size travels with
the key, sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from intake.vault.errors import CannotOpen
from intake.vault.sealing import ContentKey, padded_length

PIECE = 64 * 1024
"""Plain bytes of one piece."""

_SEALED_PIECE = PIECE + crypto_secretstream_xchacha20poly1305_ABYTES
_HEAD = crypto_secretstream_xchacha20poly1305_HEADERBYTES
_FINAL = crypto_secretstream_xchacha20poly1305_TAG_FINAL


class StreamSealer:
    """Seals one stream: `start`, any number of `add`, `end`, each returning what to store."""

    def __init__(self, key: ContentKey, context: bytes) -> None:
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self._key = key
        self._context = context
        self._waiting = bytearray()
        self.size = 0
        """Plain bytes added so far."""

    def start(self) -> bytes:
        """Return the head of the sealed stream."""
        head: bytes = crypto_secretstream_xchacha20poly1305_init_push(
            self._state, self._key.reveal()
        )
        return head

    def add(self, content: bytes) -> bytes:
        """Take some content; return the pieces it completed, sealed."""
        self.size += len(content)
        self._waiting += content
        return self._whole_pieces()

    def end(self) -> bytes:
        """Fill up the stream and return what is left of it, sealed."""
        self._waiting += bytes(padded_length(self.size) - self.size)
        sealed = self._whole_pieces() + self._push(bytes(self._waiting), _FINAL)
        self._waiting.clear()
        return sealed

    def _whole_pieces(self) -> bytes:
        sealed = bytearray()
        # The last piece is kept back: it must carry the mark that it is the last.
        whole = max(len(self._waiting) - 1, 0) // PIECE * PIECE
        for start in range(0, whole, PIECE):
            piece = bytes(self._waiting[start : start + PIECE])
            sealed += self._push(piece, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
        del self._waiting[:whole]
        return bytes(sealed)

    def _push(self, piece: bytes, tag: int) -> bytes:
        sealed: bytes = crypto_secretstream_xchacha20poly1305_push(
            self._state, piece, self._context, tag
        )
        return sealed


def open_stream(
    key: ContentKey, sealed: Iterable[bytes], size: int, context: bytes
) -> Iterator[bytes]:
    """Yield the first `size` bytes of what was sealed, piece by piece.

    Raises:
        CannotOpen: another key, another context, altered, out of order, or cut short. Pieces that
            were yielded before are good; the stream as a whole is not.

    """
    state = crypto_secretstream_xchacha20poly1305_state()
    pieces = _recut(sealed)
    try:
        crypto_secretstream_xchacha20poly1305_init_pull(state, next(pieces), key.reveal())
        remaining, tag = size, -1
        for piece in pieces:
            content, tag = crypto_secretstream_xchacha20poly1305_pull(state, piece, context)
            if remaining:
                yield content[:remaining]
            remaining = max(remaining - len(content), 0)
    except (CryptoError, ValueError, TypeError, StopIteration) as failure:
        raise CannotOpen from failure
    if tag != _FINAL or remaining:
        raise CannotOpen


def _recut(sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the head of a sealed stream, then its pieces, however it was cut by the store."""
    waiting, wanted = bytearray(), _HEAD
    for part in sealed:
        waiting += part
        while len(waiting) >= wanted:
            yield bytes(waiting[:wanted])
            del waiting[:wanted]
            wanted = _SEALED_PIECE
    if waiting:
        yield bytes(waiting)
