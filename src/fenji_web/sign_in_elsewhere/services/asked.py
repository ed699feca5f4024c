"""What a provider answers, by the one guarded way out; anything else than what was expected is no answer."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fenji_web import library


class NotProven(Exception):
    """The provider did not say who it is; `why` is one of the words in pages (`not_…`), `detail` is for the log."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why} {detail}".strip())
        self.why = why


@dataclass(frozen=True)
class Found:
    """Whom a provider names: `subject` never changes and belongs to one account, the rest may."""

    subject: str
    name: str = ""
    username: str = ""
    groups: tuple[str, ...] = ()


def asked(
    url: str,
    query: Mapping[str, str] | None = None,
    *,
    form: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The object that an address answers with: GET, or POST where there is a form or a JSON body."""
    sent = None if form is None and body is None else (urlencode(form) if form else json.dumps(body)).encode()
    kind = {} if sent is None else {
        "Content-Type": "application/x-www-form-urlencoded" if form else "application/json; charset=utf-8"
    }  # fmt: skip
    whole = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
    reply = library.ask(
        whole,
        allowed=library.Allowed.listed(),
        body=sent,
        headers={"Accept": "application/json", **kind, **(headers or {})},
    )
    try:
        found = json.loads(reply.body) if reply.is_good else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotProven("not_answered", reply.said)
    return found


def challenge(verifier: str) -> str:
    """What is shown of a word that is told later (PKCE, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def text_of(found: Mapping[str, Any], *names: str) -> str:
    """The first of these that is a text or a number and not empty."""
    values = (found.get(name) for name in names)
    return next((str(value) for value in values if isinstance(value, str | int) and value not in ("", True, False)), "")
