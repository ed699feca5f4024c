"""Transition rules as people write them: when a tier is judged, how it is kept, how it is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from fenji.grades.calendar import Calendar, Every
from fenji.grades.protection import Hold, Transition
from fenji.grades.rule import Condition, Rule
from fenji.scheme.parts import Key, Part
from fenji.scores.bands import Number
from fenji.scores.total import POINT

if TYPE_CHECKING:
    from fenji.metrics.window import Window
    from fenji.scheme.parts import Tier

LONGEST_DAYS = 3660
LONGEST_RUNS = 400
SINCE = {"registered_on": "customer_since", "first_order": "first_ordered_on"}
_LENGTH = re.compile(r"(\d{1,4}) *(days?|天|日|runs?|evaluations?|次|次评级)?")
_RUNS = ("run", "evaluation", "次")
_DAY = re.compile(r"(?:(\d{1,2})-)?(\d{1,2})")


@dataclass(frozen=True)
class Grace:
    """How long a tier is held by whoever doesn't meet its standard: days, or evaluations in a row."""

    days: int = 0
    runs: int = 0

    def __str__(self) -> str:
        return f"{self.runs} runs" if self.runs else f"{self.days} days"


def read_grace(value: Any) -> Grace:
    """A grace as people write it.

    >>> read_grace("90 days"), read_grace("6 runs")
    (Grace(days=90, runs=0), Grace(days=0, runs=6))
    """
    if isinstance(value, Grace):
        return value
    found = _LENGTH.fullmatch(str(value).strip().lower())
    length, unit = (int(found[1]), found[2] or "") if found else (-1, "")
    is_runs = unit.startswith(_RUNS)
    if found is None or (not unit and length) or length > (LONGEST_RUNS if is_runs else LONGEST_DAYS):
        raise ValueError(f"'{value}' is no grace: write '90 days' or '6 runs'")
    return Grace(runs=length) if is_runs else Grace(days=length)


def read_days(value: Any) -> int:
    """A number of days as people write it: 180, `180 days`."""
    found = _LENGTH.fullmatch(str(value).strip().lower())
    if isinstance(value, bool) or found is None or (found[2] or "").startswith(_RUNS) or int(found[1]) > LONGEST_DAYS:
        raise ValueError(f"'{value}' is no number of days: write '180 days'")
    return int(found[1])


def read_deadline(value: Any) -> str:
    """A day of the month (25), or of the year (12-31)."""
    found = _DAY.fullmatch(str(value).strip())
    if not found or not 1 <= int(found[2]) <= 31 or not 1 <= int(found[1] or 1) <= 12:
        raise ValueError(f"'{value}' is no deadline: write 25 for a day of the month, 12-31 for a day of the year")
    return str(value).strip()


def _evaluation(value: Any) -> Any:
    return {"every": value} if isinstance(value, str) else value


WrittenGrace = Annotated[Grace, BeforeValidator(read_grace), PlainSerializer(str, return_type=str)]
Days = Annotated[int, BeforeValidator(read_days), PlainSerializer(lambda days: f"{days} days", return_type=str)]
Deadline = Annotated[str, BeforeValidator(read_deadline)]
Demotion = Literal["straight", "one_rung"]
NO_GRACE = Grace()


class Keep(Part):
    """The lower standard that keeps a tier (保级标准): a score, or a rule."""

    from_score: Number | None = None
    when: Condition | None = None


class TierTransition(Part):
    """What holds for one tier instead of what is written for all.

    `grace`: how long after falling below the standard it is still held. `keep`: the standard that suffices to keep it.
    `minimum_stay`: how many days it is held at least, once reached. `demotion`: straight to where the standard puts the
    customer, or one tier at a time.
    """

    grace: WrittenGrace | None = None
    keep: Keep | None = None
    minimum_stay: Days | None = None
    demotion: Demotion | None = None


