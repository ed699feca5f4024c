"""One customer graded by one scheme version on any day to come, from their own facts: the standard asked itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fenji.language import Text
from fenji.metrics.custom import planned
from fenji.metrics.formula_values import value_of
from fenji.metrics.metric import METRICS, tables_of
from fenji.metrics.origin import COLUMN, origins
from fenji.metrics.window import ALL
from fenji.review.figures import ANSWERS, answers, money
from fenji.review.standing import Known, NewOrders, Standing, cents_of

if TYPE_CHECKING:
    from fenji.grades.rung import Grade
    from fenji.review.facts import Facts
    from fenji.scheme.calibrated import CalibratedScheme

_HELD = frozenset({"stated", "marks", "judgements"})  # what rests on these alone, only people change
_PROFIT = "historic_clv"
_STATED = Text(
    "{label} is stated by a list, so orders alone do not decide it", "{label}为名单填报数据，不由订单单独决定"
)
_UNANSWERED = Text("{label} rests on more than this customer's own records", "{label}不只取决于该客户自己的记录")
_OTHER = Text("the records at hand no longer give {label} as this run has it", "现有记录与该批次的{label}已不一致")


class Judge:
    """One customer under one scheme version.

    `row` is the customer's graded row: figures that only people or other records change are taken from it as they are.
    """

    def __init__(self, facts: Facts, scheme: CalibratedScheme, row: Mapping[str, Any]) -> None:
        self.facts, self.scheme, self.row = facts, scheme, row
        self.known = Known(facts)
        decisive = decisive_columns(scheme)
        self.measures = [one for one in scheme.measures() if one.column in decisive]
        self.plan = planned(self.measures)
        self.answered = [one for one in self.plan.inputs if one.metric in ANSWERS]
        self._answers = tuple(answers(self.known, self.answered).items())
        self._profit = [one for one in self.plan.inputs if one.metric == _PROFIT]
        self._cost = 0
        if self._profit and row.get(self._profit[0].column) is not None:
            now = Standing(self.known, facts.as_of)
            self._cost = now.cents(ALL) - cents_of(row[self._profit[0].column])

    def with_facts(self, facts: Facts) -> Judge:
        """The same customer with other facts."""
        other = Judge(facts, self.scheme, self.row)
        other._cost = self._cost
        return other

    def figures(self, day: date, new: NewOrders | None = None) -> dict[str, Any]:
        """The decisive figures as of a day."""
        at = Standing(self.known, day, new)
        found = dict(self.row)
        for column, answer in self._answers:
            found[column] = answer(at)
        found |= {one.column: money(at.cents(ALL) - self._cost) for one in self._profit}
        for level in self.plan.levels:
            found |= {one.column: value_of(one, found) for one in level}
        return found

    def grade(self, day: date, new: NewOrders | None = None) -> Grade:
        """The grade by the standard alone as of a day."""
        return self.scheme.grade_of(self.figures(day, new))

    def refusal(self) -> Text | None:
        """Why nothing can be told: a figure that one customer's facts don't answer, or don't give as the run has it."""
        told = origins(self.row.get(COLUMN))
        for one in self.plan.inputs:
            label = METRICS.get(one.metric).label
            if one.column in told:
                return _STATED.fill(label=label)
            if one.metric not in ANSWERS and one.metric != _PROFIT and not tables_of(METRICS.get(one.metric)) <= _HELD:
                return _UNANSWERED.fill(label=label)
        now = self.figures(self.facts.as_of)
        for one in self.measures:
            if now[one.column] != self.row.get(one.column):
                return _OTHER.fill(label=METRICS.get(one.metric).label)
        return None


def decisive_columns(scheme: CalibratedScheme) -> frozenset[str]:
    """The columns that decide the grade: of criteria that count, of rules, states and limits."""
    by_score = scheme.scheme.grade_by == "score"
    asked = {one.column for one in scheme.scheme.criteria if one.name not in scheme.left_out
             and (by_score or one.scorer.unknown == "ungraded")}  # fmt: skip
    rules = [tier.when for tier in scheme.scheme.tiers if tier.when is not None]
    rules += [state.when for state in scheme.scheme.ungraded]
    rules += [limit.when for limit in scheme.scheme.limits]
    rules += [rule for _, rule in scheme.scheme.transitions.keep_rules()] if scheme.scheme.transitions else []
    return frozenset(asked | {one.column for rule in rules for one in rule.comparisons()})
