"""Cut points are found once, from all customers, and frozen: one aggregate for all criteria a round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.scores.scorer import Better, Learned, Scorer
from fenji.scores.total import whole_weights

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
    """What was learned: cut points per criterion, the weights that remain, and who was left out."""

    learned: dict[str, Learned]
    weights: dict[str, int]
    left_out: tuple[str, ...]


def calibrate(measured: ir.Table, criteria: Sequence[Asked], ask: Ask) -> Calibration:
    """The frozen cut points of all criteria.

    A criterion whose figure is unknown for every customer is left out, and the remaining weights are brought back
    to 100 % by largest remainder. Two rounds are usual: quantiles first, then the counts around them.
    """
    answers: dict[str, dict[str, Any]] = {one.name: {} for one in criteria}
    while questions := _questions(measured, criteria, answers):
        row = ask(measured.aggregate(**{f"a{number}": asked for number, (_, _, asked) in enumerate(questions)}))[0]
        for number, (name, key, _) in enumerate(questions):
            answers[name][key] = row[f"a{number}"]
    learned = {one.name: one.scorer.learn(answers[one.name], better=one.better) for one in criteria}
    left_out = tuple(name for name, found in learned.items() if not found.known)
    weights = whole_weights({one.name: one.weight_bp for one in criteria if one.name not in left_out})
    return Calibration(learned, weights, left_out)


def _questions(
    measured: ir.Table, criteria: Sequence[Asked], answers: dict[str, dict[str, Any]]
) -> list[tuple[str, str, ir.Scalar]]:
    return [
        (one.name, key, asked)
        for one in criteria
        for key, asked in one.scorer.statistics(measured[one.column], answers[one.name]).items()
    ]