class Evaluation(Part):
    """The evaluation calendar: at every run, or at the first run on or after a day.

    `every`: run, month, quarter, half_year, year, anniversary. Months, quarters and half-years are judged on their last
    day, a year on 31 December, unless `on` says another day (25 for months, 03-31 for years). An anniversary is that of
    the registration, or of the first order where that is earlier or nothing else is known (`since: first_order`: always
    of the first order); who came on 29 February has 28 February in other years.
    """

    every: Every = "run"
    on: Deadline | None = None
    since: Literal["registered_on", "first_order"] = "registered_on"

    def __str__(self) -> str:
        return self.every

    def calendar(self) -> Calendar:
        """The calendar as the grades read it."""
        month, _, day = (self.on or "").rpartition("-")
        return Calendar(self.every, int(month or 12), int(day or 31), SINCE[self.since])


WrittenEvaluation = Annotated[Evaluation, BeforeValidator(_evaluation)]
AT_EVERY_RUN = Evaluation()


class Transitions(Part):
    """How customers move between tiers. Left out, everybody always stands where the standard puts them.

    Written for all tiers; `tiers` says what is otherwise for single ones. A promotion holds at once, or only from an
    evaluation on. `hysteresis` are points around every cut point: up only from so much above it, down only from so much
    below. `warn_days`: so many days before a tier ends its holder is listed by `fenji warnings`.
    """

    promotion: Literal["at_once", "evaluation"] = "at_once"
    evaluate: WrittenEvaluation = AT_EVERY_RUN
    hysteresis: Number = Field(default=Decimal(0), ge=0, le=100)
    warn_days: int = Field(default=0, ge=0, le=LONGEST_DAYS)
    grace: WrittenGrace = NO_GRACE
    minimum_stay: Days = 0
    demotion: Demotion = "straight"
    tiers: dict[Key, TierTransition] = Field(default_factory=dict)

    def of(self, tier: str) -> TierTransition:
        """What holds for one tier, everything filled in but the standard to keep it."""
        own = self.tiers.get(tier, TierTransition())
        return TierTransition(
            grace=self.grace if own.grace is None else own.grace,
            keep=own.keep,
            minimum_stay=self.minimum_stay if own.minimum_stay is None else own.minimum_stay,
            demotion=own.demotion or self.demotion,
        )

    def transition(self, tiers: Sequence[Tier]) -> Transition:
        """The rules as the grades read them."""
        return Transition(
            holds=tuple(_hold(self.of(tier.key)) for tier in tiers),
            calendar=self.evaluate.calendar(),
            promotes_at_once=self.promotion == "at_once",
            margin=int(self.hysteresis * POINT),
            warn_days=self.warn_days,
        )

    def keep_rules(self) -> Iterator[tuple[str, Rule]]:
        """Every rule that keeps a tier, with the tier's key."""
        for key, tier in self.tiers.items():
            if tier.keep is not None and tier.keep.when is not None:
                yield key, tier.keep.when

    def shown(self) -> tuple[str, ...]:
        """The metrics that the calendar asks for."""
        return (SINCE[self.evaluate.since],) if self.evaluate.every == "anniversary" else ()

    def over(self, window: Window) -> Transitions:
        """The same rules where a window that is the usual one anyway is left off."""
        changes: dict[str, TierTransition] = dict(self.tiers)
        for key, rule in self.keep_rules():
            kept = Keep(when=rule.over(window), from_score=self.tiers[key].keep.from_score)  # type: ignore[union-attr]
            changes[key] = self.tiers[key].model_copy(update={"keep": kept})
        return self.model_copy(update={"tiers": changes})


def _hold(tier: TierTransition) -> Hold:
    grace, keep = tier.grace or NO_GRACE, tier.keep or Keep()
    return Hold(
        grace_days=grace.days,
        grace_runs=grace.runs if grace.runs > 1 else 0,
        minimum_days=tier.minimum_stay or 0,
        is_one_rung=tier.demotion == "one_rung",
        keep_score=keep.from_score,
        keep_rule=keep.when,
    )
