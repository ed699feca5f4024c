"""Duplicate customers: pairs that are probably one person or company, with the probability and the reasons.

Compared are customers' own rows. A company's contacts are no evidence: one accountant is the contact of many.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import quoted
from fenji.intake.identity.evidence import COMPARISONS, RARE, Comparison, level_of, settings
from fenji.intake.identity.prepared import Prepared, as_table, prepared
from fenji.language import Text

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

LIKELY = Decimal("0.90")
TOWN = 20_000  # a shop's few customers are a sample of a town: one Zhang Wei of three is not a third of mankind
CROWD = 100_000  # and any two of them are one by a chance of at most one in so many


@dataclass(frozen=True)
class Reason:
    """One piece of evidence: what was compared, how it came out, and its weight in bits (negative speaks against)."""

    code: str
    words: Text
    weight: Decimal

    @property
    def is_for(self) -> bool:
        """Whether it speaks for one customer."""
        return self.weight > 0


@dataclass(frozen=True)
class Pair:
    """Two customers who may be one: `probability` from 0 to 1, all `weight` in bits, and the reasons, heaviest first.

    Reasons of less than one bit are left out.
    """

    first: str
    second: str
    probability: Decimal
    weight: Decimal
    reasons: tuple[Reason, ...]


def find(
    rows: Sequence[dict[str, Any]], *, at_least: Decimal = LIKELY, memory_limit: str = "2GB", spill: Path | None = None
) -> list[Pair]:
    """The pairs of customers who are one by at least that probability, most probable first, then by their ids.

    `rows` have columns of the canonical table `customers`; what is absent is unknown. Hidden values, hotlines and ID
    cards are not compared. Deterministic: no training, no sampling; the order of rows changes nothing.

    >>> tang = {"name": "唐诗咏", "mobile": "13912348001"}
    >>> found = find([{"customer_id": "A", **tang}, {"customer_id": "B", **tang}, {"customer_id": "C", "name": "唐诗"}])
    >>> [(pair.first, pair.second, [reason.code for reason in pair.reasons]) for pair in found]
    [('A', 'B', ['telephone:mobile', 'name:same'])]
    """
    customers = sorted(prepared(rows), key=lambda one: one.customer_id)
    table = as_table(customers)
    if table.num_rows < 2:
        return []
    with DuckDBEngine.in_memory(memory_limit=memory_limit, temp_directory=spill) as engine:
        scored = _scored(engine, customers, table, at_least)
    return sorted((_pair(row) for row in scored), key=lambda pair: (-pair.weight, pair.first, pair.second))


def _scored(
    engine: DuckDBEngine, customers: Sequence[Prepared], table: pa.Table, at_least: Decimal
) -> list[dict[str, Any]]:
    """Splink's answer. It runs its own queries, in a database in memory that holds nothing else and is then gone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from splink import DuckDBAPI, Linker

        database = DuckDBAPI(engine.ibis.con)
        linker = Linker(
            database.register(table), dict(settings(_prior(len(customers)))), log_level=None, validate_settings=False
        )
        for column in RARE:
            frequencies = database.register(_frequencies(customers, column))
            linker.table_management.register_term_frequency_lookup(frequencies, column)
        found = linker.inference.predict(threshold_match_probability=float(at_least), warning_mode="never")
        return engine.rows(f"SELECT * FROM {quoted(found.physical_name)}")


def _prior(customers: int) -> float:
    return 1 / max(customers, CROWD)


def _frequencies(customers: Sequence[Prepared], column: str) -> pa.Table:
    import pyarrow as pa

    counts = Counter(getattr(one, column) for one in customers)
    counts.pop(None, None)
    whole = max(len(customers), TOWN)
    values = sorted(counts)
    pair = 2 if column == "company" else 0  # a register gives a name once: two holders are a duplicate, not a custom
    shares = [max(counts[value] - pair, 0.001) / whole for value in values]
    return pa.table({column: pa.array(values, pa.string()), f"tf_{column}": pa.array(shares, pa.float64())})


def _pair(row: dict[str, Any]) -> Pair:
    first, second = sorted((row["customer_id_l"], row["customer_id_r"]))
    reasons = [reason for each in COMPARISONS if (reason := _reason(each, row)) and abs(reason.weight) >= 1]
    return Pair(
        first,
        second,
        _rounded(row["match_probability"], "0.0001"),
        _rounded(row["match_weight"], "0.01"),
        tuple(sorted(reasons, key=lambda reason: -abs(reason.weight))),
    )


def _reason(each: Comparison, row: dict[str, Any]) -> Reason | None:
    level = level_of(each, int(row[f"gamma_{each.name}"]))
    if level is None:
        return None
    weight = float(row[f"mw_{each.name}"]) + float(row.get(f"mw_tf_adj_{each.name}") or 0)
    return Reason(f"{each.name}:{level.name}", level.words, _rounded(weight, "0.1"))


def _rounded(value: float, step: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(step), rounding=ROUND_HALF_UP)
