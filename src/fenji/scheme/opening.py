"""The grades customers had before fenji, as tiers of a standard: they open the ledger, so a first run shows moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.model import Scheme

_SUFFIX = "客户"


def opening(customers: ir.Table, scheme: Scheme) -> ir.Table:
    """Customers whose existing grade (现有等级) is a tier of the standard: customer_id, tier, rung.

    A grade is a tier by its key or by its name in either language, whatever its case; 普通 is 普通客户 too, unless two
    tiers could be meant. Whoever has another grade, or none, isn't in it: nothing is guessed.
    """
    words = tier_words(scheme)
    rungs = {tier.key: rung for rung, tier in enumerate(scheme.tiers, start=1)}
    given = customers.existing_grade.strip().lower()
    known = customers.mutate(tier=given.cases(*words.items())).filter(lambda table: table.tier.notnull())
    return known.select("customer_id", "tier", rung=known.tier.cases(*rungs.items()).cast("int16"))


def tier_words(scheme: Scheme) -> dict[str, str]:
    """Every word that means a tier, in small letters → the tier's key; a word that means two is left out."""
    found: dict[str, set[str]] = {}
    for tier in scheme.tiers:
        for name in (tier.key, tier.name.en, tier.name.zh, tier.name.zh.removesuffix(_SUFFIX)):
            if name.strip():
                found.setdefault(name.strip().lower(), set()).add(tier.key)
    return {word: keys.pop() for word, keys in found.items() if len(keys) == 1}
