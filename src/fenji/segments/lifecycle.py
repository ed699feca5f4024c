"""Lifecycle stages (潜客期 to 挽回期), from each customer's own rhythm of buying."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Annotated, Any, ClassVar, Literal

import ibis
import ibis.expr.types as ir
from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from fenji.language import Text
from fenji.metrics.measure import Measure
from fenji.metrics.window import ALL
from fenji.scores import order_statistics
from fenji.scores.bands import read_number
from fenji.scores.order_statistics import Found
from fenji.segments.abc import Share
from fenji.segments.segmentation import Answers, Learned, Segment, Segmentation, Words, measured, mistake

STAGES = (
    Segment(key="prospect", name=Text("Prospect", "潜客期"),
            advice=Text("Win the first order.", "促成首单。")),
    Segment(key="new", name=Text("New", "新客期"),
            advice=Text("Welcome; win the second order.", "欢迎并促成第二单。")),
    Segment(key="active", name=Text("Active", "活跃期"),
            advice=Text("Keep the rhythm; offer what fits.", "保持节奏，推荐合适商品。")),
    Segment(key="loyal", name=Text("Loyal", "忠诚期"),
            advice=Text("Reward; ask for referrals.", "给予回馈，邀请推荐。")),
    Segment(key="at_risk", name=Text("At risk", "预警期"),
            advice=Text("Remind now: they are later than usual.", "立即提醒：已晚于平常的购买节奏。")),
    Segment(key="dormant", name=Text("Dormant", "沉默期"),
            advice=Text("Ask what is wrong; give a reason to return.", "询问原因，给出回来的理由。")),
    Segment(key="churned", name=Text("Churned", "流失期"),
            advice=Text("One strong offer, then automatic contact only.", "一次有力的挽回，其后仅自动触达。")),
    Segment(key="won_back", name=Text("Won back", "挽回期"),
            advice=Text("Thank them; make the next order easy.", "致谢，让下一单更容易。")),
)  # fmt: skip
OWN, POPULATION, ASSUMED = "own", "population", "assumed"


def _times(value: Any) -> Decimal:
    number = read_number(value)
    if not 0 < number <= 100 or number != round(number, 2):
        raise mistake(
            "so many times the gap: more than 0, at most 100, at most two decimals",
            "间隔的倍数应大于 0、不超过 100，最多两位小数",
        )
    return number


Times = Annotated[Decimal, BeforeValidator(_times), PlainSerializer(str, return_type=str)]
Days = Annotated[int, Field(ge=1, le=3650)]


class Lifecycle(Segmentation):
    """Eight stages, by how late a customer is against their own gap between buying days.

    The gap is the mean of the customer's own, or with `percentile` one of their own gaps; below `own_from` buying days
    it is the gap that `population` of the customers with a rhythm of their own don't exceed, found once there are
    `population_from` of them and frozen; until then it is `assumed_gap_days`. No gap is taken shorter than
    `shortest_gap_days`. Later than a multiple means more than it: exactly 1.5 times the gap is still on time. Asked in
    this order:

    prospect never bought · churned more than `churned_after` gaps since the last buying day · dormant more than
    `dormant_after` · at_risk more than `at_risk_after` · won_back came back after more than `churned_after` of the gaps
    known then, and hasn't bought since · new at most `new_until` buying days · loyal `loyal_from` or more · active.
    A customer whose orders are not known has no stage.
    """

    needs_rhythm: ClassVar[bool] = True

    kind: Literal["lifecycle"] = "lifecycle"
    name: Literal["stage"] = "stage"
    title: Words = Text("Lifecycle stages", "生命周期阶段")
    about: Words = Text("Where customers stand by their own rhythm of buying.", "按客户自己的购买节奏判断所处阶段。")
    percentile: Share | None = None
    own_from: int = Field(default=3, ge=2, le=100)
    population: Share = Decimal("0.5")
    population_from: int = Field(default=20, ge=1, le=1_000_000)
    assumed_gap_days: Days = 30
    shortest_gap_days: Days = 7
    at_risk_after: Times = Decimal("1.5")
    dormant_after: Times = Decimal("2.5")
    churned_after: Times = Decimal(4)
    new_until: int = Field(default=1, ge=1, le=100)
    loyal_from: int = Field(default=6, ge=2, le=1000)

    @model_validator(mode="after")
    def _in_order(self) -> Lifecycle:
        if not self.at_risk_after < self.dormant_after < self.churned_after:
            raise mistake(
                "at_risk_after, dormant_after and churned_after must rise",
                "at_risk_after、dormant_after、churned_after 须依次增大",
            )
        if self.new_until >= self.loyal_from:
            raise mistake("new_until must be less than loyal_from", "new_until 须小于 loyal_from")
        return self

    def segments(self) -> tuple[Segment, ...]:
        """The eight stages."""
        return STAGES

    def measures(self) -> tuple[Measure, ...]:
        """What is known of every customer's orders, stated figures included."""
        return (measured("recency_days", ALL), measured("order_count", ALL))

    def questions(self, table: ir.Table, answers: Answers) -> dict[str, ir.Scalar]:
        """Counts around the gap of the population: every customer with a rhythm of their own counts once."""
        own = ibis.ifelse(table.buying_days >= self.own_from, table.own_gap, ibis.null(table.own_gap.type()))
        if "known" not in answers:
            return order_statistics.first_questions(own, [Fraction(self.population)])
        found = self._found(answers)
        return order_statistics.questions(own, found, answers) if isinstance(found, Decimal) else {}

    def learn(self, answers: Answers) -> dict[str, Any]:
        """The frozen gap of the population; None while too few have a rhythm of their own."""
        found = self._found(answers) if int(answers["known"]) >= self.population_from else None
        return {"population_gap": str(found.value) if isinstance(found, Found) else None}

    def fallback(self, learned: Learned) -> tuple[Decimal, str]:
        """The gap of whoever has no rhythm of their own, and where it is from."""
        known = learned.get("population_gap")
        days = Decimal(self.assumed_gap_days) if known is None else max(Decimal(known), Decimal(self.shortest_gap_days))
        return _two(days), ASSUMED if known is None else POPULATION

    def columns(self, table: ir.Table, learned: Learned) -> dict[str, ir.Column]:
        """The stage, and what it rests on: buying days, the gap used, where it is from, and the gap before the last.

        `gap_days` and `gap_at_return` have two decimals; `gap_basis` is own, population or assumed; `return_gap_days`
        is the last gap, NULL with one buying day.
        """
        days = ibis.coalesce(table.buying_days, table[self.measures()[1].column]).cast("int64")
        gap, basis = self._used(table.own_gap, table.buying_days, learned)
        at_return, _ = self._used(table.gap_before, table.buying_days - 1, learned)
        came_back = self._later(table.return_gap, at_return, self.churned_after).fill_null(False)
        late = table[self.measures()[0].column]
        stage = ibis.cases(
            (late.isnull(), ibis.ifelse(days == 0, "prospect", ibis.null("string"))),
            (self._later(late, gap, self.churned_after), "churned"),
            (self._later(late, gap, self.dormant_after), "dormant"),
            (self._later(late, gap, self.at_risk_after), "at_risk"),
            (came_back, "won_back"),
            (days <= self.new_until, "new"),
            (days >= self.loyal_from, "loyal"),
            else_="active",
        )
        has_bought = late.notnull()
        return {
            self.name: stage,
            "buying_days": days,
            "gap_days": ibis.ifelse(has_bought, gap, ibis.null(gap.type())),
            "gap_basis": ibis.ifelse(has_bought, basis, ibis.null("string")),
            "return_gap_days": table.return_gap,
            "gap_at_return": ibis.ifelse(table.return_gap.notnull(), at_return, ibis.null(at_return.type())),
        }

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """The stage by key."""
        return self.columns(table, learned)[self.name]

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """The gap and the multiples."""
        del currency
        gap = _PERCENTILE.fill(p=f"{(self.percentile * 100).normalize():f}") if self.percentile else _MEAN
        lines = [_GAP.fill(gap=gap, n=self.own_from, least=self.shortest_gap_days)]
        if learned is not None:
            days, basis = self.fallback(learned)
            share = f"{(self.population * 100).normalize():f}"
            lines.append(_FALLBACK[basis].fill(days=_plain(days), p=share, n=self.population_from))
        lines.append(_LATE.fill(a=self.at_risk_after, b=self.dormant_after, c=self.churned_after))
        return [*lines, _OTHERS.fill(new=self.new_until, loyal=self.loyal_from, c=self.churned_after)]

    def _used(
        self, own: ir.DecimalColumn, days: ir.IntegerColumn, learned: Learned
    ) -> tuple[ir.DecimalColumn, ir.StringColumn]:
        """The gap that counts with so many buying days, and where it is from."""
        number, where = self.fallback(learned)
        shortest, other = (ibis.literal(_two(Decimal(n)), own.type()) for n in (self.shortest_gap_days, number))
        has_own = ((days >= self.own_from) & own.notnull()).fill_null(False)
        longer = ibis.ifelse(own > shortest, own, shortest)
        return ibis.ifelse(has_own, longer, other), ibis.ifelse(has_own, OWN, where)

    def _later(self, days: ir.IntegerColumn, gap: ir.DecimalColumn, times: Decimal) -> ir.BooleanColumn:
        """Whether so many days are more than a multiple of the gap, in whole numbers."""
        hundredths = (gap * ibis.literal(100, "int64")).cast("int64")
        return days * ibis.literal(10_000, "int64") > hundredths * ibis.literal(int(times * 100), "int64")

    def _found(self, answers: Answers) -> Found | Decimal | None:
        known = int(answers["known"])
        if not known:
            return None
        rank = ceil(Fraction(self.population) * known)
        start = order_statistics.start_of(answers, 0)
        return order_statistics.search(answers, start=start, rank=rank, is_between_enough=False)


