"""A security key without a case: it signs what a page asks, as the browser would pass it on."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

TOUCHED = 0x01
NEW_KEY = 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


class SoftKey:
    """Counts up with each signature, or stays at 0 for good if it keeps `no_count`."""

    def __init__(self, origin: str, *, no_count: bool = False) -> None:
        self.origin = origin
        self.no_count = no_count
        self.count = 0
        self.id = secrets.token_bytes(16)
        self.pair = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: str) -> str:
        """Answer what a page asked to add this key."""
        asked = json.loads(options)
        public = cbor.encode(dict(ES256.from_cryptography_key(self.pair.public_key())))
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(asked["rp"]["id"], TOUCHED | NEW_KEY) + credential
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(self._client("create", asked), attestationObject=attested)

    def get(self, options: str, flags: int = TOUCHED) -> str:
        """Answer what a page asked to be shown this key."""
        asked = json.loads(options)
        data = self._data(asked["rpId"], flags)
        client = self._client("get", asked)
        signed = data + hashlib.sha256(client).digest()
        signature = self.pair.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=data, signature=signature)

    def _data(self, party: str, flags: int) -> bytes:
        self.count += not self.no_count
        hashed = hashlib.sha256(party.encode()).digest()
        return hashed + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        told = {
            "type": f"webauthn.{kind}",
            "challenge": asked["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(told).encode()

    def _answer(self, client: bytes, **parts: bytes) -> str:
        response = {"clientDataJSON": client, **parts}
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {name: text(part) for name, part in response.items()},
                "clientExtensionResults": {},
            }
        )
