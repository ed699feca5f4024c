"""Messages that their receiver can trust: signatures as the Standard Webhooks specification (v1) writes them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
_BYTES = 32
_SHORTEST, _LONGEST = 24, 64


def new_secret() -> str:
    """A secret of 256 bits, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether it is a secret of the specification: 24 to 64 bytes in base 64 after `whsec_`."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(PREFIX) and _SHORTEST <= len(key) <= _LONGEST


def headers_of(message_id: str, at: int, body: bytes, held: Sequence[str]) -> dict[str, str]:
    """What is sent beside a body: its id, the second it was sent at, one signature for each secret that still counts.

    A repeated message keeps its id, so that a receiver that remembers ids acts once.

    >>> headers_of("msg_1", 1700000000, b"{}", ["whsec_" + "A" * 32])["webhook-signature"][:3]
    'v1,'
    """
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{signature(message_id, at, body, one)}" for one in held),
    }


def signature(message_id: str, at: int, body: bytes, secret: str) -> str:
    """HMAC-SHA256 over `id.timestamp.body`, in base 64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{at}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
