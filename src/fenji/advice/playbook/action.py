"""One action of the playbook: when it fits a customer's state, and its words; the shipped ones, one file a kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Literal

import yaml
from pydantic import BeforeValidator

from fenji.segments.segmentation import Part, Words

if TYPE_CHECKING:
    from fenji.advice.state import State

ACTION_KINDS = ("trouble", "relationship", "move", "growth", "contact")
Stance = Literal["sell", "care", "hold"]
_LEVELS = ("low", "even", "high", "unknown")
WHEN: Mapping[str, tuple[str, ...]] = {
    "position": ("top", "middle", "bottom", "ungraded"),
    "recency": ("recent", "steady", "cooling", "lapsed", "never", "unknown"),
    "rhythm": ("known", "none"),
    "frequency": _LEVELS,
    "spend": _LEVELS,
    "contact": ("none", "some", "high", "unknown", "unrecorded"),
    "trouble": ("unhappy", "overdue", "refunds", "deficit", "no"),
    "move": ("none", "same", "promotion", "demotion", "new", "graded", "ungraded"),
}
"""What `when` may ask of a customer, and the words of each."""

FIGURES = ("tier", "tier_before", "over", "ago", "recency_days", "gap", "orders", "revenue", "basket", "overdue",
           "returns", "satisfaction", "interactions")  # fmt: skip
"""What an action may name in braces."""

NEEDS: Mapping[str, str] = {
    "recency_days": "recency",
    "gap": "rhythm",
    "interactions": "contact",
    "overdue": "trouble",
    "returns": "trouble",
    "satisfaction": "trouble",
    "tier_before": "move",
}
"""A figure that is not always known, and what `when` has to ask for so that it is."""

UNSURE = frozenset({"never", "unknown", "none"})


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Choice = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Action(Part):
    """One thing to do, when to do it, and its words; `{names}` are the customer's own figures.

    `stance`: sell asks for more business, care keeps the customer well, hold stops selling until trouble is settled.
    """

    name: str
    when: dict[str, Choice]
    stance: Stance = "care"
    say: Words

    def fits(self, state: State) -> bool:
        """Whether every word of `when` holds for a customer."""
        return all(getattr(state, name) in allowed for name, allowed in self.when.items())


@cache
def actions(kind: str) -> tuple[Action, ...]:
    """The shipped actions of one kind, in the order written: the first that fits is taken."""
    written = yaml.safe_load(files(__package__).joinpath(f"{kind}.yaml").read_text(encoding="utf-8"))
    return tuple(Action.model_validate(entry) for entry in written)


def first_fit(kind: str, state: State) -> Action | None:
    """The shipped action of one kind for a customer's state; None where the playbook has nothing to add."""
    return _first_fit(kind, state)


@cache
def _first_fit(kind: str, state: State) -> Action | None:
    return next((action for action in actions(kind) if action.fits(state)), None)
