"""Cut points and weights are found once, from all customers, and frozen: one aggregate for all criteria a round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fenji.scores import histogram
from fenji.scores.scorer import Better, Learned, Scorer
from fenji.scores.topsis import Ideal
from fenji.scores.total import whole_weights
from fenji.scores.weights import Method, found_ideals, found_weights

if TYPE_CHECKING:
    import ibis.expr.types as ir

Ask = Callable[["ir.Table"], list[dict[str, Any]]]


@dataclass(frozen=True)
class Asked:
    """One criterion before calibration: its measured column, how it is scored, its weight and direction."""

    name: str
    column: str
    scorer: Scorer
    weight_bp: int
    better: Better = "higher"


@dataclass(frozen=True)
class Calibration:
    """What was learned: cut points per criterion, the weights that remain, who was left out, ideal points if asked."""

    learned: dict[str, Learned]
    weights: dict[str, int]
    left_out: tuple[str, ...]
    ideals: dict[str, Ideal] = field(default_factory=dict)


def calibrate(
    measured: ir.Table,
    criteria: Sequence[Asked],
    ask: Ask,
    *,
    weighing: Method | None = None,
    with_ideals: bool = False,
) -> Calibration:
    """The frozen cut points of all criteria.

    A criterion whose figure is unknown for every customer is left out, and the remaining weights are brought back
    to 100 % by largest remainder. Two rounds are usual: quantiles first, then the counts around them. With `weighing`
    the weights are found from the customers instead of taken as written; `with_ideals` finds what TOPSIS needs.
    """
    answers = _answers(measured, criteria, ask)
    learned = {one.name: one.scorer.learn(answers[one.name], better=one.better) for one in criteria}
    left_out = tuple(name for name, found in learned.items() if not found.known)
    counting = [one for one in criteria if one.name not in left_out]
    given = {one.name: one.weight_bp for one in counting}
    if weighing is not None and counting:
        given = found_weights(measured, counting, ask, method=weighing)
    weights = whole_weights(given)
    ends = found_ideals(measured, counting, ask, learned=learned, weights=weights) if with_ideals else {}
    return Calibration(learned, weights, left_out, ends)


def _answers(measured: ir.Table, criteria: Sequence[Asked], ask: Ask) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {one.name: {} for one in criteria}
    while questions := _questions(measured, criteria, answers):
        row = ask(measured.aggregate(**{f"a{number}": asked for number, (_, _, asked) in enumerate(questions)}))[0]
        for number, (name, key, _) in enumerate(questions):
            answers[name][key] = row[f"a{number}"]
    for one in criteria:
        heap = one.scorer.heaps(measured[one.column], answers[one.name])
        if heap is not None:
            known = measured.select(key=heap, value=measured[one.column]).filter(lambda table: table.value.notnull())
            answers[one.name][histogram.ROWS] = ask(known.group_by("key").aggregate(**histogram.questions(known.value)))
    return answers


def _questions(
    measured: ir.Table, criteria: Sequence[Asked], answers: dict[str, dict[str, Any]]
) -> list[tuple[str, str, ir.Scalar]]:
    return [
        (one.name, key, asked)
        for one in criteria
        for key, asked in one.scorer.statistics(measured[one.column], answers[one.name]).items()
    ]
