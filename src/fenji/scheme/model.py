"""The standard as people write it: criteria, tiers, window, rules; what ran is another type (calibrated.py)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from fenji.grades.ladder import Ladder, Step
from fenji.grades.protection import Transition
from fenji.grades.rule import Comparison, Rule, WrittenWindow, usual_window
from fenji.metrics.measure import Measure
from fenji.metrics.window import Window
from fenji.scheme.group import WrittenGroup
from fenji.scheme.own_metrics import OwnMetric, bound, own_names
from fenji.scheme.parts import (
    NONE,
    PATTERNS,
    SHAPES,
    Criterion,
    Icon,
    Judgement,
    Key,
    Limit,
    Part,
    Shown,
    Tier,
    UngradedState,
    Words,
)
from fenji.scheme.transitions import Transitions
from fenji.scheme.weights import BY_HAND, WrittenWeighing, written_weights
from fenji.scores.bands import Number

__all__ = ["PATTERNS", "SHAPES", "Criterion", "Icon", "Judgement", "Limit", "Scheme", "Shown", "Tier", "UngradedState"]

ALWAYS = ("recency_days", "last_ordered_on", "order_count", "net_revenue", "orders_per_month")
LATER = frozenset(
    {
        "judgements",
        "judged_at_most",
        "override_days",
        "weights_by",
        "total_by",
        "transitions",
        "metrics",
        "group",
        "price_rule",
    }
)  # written only where used: older digests stay

_NAMING = ("criteria", "tiers", "ungraded", "limits", "shown", "transitions")


class Scheme(Part):
    """A grading standard. `fenji.scheme.load` reads it from YAML, `fenji.scheme.checks` says what is wrong with it.

    Tiers are written best first. `grade_by: score` grades by the weighted total, `grade_by: rules` by the tiers'
    rules; then the score, where there are criteria, is for information only. Of the 100 points at most
    `judged_at_most` come from judgements; an override lasts at most `override_days` days (none: the workspace's limit).
    """

    name: Key
    title: Words
    about: Words = NONE
    currency: str | None = None
    zone: str | None = None
    window: WrittenWindow = Window("days", 365)
    grade_by: Literal["score", "rules"] = "score"
    criteria: tuple[Criterion, ...] = ()
    tiers: tuple[Tier, ...]
    ungraded: tuple[UngradedState, ...] = ()
    limits: tuple[Limit, ...] = ()
    shown: tuple[Shown, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    judged_at_most: Number = Decimal(10)
    override_days: int | None = Field(default=None, ge=1, le=3660)
    weights_by: WrittenWeighing = BY_HAND
    total_by: Literal["sum", "topsis"] = "sum"
    transitions: Transitions | None = None
    metrics: tuple[OwnMetric, ...] = ()
    group: WrittenGroup | None = None
    price_rule: Words = NONE

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        usual = type(self).model_fields
        return {name: value for name, value in written.items()
                if name not in LATER or getattr(self, name) != usual[name].default}  # fmt: skip

    @field_validator("criteria", "shown")
    @classmethod
    def _usual_windows(cls, parts: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        window = info.data.get("window")
        return parts if window is None else tuple(_over(part, window) for part in parts)

    @field_validator("tiers", "ungraded", "limits")
    @classmethod
    def _usual_rule_windows(cls, parts: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        window = info.data.get("window")
        return parts if window is None else tuple(_rules_over(part, window) for part in parts)

    @field_validator("transitions")
    @classmethod
    def _usual_keep_windows(cls, transitions: Transitions | None, info: ValidationInfo) -> Transitions | None:
        window = info.data.get("window")
        return transitions if transitions is None or window is None else transitions.over(window)

    @model_validator(mode="after")
    def _own_metrics_are_known(self) -> Scheme:
        own = own_names(self.metrics)
        if own:
            self.__dict__.update({name: bound(getattr(self, name), own) for name in _NAMING})
        return self

    @property
    def rest(self) -> bool:
        """Whether the last tier takes everyone who is left."""
        return bool(self.tiers) and self.tiers[-1].rest

    @property
    def has_price_effect(self) -> bool:
        """Whether tiers pay different prices for the same goods: then two people approve it, and its rule is public."""
        return any("price" in tier.use or tier.price is not None for tier in self.tiers)

    @property
    def digest(self) -> str:
        """SHA-256 of the standard as written, whatever its layout."""
        return digest_of(self.model_dump(mode="json", by_alias=True))

    def tier(self, key: str) -> Tier:
        """The tier with that key."""
        return next(tier for tier in self.tiers if tier.key == key)

    def weights(self) -> dict[str, int]:
        """The weights in basis points as far as they can be known without data; 0 where the customers decide."""
        return written_weights(self.weights_by, self.criteria)

    def criterion(self, name: str) -> Criterion:
        """The criterion with that name."""
        return next(criterion for criterion in self.criteria if criterion.name == name)

    def with_changes(self, **changes: Any) -> Scheme:
        """The same standard with other settings, read and checked like written ones: `window="90 days"`.

        What has no window of its own follows the new one.
        """
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return Scheme.model_validate(kept | changes)

    def rules(self) -> Iterator[Rule]:
        """Every rule of tiers, literal readings, ungraded states and limits."""
        for tier in self.tiers:
            yield from tier.rules()
        yield from (state.when for state in self.ungraded)
        yield from (limit.when for limit in self.limits)
        yield from (rule for _, rule in (self.transitions.keep_rules() if self.transitions else ()))

    def measures(self) -> tuple[Measure, ...]:
        """Every column to measure: those of every result first, then criteria, rules and what is shown; none twice."""
        wanted: list[Criterion | Comparison | Shown] = [Shown.model_validate(name) for name in ALWAYS]
        wanted += self.criteria
        wanted += [comparison for rule in self.rules() for comparison in rule.comparisons()]
        wanted += self.shown
        wanted += [Shown.model_validate(name) for name in (self.transitions.shown() if self.transitions else ())]
        found: dict[str, Measure] = {}
        for part in wanted:
            window = part.window or usual_window(part.metric, self.window)
            found.setdefault(part.column, Measure(part.column, part.metric, window, part.options, self.group))
        return tuple(found.values())

    def windows(self) -> tuple[Window, ...]:
        """Every window in use, the scheme's first: what `Period.slots` needs."""
        return tuple(dict.fromkeys([self.window, *(measure.window for measure in self.measures())]))

    def ladder(self) -> Ladder:
        """The tiers, states and limits as the grades read them."""
        by_score = self.grade_by == "score"
        steps = (
            Step(
                tier.key,
                from_score=tier.from_score if by_score and not tier.rest else None,
                rule=tier.when if not by_score and not tier.rest else None,
            )
            for tier in self.tiers
        )
        return Ladder(
            steps=tuple(steps),
            ungraded=tuple((state.name, state.when) for state in self.ungraded),
            unknown=tuple(one.name for one in self.criteria if one.scorer.unknown == "ungraded"),
            limits=tuple((limit.name, limit.never_above, limit.when) for limit in self.limits),
            delayed=frozenset(limit.name for limit in self.limits if not limit.at_once),
        )

    def transition(self) -> Transition | None:
        """The transition rules as the grades read them; None where everybody stands where the standard puts them."""
        return None if self.transitions is None else self.transitions.transition(self.tiers)


def digest_of(content: Any) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def canonical_json(content: Any) -> str:
    """JSON in one fixed form."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _over(part: Criterion | Shown, window: Window) -> Criterion | Shown:
    is_usual = part.window is not None and part.window == usual_window(part.metric, window)
    return part.model_copy(update={"window": None}) if is_usual else part


def _rules_over(part: Tier | UngradedState | Limit, window: Window) -> Tier | UngradedState | Limit:
    rules = {name: getattr(part, name, None) for name in ("when", "literal")}
    changes = {name: rule.over(window) for name, rule in rules.items() if rule is not None}
    return part.model_copy(update=changes) if changes else part