def _two(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


_MEAN = Text("the mean gap between buying days", "购买日之间的平均间隔")
_PERCENTILE = Text("the customer's own gap at {p}%", "客户自己间隔的 {p}% 分位")
_GAP = Text(
    "Gap: {gap}, from {n} buying days on; never shorter than {least} day{least:s}",
    "间隔：{gap}（满 {n} 个购买日起），不短于 {least} 天",
)
_FALLBACK = {
    POPULATION: Text(
        "Below that: {days} day{days:s}, the gap that {p}% of customers with a rhythm don't exceed",
        "不足时：{days} 天，即有购买节奏的客户中 {p}% 不超过的间隔",
    ),
    ASSUMED: Text(
        "Below that: {days} day{days:s}, assumed, because fewer than {n} customers have a rhythm yet",
        "不足时：按 {days} 天假定（形成购买节奏的客户不足 {n} 位）",
    ),
}  # fmt: skip
_LATE = Text(
    "At risk after more than {a} gaps without buying, dormant after {b}, churned after {c}",
    "未购买超过 {a} 个间隔为预警期，超过 {b} 个为沉默期，超过 {c} 个为流失期",
)
_OTHERS = Text(
    "On time: new up to {new} buying days, loyal from {loyal} on, else active; won back: returned after more than {c} "
    "gaps and hasn't bought since",
    "按时购买：不超过 {new} 个购买日为新客期，满 {loyal} 个为忠诚期，其余为活跃期；"
    "超过 {c} 个间隔后回来、其后未再购买为挽回期",
)
