"""A segment by conditions: any crossing of demographic, behavioural, psychographic and channel attributes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import BeforeValidator, PlainSerializer, model_validator

from fenji.grades.rule import Comparison, Rule
from fenji.language import Text
from fenji.metrics.measure import Measure
from fenji.segments.condition import leaves, read_condition, with_windows
from fenji.segments.leaves import FieldIs, SegmentIs
from fenji.segments.segmentation import NONE, Learned, Segment, Segmentation, Words, measured


def _write(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)


Tree = Annotated[Rule, BeforeValidator(read_condition), PlainSerializer(_write, return_type=dict)]


class ByRule(Segmentation):
    """One segment: whoever meets the conditions is in it, everybody else is not.

    `when` is a closed tree of `all`, `any` and `not` over metrics, fields of the customer and other segmentations;
    nothing written is ever evaluated as a program. What is unknown does not hold. A metric without a window of its own
    is taken over the segment's.
    """

    kind: Literal["rule"] = "rule"
    when: Tree
    advice: Words = NONE

    @model_validator(mode="after")
    def _windows_are_said(self) -> ByRule:
        object.__setattr__(self, "when", with_windows(self.when, self.window))
        return self

    def segments(self) -> tuple[Segment, ...]:
        """The one segment, called as the segmentation."""
        return (Segment(key=self.name, name=self.title, advice=self.advice),)

    def comparisons(self) -> list[Comparison]:
        """The metrics it compares."""
        return list(self.when.comparisons())

    def measures(self) -> tuple[Measure, ...]:
        """Every metric compared, once."""
        asked = (measured(each.metric, each.window or self.window, each.options) for each in self.comparisons())
        return tuple({measure.column: measure for measure in asked}.values())

    def fields(self) -> tuple[str, ...]:
        """The attributes it looks at."""
        asked = [leaf for leaf in leaves(self.when) if isinstance(leaf, FieldIs)]
        return tuple(dict.fromkeys(column for leaf in asked for column in leaf.columns))

    def rests_on(self) -> tuple[str, ...]:
        """The segmentations it looks at."""
        return tuple(dict.fromkeys(leaf.segment for leaf in leaves(self.when) if isinstance(leaf, SegmentIs)))

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """The segment's key for whoever is in it, NULL for everybody else."""
        del learned
        return ibis.ifelse(self.when.expression(table), self.name, ibis.null("string"))

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """The conditions in one sentence."""
        del learned
        return [self.when.say(currency)]
