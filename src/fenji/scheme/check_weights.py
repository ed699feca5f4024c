"""Mistakes in weights: by hand they make 100 %, by pairs the matrix agrees with itself, and never both."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from fenji.language import Text
from fenji.scheme.draft import Draft
from fenji.scheme.parts import read_weight
from fenji.scheme.weights import BY_HAND, Weighing, is_square, read_weighing
from fenji.scores import ahp
from fenji.scores.total import WHOLE

MOST_BY_TOPSIS = 30


def check_weights(draft: Draft) -> None:
    """Notes what is wrong with the weights, however they come about."""
    written = draft.raw.get("criteria")
    if not isinstance(written, list | tuple) or not written:
        return
    weighing = _weighing(draft)
    if weighing is None:
        return
    if weighing.is_written:
        _by_hand(draft, written)
    else:
        _mixed(draft, weighing)
    if weighing.way == "ahp":
        _by_pairs(draft, weighing, len(written))
    if draft.settings.get("total_by") == "topsis" and len(written) > MOST_BY_TOPSIS:
        draft.note(("criteria",), "topsis", n=len(written), most=MOST_BY_TOPSIS)


def _weighing(draft: Draft) -> Weighing | None:
    """How weights come about, even where another setting has a mistake; None where this one has."""
    if "weights_by" in draft.settings or "weights_by" not in draft.raw:
        settled: Weighing = draft.settings.get("weights_by", BY_HAND)
        return settled
    try:
        return Weighing.model_validate(read_weighing(draft.raw["weights_by"]))
    except ValueError:
        return None


def _by_hand(draft: Draft, written: Any) -> None:
    raw = [_raw_weight(item, draft, number) for number, item in enumerate(written)]
    for number, criterion in draft.criteria.items():
        if raw[number] is None:
            draft.note(("criteria", number), "weights missing", name=criterion.name)
    if all(_is_zero(weight) for weight in raw):
        draft.note(("criteria",), "weights zero")
    try:
        weights = [weight if isinstance(weight, int) else read_weight(weight) for weight in raw]
    except ValueError:
        return
    if sum(weights) != WHOLE:
        draft.note(("criteria",), "weights", total=f"{sum(weights) / 100:g}%")


def _raw_weight(item: Any, draft: Draft, number: int) -> Any:
    """The weight in basis points where it could be read, else as written; None where there is none."""
    criterion = draft.criteria.get(number)
    if criterion is not None:
        return criterion.weight_bp or None
    return str(item.get("weight", item.get("weight_bp"))) if isinstance(item, dict) else "?"


def _is_zero(weight: Any) -> bool:
    try:
        return isinstance(weight, str) and float(weight.strip("%％ ")) == 0
    except ValueError:
        return False


def _mixed(draft: Draft, weighing: Weighing) -> None:
    for number, criterion in draft.criteria.items():
        if criterion.weight_bp:
            draft.note(("criteria", number, "weight"), "weights mix", name=criterion.name, way=weighing.way)


def _by_pairs(draft: Draft, weighing: Weighing, size: int) -> None:
    place = ("weights_by", "ahp")
    if not is_square(weighing, size):
        columns = max((len(row) for row in weighing.matrix), default=0)
        draft.note(place, "ahp size", rows=len(weighing.matrix), columns=columns, n=size)
    elif size > ahp.MOST_CRITERIA:
        draft.note(place, "ahp many", n=size, most=ahp.MOST_CRITERIA)
    elif (unequal := ahp.first_unequal(weighing.matrix)) is not None:
        row, column = unequal
        here, there = weighing.matrix[row][column], weighing.matrix[column][row]
        numbers = {"row": row + 1, "column": column + 1, "here": here, "there": there, "wanted": 1 / there}
        draft.note((*place, row), "ahp reciprocal", **(numbers | ({"wanted": 1} if row == column else {})))
    else:
        _consistency(draft, weighing)


def _consistency(draft: Draft, weighing: Weighing) -> None:
    found = ahp.weigh(weighing.matrix)
    if found.is_consistent:
        return
    size = len(weighing.matrix)
    names = [draft.criteria[place].name if place in draft.criteria else str(place + 1) for place in range(size)]
    pairs = [(row, column) for row, column in product(range(size), repeat=2) if row < column]

    def strain(pair: tuple[int, int]) -> Fraction:
        ratio = weighing.matrix[pair[0]][pair[1]] * Fraction(found.weights[pair[1]]) / Fraction(found.weights[pair[0]])
        return max(ratio, 1 / ratio)

    row, column = max(pairs, key=strain)
    pair = Text(f"{names[row]} against {names[column]}", f"{names[row]}与{names[column]}之比")
    wanted = float(found.weights[row] / found.weights[column])
    words = {"ratio": f"{found.ratio:.3f}", "table": ahp.TABLE, "pair": pair, "wanted": f"{wanted:.2g}"}
    draft.note(("weights_by", "ahp"), "ahp consistency", **words)
