"""What people say of a customer: marks such as the blacklist, and points for what no record shows."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.tables.mark_kinds import mark_kind

_LATER = 2**31  # the number of a decision is below it
_TAKEN_BACK = -1  # points are never negative: stands for a judgement taken back


@metric(
    table="marks",
    unit="times",
    better="lower",
    never=0,
    label=Text("Marks", "标记"),
    zh="截至评估基准日客户身上的标记数，例如黑名单。",
)
def mark_count(marks: ir.Table, period: Period, *, kind: str | None = None) -> ir.IntegerScalar:
    """How many marks, such as the blacklist, a customer bears on the as-of day.

    Marks set by the as-of day and not removed by it, whatever the window: the day one is set counts, the day it is
    removed doesn't. With `kind` (blacklist, 黑名单, or the company's own) of that kind only. 0 for who bears none, also
    where nobody was ever marked.
    """
    counts = marks.effective_on <= period.last_day_value()
    if kind is not None:
        counts &= marks.kind == mark_kind(kind)
    return marks.count(where=counts & (marks.event == "added")) - marks.count(where=counts & (marks.event == "removed"))


@metric(
    table="judgements",
    unit="points",
    better="higher",
    label=Text("Judged points", "主观评分"),
    zh="经办人对客户某一主观评分项给出的最近一次分数。",
)
def judged_points(judgements: ir.Table, period: Period, *, item: str | None = None) -> ir.DecimalScalar:
    """The points a person gave a customer for an item that no record shows, such as cooperation.

    The last judgement of `item` by the as-of day, whatever the window; of one day, the one given last. NULL where
    nobody has judged, or the judgement was taken back.
    """
    counts = judgements.effective_on <= period.last_day_value()
    if item is not None:
        counts &= judgements.item == item
    day = judgements.effective_on.delta(ibis.literal("1970-01-01").cast("date"), unit="day").cast("int64")
    order = day * ibis.literal(_LATER, type="int64") + judgements.sequence
    given = judgements.points.fill_null(ibis.literal(_TAKEN_BACK)).cast("decimal(18, 4)")
    return given.argmax(order, where=counts).nullif(ibis.literal(_TAKEN_BACK).cast("decimal(18, 4)"))
