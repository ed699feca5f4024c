"""Tiers by the score: from so many points on, the border itself included."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.grades.rung import NO_RUNG, Grade, Rung
from fenji.scores.total import border

if TYPE_CHECKING:
    import ibis.expr.types as ir


def by_score(total: ir.IntegerColumn, tiers: Sequence[tuple[str, Decimal | None]]) -> list[Rung]:
    """The rungs of (tier, from_score), best first; without a from_score a tier takes the rest.

    Totals are compared as whole numbers: from 80 on means total ≥ 80,000,000, exactly.
    """
    import ibis

    return [
        Rung(
            number,
            tier,
            "score",
            None if start is None else (total >= ibis.literal(border(start), "int64")).fill_null(False),
        )
        for number, (tier, start) in enumerate(tiers, start=1)
    ]


def by_score_of(total: int | None, tiers: Sequence[tuple[str, Decimal | None]]) -> Grade:
    """The same for one customer.

    >>> by_score_of(80_000_000, [("A", Decimal(80)), ("B", None)]).reason
    'score:A'
    """
    for number, (tier, start) in enumerate(tiers, start=1):
        if start is None:
            return Grade(number, tier, f"rest:{tier}")
        if total is not None and total >= border(start):
            return Grade(number, tier, f"score:{tier}")
    return Grade(None, None, f"ungraded:{NO_RUNG}")
