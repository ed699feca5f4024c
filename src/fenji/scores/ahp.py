"""Weights from comparing criteria in pairs (AHP, Saaty 1980): the principal eigenvector, and how consistent it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

Matrix = Sequence[Sequence[Fraction]]

RANDOM_INDEX: Mapping[int, Decimal] = {
    size: Decimal(index)
    for size, index in enumerate(
        ("0", "0", "0.58", "0.90", "1.12", "1.24", "1.32", "1.41", "1.45", "1.49", "1.51", "1.48", "1.56", "1.57",
         "1.59"), start=1)
}  # fmt: skip
TABLE = "Saaty 1980"
MOST_CRITERIA = max(RANDOM_INDEX)
CONSISTENT_BELOW = Decimal("0.1")
_NEARLY = Fraction(1, 100)
_DIGITS = 40
_STEADY = Decimal("1e-25")


@dataclass(frozen=True)
class Weighed:
    """The weights of the criteria, which sum to 1, and how well the comparisons agree with each other.

    `largest` is the largest eigenvalue λ, `index` = (λ − n) / (n − 1), `ratio` = index / random index of n (Saaty
    1980); from 0.1 on the comparisons contradict each other too much. For one or two criteria all is consistent: 0.
    """

    weights: tuple[Decimal, ...]
    largest: Decimal
    index: Decimal
    ratio: Decimal

    @property
    def is_consistent(self) -> bool:
        """Whether the consistency ratio is below 0.1."""
        return self.ratio < CONSISTENT_BELOW


def weigh(matrix: Matrix) -> Weighed:
    """The weights a matrix of comparisons stands for; entry i, j says how many times criterion i outweighs j.

    The principal eigenvector by power iteration in 40 digits, so that every machine finds the same; it comes to an end,
    because every entry is above 0. The matrix has to be right (`first_unequal` finds nothing); its size is 1 to 15.

    >>> found = weigh([[Fraction(1), Fraction(3)], [Fraction(1, 3), Fraction(1)]])
    >>> [str(round(weight, 4)) for weight in found.weights], str(found.ratio)
    (['0.7500', '0.2500'], '0')
    """
    size = len(matrix)
    with localcontext() as context:
        context.prec, context.rounding = _DIGITS, ROUND_HALF_UP
        rows = [[Decimal(entry.numerator) / Decimal(entry.denominator) for entry in row] for row in matrix]
        weights = [Decimal(1) / size] * size
        is_steady = False
        while not is_steady:
            products = [sum((a * w for a, w in zip(row, weights, strict=True)), Decimal(0)) for row in rows]
            whole = sum(products, Decimal(0))
            found = [product / whole for product in products]
            is_steady = max(abs(new - old) for new, old in zip(found, weights, strict=True)) < _STEADY
            weights = found
        products = [sum((a * w for a, w in zip(row, weights, strict=True)), Decimal(0)) for row in rows]
        largest = sum((p / w for p, w in zip(products, weights, strict=True)), Decimal(0)) / size
        if size <= 2:
            return Weighed(tuple(weights), largest, Decimal(0), Decimal(0))
        index = (largest - size) / (size - 1)
        return Weighed(tuple(weights), largest, index, index / RANDOM_INDEX[size])


def first_unequal(matrix: Matrix) -> tuple[int, int] | None:
    """The first place, row and column from 0, that says another thing than its mirror; None where all agree.

    A criterion against itself is 1; a pair the other way round is the reciprocal, within a hundredth (0.33 for 1/3).
    """
    for row, entries in enumerate(matrix):
        for column, entry in enumerate(entries[: row + 1]):
            if abs(entry * matrix[column][row] - 1) > (_NEARLY if column < row else 0):
                return row, column
    return None
