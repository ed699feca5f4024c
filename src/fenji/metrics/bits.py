"""Numbers noted as bits, one bit a number: which months of a window had an order, in one aggregate."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

MOST = 25  # a longer window is counted by distinct values, three times slower


@dataclass(frozen=True)
class Bits:
    """A mask as a metric describes it; `measure` counts its bits once it is a column, so that the SQL stays short."""

    mask: ir.IntegerValue


def bits_of(number: ir.IntegerColumn, *, where: ir.BooleanColumn) -> Bits:
    """The numbers from 0 to 24 that occur where the condition holds, each as a bit; no bit where it never does."""
    flag = ibis.literal(1, type="int64") << ibis.ifelse(where, number, 0).cast("int64")
    return Bits(flag.bit_or(where=where).fill_null(0))


def counted(mask: ir.IntegerValue) -> ir.IntegerValue:
    """How many of the bits are set; no engine's own function for it is one of all engines.

    Three at a time: of each octal digit what its bits are worth less is taken off, which leaves how many there are;
    digits are added in pairs, and a remainder by 63 adds up the pairs (HAKMEM 169, 1972).
    """
    digits = mask - ((mask >> 1) & 0o333333333) - ((mask >> 2) & 0o111111111)
    return ((digits + (digits >> 3)) & 0o707070707) % ibis.literal(63, "int64")
