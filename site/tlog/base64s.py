"""Base64 with exactly one spelling of each value (RFC 4648 §3.5).

The standard library passes over the unused bits of the last character, so that several texts
stand for one value; in a proof that would be a changed byte that nobody notices.
"""

from base64 import b64decode, b64encode


def encode(value: bytes) -> str:
    """Return the padded standard spelling of the bytes."""
    return b64encode(value).decode()


def decode(text: str) -> bytes:
    """Read the padded standard spelling; raises ValueError for any other text."""
    value = b64decode(text, validate=True)
    if encode(value) != text:
        raise ValueError("not the one base64 spelling of its value")
    return value
