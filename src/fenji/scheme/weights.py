"""How the weights come about: by hand, from comparing criteria in pairs (AHP), or from the customers themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from fenji.language import Text, same
from fenji.scheme.parts import Criterion, Part
from fenji.scores import ahp
from fenji.scores.ahp import Weighed
from fenji.scores.total import whole_weights
from fenji.scores.weights import METHODS, Method

Way = Literal["hand", "ahp", "entropy", "critic"]
_FINE = 10**12
_LARGEST = 100


def read_ratio(value: Any) -> Fraction:
    """How many times one criterion outweighs another: 3, 1/3 or 0.33.

    >>> read_ratio("1/3"), read_ratio(5)
    (Fraction(1, 3), Fraction(5, 1))
    """
    if isinstance(value, Fraction):
        return value
    try:
        ratio = Fraction(str(value).replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        ratio = Fraction(0)
    if not Fraction(1, _LARGEST) <= ratio <= _LARGEST:
        raise ValueError(f"'{value}' is no comparison: write 3, 1/3 or 0.5")
    return ratio


Comparisons = Annotated[Fraction, BeforeValidator(read_ratio), PlainSerializer(str, return_type=str)]


class Weighing(Part):
    """Where the weights come from; with `ahp` the matrix of comparisons, one row and column a criterion, in order."""

    way: Way = "hand"
    matrix: tuple[tuple[Comparisons, ...], ...] = Field(default=(), alias="ahp")

    @property
    def method(self) -> Method | None:
        """How the weights are found from the customers; None where they are written."""
        return next((method for method in METHODS if method == self.way), None)

    @property
    def is_written(self) -> bool:
        """Whether every criterion says its own weight."""
        return self.way == "hand"


BY_HAND = Weighing()


def read_weighing(value: Any) -> Any:
    """`hand`, `entropy`, `critic`, or {ahp: [[1, 3], [1/3, 1]]}."""
    if isinstance(value, Weighing):
        return value
    if isinstance(value, str) and value in {"hand", *METHODS}:
        return {"way": value}
    if isinstance(value, Mapping) and set(value) == {"ahp"}:
        matrix = value["ahp"]
        if not isinstance(matrix, Sequence) or not all(isinstance(row, list | tuple) for row in matrix):
            raise ValueError("the matrix of comparisons is a list of rows: [[1, 3], [1/3, 1]]")
        return {"way": "ahp", "ahp": matrix}
    raise ValueError(f"'{value}' is no way to weights: write hand, entropy, critic or {{ahp: [[1, 3], [1/3, 1]]}}")


def write_weighing(weighing: Weighing) -> Any:
    """The shortest way to write it."""
    if weighing.way != "ahp":
        return weighing.way
    return {"ahp": [[str(entry) for entry in row] for row in weighing.matrix]}


WrittenWeighing = Annotated[Weighing, BeforeValidator(read_weighing), PlainSerializer(write_weighing)]


def is_square(weighing: Weighing, size: int) -> bool:
    """Whether the matrix has one row and one column a criterion."""
    return len(weighing.matrix) == size and all(len(row) == size for row in weighing.matrix)


def weighed(weighing: Weighing) -> Weighed | None:
    """What the matrix says; None where there is none or it is not square."""
    is_whole = weighing.way == "ahp" and bool(weighing.matrix) and is_square(weighing, len(weighing.matrix))
    return ahp.weigh(weighing.matrix) if is_whole and len(weighing.matrix) <= ahp.MOST_CRITERIA else None


def written_weights(weighing: Weighing, criteria: Sequence[Criterion]) -> dict[str, int]:
    """The weights in basis points as far as they can be known without data: written, by AHP, or not at all (0)."""
    if weighing.method is not None:
        return {one.name: 0 for one in criteria}
    found = weighed(weighing)
    if found is None or len(found.weights) != len(criteria):
        return {one.name: one.weight_bp for one in criteria}
    return whole_weights({one.name: int(weight * _FINE) for one, weight in zip(criteria, found.weights, strict=True)})


def say_weighing(weighing: Weighing) -> Text:
    """How the weights come about, in words; nothing where each criterion says its own."""
    found = weighed(weighing)
    if found is not None:
        return _AHP.fill(ratio=_short(found.ratio), table=ahp.TABLE, verdict=_VERDICTS[found.is_consistent])
    return _WORDS.get(weighing.way, same(""))


def _short(ratio: Decimal) -> str:
    return f"{ratio.quantize(Decimal('0.001'), rounding=ROUND_HALF_UP).normalize():f}"


_VERDICTS: Mapping[bool, Text] = {
    True: Text("below 0.1: consistent", "小于0.1，通过一致性检验"),
    False: Text("0.1 or more: the comparisons contradict each other", "不小于0.1，未通过一致性检验"),
}
_AHP = Text(
    "Weights by comparing the criteria in pairs (AHP): consistency ratio {ratio} with the random index of {table}, "
    "{verdict}.",
    "权重由两两比较得出（AHP）：一致性比率 {ratio}（随机指标取自 {table}），{verdict}。",
)
_WORDS: Mapping[str, Text] = {
    "entropy": Text(
        "Weights found from the customers once and frozen (entropy): what tells customers apart weighs more.",
        "权重由客户数据一次性求得并固定（熵权法）：区分度越高，权重越大。",
    ),
    "critic": Text(
        "Weights found from the customers once and frozen (CRITIC): what spreads widely and repeats little of the "
        "other criteria weighs more.",
        "权重由客户数据一次性求得并固定（CRITIC法）：波动越大、与其他评分项重复越少，权重越大。",
    ),
}
