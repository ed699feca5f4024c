"""Satisfaction: what customers' own scores say."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio, rounded

UNITS = 10**9


@metric(
    table="feedback",
    unit="points of 100",
    better="higher",
    label=Text("Satisfaction", "满意度"),
    zh="客户评分的平均值,折算为百分制。",
)
def satisfaction_score(feedback: ir.Table, period: Period) -> Ratio:
    """How satisfied a customer says they are, from 0 to 100.

    The plain average of score / best score · 100 over the window's feedback of any kind that has both, every answer
    alike, four decimals, rounded once HALF_UP (each answer is taken to nine decimals, so that the order of rows
    changes nothing). NULL for a customer who gave no score.
    """
    score, best = _hundredths(feedback.score), _hundredths(feedback.score_max)
    is_scored = period.covers(feedback.given_at) & score.notnull() & (best > 0)
    share = rounded(score * ibis.literal(UNITS, type="int64"), best)
    total = share.sum(where=is_scored).cast("int64")
    whole = feedback.count(where=is_scored) * ibis.literal(UNITS // 100, type="int64")
    return Ratio(total, whole)


def _hundredths(value: ir.DecimalColumn) -> ir.IntegerColumn:
    return (value * 100).cast("int64")
