"""Mistakes in price differences: the same goods dearer for the better or longer customer, or by a rule nobody knows."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from fenji.metrics.metric import METRICS
from fenji.scheme.draft import Draft
from fenji.scheme.parts import Criterion
from fenji.scores.bands import Bands

_LOYALTY = frozenset(
    {"tenure_days", "net_revenue", "historic_clv", "order_count", "spend_per_month", "orders_per_month"}
)


def check_prices(draft: Draft) -> None:
    """Notes price differences: always a warning; without a public rule, or against loyal customers, an error.

    The same goods under the same conditions cost the same, unless a published rule says otherwise; a better tier never
    pays more, and whoever stays longer or spends more never falls by it (Article 24 of the PIPL).
    """
    tiers = draft.tiers
    if not any(tier.price is not None or "price" in tier.use for tier in tiers.values()):
        return
    priced = {number: tier.price for number, tier in tiers.items() if tier.price is not None}
    for number, tier in tiers.items():
        if tier.price is None:
            draft.note(("tiers", number), "price none", name=tier.key)
    rule = draft.settings.get("price_rule")
    if rule is None or not (rule.zh or rule.en):
        draft.note(("tiers",), "price_rule")
    _against_better(draft, priced)
    for number, criterion in draft.criteria.items():
        if criterion.metric in _LOYALTY and _falls(criterion):
            draft.note(("criteria", number), "price_against loyal", name=criterion.metric)
    draft.note(("tiers",), "price_differs")


def _against_better(draft: Draft, priced: dict[int, Decimal]) -> None:
    for (_, better), (number, worse) in pairwise(sorted(priced.items())):
        if better > worse:
            draft.note(("tiers", number, "price"), "price_against", name=draft.tiers[number].key)


def _falls(criterion: Criterion) -> bool:
    """Whether more of it gives fewer points."""
    if isinstance(criterion.scorer, Bands):
        points = [band.points for band in criterion.scorer.bands]
        return any(later < earlier for earlier, later in pairwise(points))
    usual = METRICS.get(criterion.metric).better if criterion.metric in METRICS else "higher"
    return (criterion.better or usual) == "lower"
