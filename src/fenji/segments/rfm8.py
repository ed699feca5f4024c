"""RFM eight classes (八类): who is recent, frequent and worth much, and what each class asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, model_validator

from fenji.language import Text
from fenji.metrics.ratio import RATIO_DIGITS, ratio


@dataclass(frozen=True)
class RfmClass:
    """One of the eight classes: which of recency, frequency and money are high. High recency = bought recently."""

    is_recent: bool
    is_frequent: bool
    is_valuable: bool
    name: Text
    advice: Text
    also_called: tuple[str, ...] = ()


CLASSES = (
    RfmClass(True, True, True, Text("Important, to value", "重要价值客户"),
             Text("Keep: best service, first access.", "重点维护:最好的服务,优先体验。")),
    RfmClass(False, True, True, Text("Important, to keep", "重要保持客户"),
             Text("Call: they used to come often and spend much.", "主动联系:曾经常来、花费高。"), ("重要唤回",)),
    RfmClass(True, False, True, Text("Important, to develop", "重要发展客户"),
             Text("Raise the frequency: bundles, reminders.", "提高频次:组合销售、到期提醒。"), ("重要深耕",)),
    RfmClass(False, False, True, Text("Important, to win back", "重要挽留客户"),
             Text("Win back: find out why they left.", "挽回:了解离开的原因。")),
    RfmClass(True, True, False, Text("Ordinary, to value", "一般价值客户"),
             Text("Raise the basket value.", "提高笔单价。"), ("潜力客户",)),
    RfmClass(False, True, False, Text("Ordinary, to keep", "一般保持客户"),
             Text("Keep in touch at low cost.", "低成本保持联系。"), ("一般维持",)),
    RfmClass(True, False, False, Text("Ordinary, to develop", "一般发展客户"),
             Text("Win the second order.", "促成第二单。"), ("新客户",)),
    RfmClass(False, False, False, Text("Ordinary, to win back", "一般挽留客户"),
             Text("Automatic contact only.", "仅自动触达。"), ("流失客户",)),
)  # fmt: skip


def class_of(*, is_recent: bool, is_frequent: bool, is_valuable: bool) -> RfmClass:
    """The class of a customer from the three answers.

    >>> class_of(is_recent=False, is_frequent=True, is_valuable=True).name.zh
    '重要保持客户'
    """
    wanted = (is_recent, is_frequent, is_valuable)
    return next(each for each in CLASSES if (each.is_recent, each.is_frequent, each.is_valuable) == wanted)


class Split(BaseModel):
    """Where an axis is divided into high and low: at the customers' mean, their median, or a given value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Literal["mean", "median", "value"] = "mean"
    value: Decimal | None = None

    @model_validator(mode="after")
    def _has_value(self) -> Split:
        if (self.at == "value") != (self.value is not None):
            raise ValueError("a split at a value names it; a split at the mean or median doesn't")
        return self

    def statistic(self, column: ir.NumericColumn, known: ir.BooleanColumn) -> ir.NumericScalar | None:
        """What has to be asked of the known customers; None when the value is given."""
        if self.at == "value":
            return None
        if self.at == "median":
            return column.median(where=known)
        return ratio(column.sum(where=known), column.count(where=known))


class Rfm8(BaseModel):
    """How the eight classes are cut: the measured columns of the three axes, and where each is divided.

    A customer who is at least as good as the cut point is high: recency at or below it, frequency and money at or above
    it. Cut points are found once and frozen, so that equal customers are in the same class whatever the others do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    recency: str = "recency_days"
    frequency: str = "order_count"
    money: str = "net_revenue"
    recency_split: Split = Split()
    frequency_split: Split = Split()
    money_split: Split = Split()

    @property
    def axes(self) -> dict[str, Split]:
        """Measured column → where it is divided, in the order R, F, M."""
        return {
            self.recency: self.recency_split,
            self.frequency: self.frequency_split,
            self.money: self.money_split,
        }

    def statistics(self, measured: ir.Table) -> dict[str, ir.Scalar]:
        """The aggregates to ask of the measured customers, by column; customers with an unknown axis are left out."""
        recency, frequency, money = (measured[name].notnull() for name in self.axes)
        known = recency & frequency & money
        asked = {name: split.statistic(measured[name], known) for name, split in self.axes.items()}
        return {name: statistic for name, statistic in asked.items() if statistic is not None}

    def learn(self, answers: Mapping[str, Any]) -> dict[str, Decimal | None]:
        """The frozen cut points, four decimals; None where no customer is known."""
        given = {name: split.value if split.at == "value" else answers[name] for name, split in self.axes.items()}
        step = Decimal(1).scaleb(-RATIO_DIGITS)
        return {
            name: None if value is None else Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
            for name, value in given.items()
        }

    def classes(self, measured: ir.Table, cuts: Mapping[str, Decimal | None]) -> ir.StringColumn:
        """The class of every customer by its Chinese name; NULL where one of the three is unknown.

        A customer who never bought has no recency and therefore no class.
        """
        marks = self._marks(measured, cuts)
        cases = [
            (_all_of(marks, (each.is_recent, each.is_frequent, each.is_valuable)), each.name.zh) for each in CLASSES
        ]
        return ibis.cases(*cases, else_=ibis.null("string"))

    def _marks(self, measured: ir.Table, cuts: Mapping[str, Decimal | None]) -> list[ir.BooleanColumn]:
        recent, frequent, valuable = (ibis.literal(cuts[name], type="decimal(18, 4)") for name in self.axes)
        return [
            measured[self.recency] <= recent,
            measured[self.frequency] >= frequent,
            measured[self.money] >= valuable,
        ]


def _all_of(marks: list[ir.BooleanColumn], wanted: tuple[bool, ...]) -> ir.BooleanColumn:
    first, second, third = (mark if is_high else ~mark for mark, is_high in zip(marks, wanted, strict=True))
    return first & second & third
