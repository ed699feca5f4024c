"""A chain of seals over a log: whoever changes, removes, inserts or reorders a line breaks it for all to see."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

START = ""


@dataclass(frozen=True)
class Link:
    """One line of a log: its number, counted from 1 without gaps, its content, and its seal."""

    number: int
    content: Mapping[str, Any]
    seal: str


@dataclass(frozen=True)
class Mark:
    """What a line's seal was when it was noted elsewhere, out of reach of who can write the log."""

    number: int
    seal: str


@dataclass(frozen=True)
class Break:
    """Where a log is not what was written: `gap`, `changed`, `missing` (marked, but not there), `rewritten`."""

    number: int
    kind: str


def sealed(key: bytes, previous: str, number: int, content: Mapping[str, Any]) -> str:
    """The seal of a line: HMAC-SHA256 over the seal before it, its number and its content, whatever the keys' order.

    >>> sealed(b"key", START, 1, {"b": 1, "a": 2}) == sealed(b"key", START, 1, {"a": 2, "b": 1})
    True
    """
    said = json.dumps([previous, number, content], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def breaks(key: bytes, links: Iterable[Link], marks: Iterable[Mark]) -> Iterator[Break]:
    """Every place where a log, read in order, is broken; nothing where it is whole. One line is held at a time.

    A chain alone does not show that its end was cut off or that all of it was written anew by somebody who has the
    key: what the marks say does. After a break the chain is taken up again, so that each is told once.
    """
    noted = {one.number: one.seal for one in marks}
    previous, last = START, 0
    for link in links:
        if link.number != last + 1:
            yield Break(last + 1, "gap")
        elif sealed(key, previous, link.number, link.content) != link.seal:
            yield Break(link.number, "changed")
        marked = noted.pop(link.number, None)
        if marked is not None and marked != link.seal:
            yield Break(link.number, "rewritten")
        previous, last = link.seal, link.number
    yield from (Break(number, "missing") for number in sorted(noted))
