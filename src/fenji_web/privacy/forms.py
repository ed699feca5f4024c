"""What people type on pages of privacy, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.privacy.models import DAYS, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

WORDS_LENGTH, CAME_LENGTH = 2000, 80
FORMATS = ("xlsx", "csv")


@dataclass(frozen=True)
class Asked:
    """A new case: whose, what, what they said and how; `problem` names the word for what is wrong."""

    kind: str
    customer_id: str
    words: str
    came_by: str
    problem: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        """From a form."""
        kind, customer = given.get("kind", ""), given.get("customer", "").strip()
        said, came = _text(given, "words", WORDS_LENGTH), _text(given, "came_by", CAME_LENGTH)
        problem = "no_kind" if kind not in DAYS else "no_customer" if not customer else "no_words" if not said else ""
        return cls(kind, customer, said, came, problem)


@dataclass(frozen=True)
class Decided:
    """A decision on a case: its outcome and the reason that is also the answer."""

    outcome: str
    reason: str
    problem: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Decided:
        """From a form; a decision without a reason is none."""
        outcome, reason = given.get("outcome", ""), _text(given, "reason", WORDS_LENGTH)
        problem = "no_outcome" if outcome not in OUTCOMES else "no_reason" if not reason else ""
        return cls(outcome, reason, problem)


@dataclass(frozen=True)
class Listing:
    """Whom a contact list is to hold, and what for."""

    purpose: str
    channel: str
    tiers: tuple[str, ...]
    form: str

    @classmethod
    def read(cls, given: QueryDict, tiers: tuple[str, ...]) -> Listing | None:
        """From a form; None where something is named that there is not."""
        purpose, channel, form = (given.get(name, "") for name in ("purpose", "channel", "form"))
        wanted = tuple(given.getlist("tier"))
        known = (
            purpose in {one.key for one in library.PURPOSES}
            and channel in {one.key for one in library.CHANNELS}
            and form in FORMATS
            and {*wanted} <= {*tiers}
        )
        return cls(purpose, channel, wanted, form) if known else None


def consent_of(given: Mapping[str, str]) -> dict[str, str]:
    """What a consent form holds, as the worker reads it."""
    lengths = {"purpose": 20, "channel": 20, "event": 10, "source": CAME_LENGTH, "text_version": 80, "proof": 200}
    return {name: _text(given, name, most) for name, most in lengths.items()} | {
        "expires_on": _text(given, "expires_on", 10)
    }


def _text(given: Mapping[str, str], name: str, most: int) -> str:
    return given.get(name, "").strip()[:most]
