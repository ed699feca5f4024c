"""Bits are counted as Python counts them, whichever are set."""

from __future__ import annotations

import ibis

from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.bits import MOST, counted


def test_every_mask_of_as_many_months_as_are_noted_is_counted() -> None:
    masks = {0, 1, (1 << MOST) - 1, *(1 << bit for bit in range(MOST)), *range(0, 1 << MOST, 4_099)}
    with DuckDBEngine.in_memory() as engine:
        rows = ", ".join(f"({mask})" for mask in sorted(masks))
        table = engine.keep("masks", f"SELECT mask::BIGINT AS mask FROM (VALUES {rows}) AS masks(mask)")
        found = engine.rows(engine.compile(table.select("mask", bits=counted(table.mask))))
        assert ibis.schema(counted(table.mask).name("n").as_table().schema()).types == (ibis.dtype("int64"),)
    assert {row["mask"]: row["bits"] for row in found} == {mask: mask.bit_count() for mask in masks}
