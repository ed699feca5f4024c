"""What is asked before somebody is erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.library import Text

LONGEST = 500


@dataclass(frozen=True)
class Asking:
    """The customer's number and why; `problems`: field → what is missing."""

    customer: str
    reason: str
    problems: Mapping[str, Text]

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asking:
        """From what was typed."""
        customer, reason = given.get("customer", "").strip()[:200], given.get("reason", "").strip()
        problems = {}
        if not customer:
            problems["customer"] = words("erasure.no_customer")
        if not reason:
            problems["reason"] = words("erasure.no_reason")
        elif len(reason) > LONGEST:
            problems["reason"] = words("erasure.long_reason", n=LONGEST)
        return cls(customer, reason, problems)


@dataclass(frozen=True)
class Keeping:
    """How long each kind is to be kept, as typed; `rules` are None where something is wrong."""

    typed: Mapping[str, str]
    rules: library.Rules | None
    problem: Text | None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Keeping:
        """From what was typed; an empty field keeps for ever."""
        typed = {name: given.get(name, "").strip() for name in library.Rules.model_fields}
        try:
            values = {name: int(value) for name, value in typed.items() if value}
            return cls(typed, library.Rules(**values), None)
        except ValueError:
            return cls(typed, None, words("erasure.rules_wrong"))


def is_typed(given: Mapping[str, str], customer: str) -> bool:
    """Whether the person who confirms has typed the customer's number: a click alone erases nobody."""
    return given.get("typed", "").strip() == customer
