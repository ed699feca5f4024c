"""Cursors: a place in the list of one run, sealed so that nobody can read or forge it.

A cursor names the run's file, which never changes: whatever is graded meanwhile, the next page goes on in the same
list, and no customer is skipped or comes twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web.api.services.problems import Problem
from fenji_web.config.place import kept_key

if TYPE_CHECKING:
    from collections.abc import Sequence

_NONCE = 12
LONGEST = 4000


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: the file, and the sorting values of the last row given."""

    file: str
    after: tuple[Any, ...]


def seal(cursor: Cursor, *, asked: str, person_id: int) -> str:
    """A cursor as a program carries it; it holds for this question of this person alone.

    The same place is the same cursor, so that an answer that did not change is the same answer.
    """
    plain = [None if one is None else one if isinstance(one, int | str) else str(one) for one in cursor.after]
    body, about = json.dumps([cursor.file, plain], ensure_ascii=False).encode(), _about(asked, person_id)
    nonce = hmac.digest(kept_key("cursors"), about + b"\n" + body, "sha256")[:_NONCE]
    return base64.urlsafe_b64encode(nonce + _box().encrypt(nonce, body, about)).decode().rstrip("=")


def unseal(written: str, *, asked: str, person_id: int) -> Cursor:
    """The cursor that was given; a problem where it is another's, of another question, or nobody's."""
    from cryptography.exceptions import InvalidTag

    try:
        sealed = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
        body = _box().decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(asked, person_id))
    except (ValueError, InvalidTag):
        raise Problem(422, "wrong_cursor") from None
    file, after = json.loads(body)
    return Cursor(file, tuple(after))


def question(*parts: Sequence[str] | str) -> str:
    """What a list was asked, as a cursor keeps it."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _about(asked: str, person_id: int) -> bytes:
    return f"{person_id}:{asked}".encode()


def _box() -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(hashlib.sha256(kept_key("cursors")).digest())
