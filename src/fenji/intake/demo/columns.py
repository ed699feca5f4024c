"""Arrow columns from whole numbers: money, days and instants, with NULL where a mask says unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]

SHANGHAI = 8 * 3600  # no summer time since 1991


def words(values: Sequence[Any] | Words, unknown: Flags | None = None) -> pa.Array:
    """A text column; NULL where `unknown` is true, and where a value is None."""
    return pa.array(values, pa.string(), mask=unknown, from_pandas=False)


def whole(values: Ints) -> pa.Array:
    """A column of whole numbers."""
    return pa.array(values, pa.int64())


def flags(value: bool, rows: int) -> pa.Array:
    """The same yes or no in every row."""
    return pa.array(np.full(rows, value), pa.bool_())


def decimals(units: Ints, precision: int, scale: int, unknown: Flags | None = None) -> pa.Array:
    """Exact decimals from whole numbers of their smallest unit: 12345 at scale 2 is 123.45.

    >>> decimals(np.array([12345, -50]), 18, 2).to_pylist()
    [Decimal('123.45'), Decimal('-0.50')]
    """
    pairs = np.stack([units.astype(np.int64), np.where(units < 0, -1, 0).astype(np.int64)], axis=1)
    known = None if unknown is None else pa.py_buffer(np.packbits(~unknown, bitorder="little").tobytes())
    values = pa.py_buffer(np.ascontiguousarray(pairs).tobytes())
    return pa.Array.from_buffers(pa.decimal128(precision, scale), len(units), [known, values])


def money(cents: Ints, unknown: Flags | None = None) -> pa.Array:
    """Amounts from whole cents (分)."""
    return decimals(cents, 18, 2, unknown)


def days(epoch_days: Ints, unknown: Flags | None = None) -> pa.Array:
    """Dates from days since 1970-01-01."""
    return pa.array(epoch_days.astype(np.int32), pa.int32(), mask=unknown).cast(pa.date32())


def instants(local_seconds: Ints, unknown: Flags | None = None) -> pa.Array:
    """UTC instants from seconds since 1970-01-01 on a clock in Shanghai."""
    return pa.array((local_seconds - SHANGHAI) * 1_000_000, pa.int64(), mask=unknown).cast(pa.timestamp("us"))


def choose(random: np.random.Generator, choices: Sequence[str], rows: int, weights: Sequence[float] = ()) -> Words:
    """One of the choices in every row, as often as the weights say."""
    table = np.array(choices, dtype=object)
    share = np.array(weights, dtype=float) / sum(weights) if weights else None
    picked: Words = table[random.choice(len(table), rows, p=share)]
    return picked


def labels(prefix: str, numbers: Ints, width: int) -> Words:
    """Ids such as C00042."""
    return np.array([f"{prefix}{number:0{width}d}" for number in numbers.tolist()], dtype=object)
