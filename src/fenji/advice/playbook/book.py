"""A playbook as it is asked: the company's own words where it wrote some, else the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from fenji.advice.playbook.action import Action, actions, first_fit
from fenji.language import Text, read_text, say_count, say_money, say_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenji.advice.state import State
    from fenji.scheme.model import Tier
    from fenji.segments.segmentation import Segment

FIGURES = ("name", "customers", "share", "revenue", "revenue_share", "average")
"""What the text of a tier, a stage or a segment may name in braces."""


@dataclass(frozen=True)
class Advised:
    """What to do, as written, and whether the company wrote it itself; empty where nobody wrote anything."""

    text: Text
    is_own: bool = False

    def __bool__(self) -> bool:
        return bool(self.text.zh or self.text.en)

    def fill(self, figures: Mapping[str, Text]) -> Text:
        """The words with their figures."""
        return self.text.fill(**figures)


@dataclass(frozen=True)
class Playbook:
    """What to do for every tier, stage and segment, and the actions by state. Without words of its own: the shipped."""

    tiers: Mapping[str, Text] = field(default_factory=dict)
    stages: Mapping[str, Text] = field(default_factory=dict)
    segments: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    own: Mapping[str, tuple[Action, ...]] = field(default_factory=dict)

    def for_tier(self, key: str, tiers: Sequence[Tier]) -> Advised:
        """What to do with a tier: the best, the lowest and all between have words of their own."""
        if key in self.tiers:
            return Advised(self.tiers[key], is_own=True)
        keys = [tier.key for tier in tiers]
        place = "top" if key == keys[0] else "bottom" if key == keys[-1] else "middle"
        return Advised(_shipped()["tiers"][place])

    def for_segment(self, segmentation: str, segment: Segment) -> Advised:
        """What to do with a segment; lifecycle stages are the segments of `stage`. Unwritten: its own short advice."""
        own = self.stages if segmentation == "stage" else self.segments.get(segmentation, {})
        if segment.key in own:
            return Advised(own[segment.key], is_own=True)
        if segmentation == "stage" and segment.key in _shipped()["stages"]:
            return Advised(_shipped()["stages"][segment.key])
        return Advised(segment.advice)

    def actions(self, kind: str) -> tuple[Action, ...]:
        """All actions of a kind, the company's first; one of a shipped one's name stands in its place."""
        own = {action.name: action for action in self.own.get(kind, ())}
        shipped = actions(kind)
        names = {action.name for action in shipped}
        added = (action for action in own.values() if action.name not in names)
        return (*added, *(own.get(action.name, action) for action in shipped))

    def first_fit(self, kind: str, state: State) -> Action | None:
        """The action of one kind for a customer's state; None where there is nothing to add."""
        if not self.own.get(kind):
            return first_fit(kind, state)
        return next((action for action in self.actions(kind) if action.fits(state)), None)


SHIPPED = Playbook()


def group_figures(
    name: Text, *, customers: int, everyone: int, money: Decimal | None, revenue: Decimal | None, currency: str
) -> dict[str, Text]:
    """The figures that the words of a tier, stage or segment may name, said in both languages."""
    share = Decimal(customers) / everyone if everyone else None
    part = money / revenue if money is not None and revenue else None
    average = calm(money / customers if money is not None and customers else None)
    money = calm(money)
    return {
        "name": name,
        "customers": _both(say_count, customers),
        "share": _both(say_share, share),
        "revenue": Text(say_money(money, currency, "en"), say_money(money, currency, "zh")),
        "revenue_share": _both(say_share, part),
        "average": Text(say_money(average, currency, "en"), say_money(average, currency, "zh")),
    }


def calm(amount: Decimal | None) -> Decimal | None:
    """Money as a sentence has it: from a hundred on without cents.

    >>> calm(Decimal("29451.73")), calm(Decimal("8.50"))
    (Decimal('29452'), Decimal('8.50'))
    """
    return amount if amount is None or abs(amount) < 100 else amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _both(say: Any, value: Any) -> Text:
    return Text(say(value, "en"), say(value, "zh"))


@cache
def _shipped() -> dict[str, dict[str, Text]]:
    folder = files(__package__)
    read = {name: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")) for name in ("tiers", "stages")}
    return {name: {key: read_text(words) for key, words in texts.items()} for name, texts in read.items()}
